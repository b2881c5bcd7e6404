"""What reservations work with of the graph that is served at the moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.availability.counted import Counted, counted_as_read
from domain.availability.rules import SellingRules
from domain.availability.selling import Selling
from domain.errors import BackendError
from domain.ports.backends import STOCK
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Readers
from domain.stock import StockKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """Of one graph: how its systems are read, for nobody's rows in particular, and the rules of selling.

    places: our locations that keep stock.
    """

    readers: Readers
    selling: Selling
    places: Sequence[str]


Present = Callable[[], Sold]


async def read_stock(sold: Sold, skus: Sequence[str], demand: Demand) -> dict[str, dict[str, Counted]]:
    """What lies where, by item and place. A place whose systems cannot answer counts nothing.

    Raises BackendError where no place of an item could be read.
    """
    keys = [StockKey(sku, place) for sku in skus for place in sold.places]
    reader = sold.readers.of(STOCK)
    outcomes = reader.peek(keys, demand) or await reader.read(keys, demand)
    found: dict[str, dict[str, Counted]] = {sku: {} for sku in skus}
    failed: dict[str, BackendError] = {}
    for key in keys:
        outcome = outcomes[key]
        if isinstance(outcome, Failed):
            failed.setdefault(key.sku, outcome.error)
        elif isinstance(outcome, Found):
            known = counted_as_read(outcome.value, outcome.stamps)
            if known is not None:
                found[key.sku][key.location] = known
    for sku, error in failed.items():
        if not found[sku]:
            raise error
    return found


def sold(readers: Readers, places: Sequence[str], rules: SellingRules) -> Sold:
    """What a graph sells. Raises ImpossibleValue for rules that contradict each other."""
    return Sold(readers=readers, selling=Selling(rules, places), places=places)
