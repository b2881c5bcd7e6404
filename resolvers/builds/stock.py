"""What is built of stock positions."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.availability import Availability, LocationAvailability, availability
from domain.catalog import Product
from domain.errors import BackendError
from domain.freshness import Stamp
from domain.partners import Principal
from domain.ports.reading import Failed, Found, Missing, Outcomes
from domain.quantities import Quantity
from domain.stock import PHYSICAL, StockKey, StockPosition, StockState
from resolvers.builds.freshness import told, worst
from resolvers.owners import visible_keys

Position = Found[StockPosition] | Missing | Failed
Positions = Outcomes[StockKey, StockPosition]
_COUNTED = (*PHYSICAL, StockState.ON_HAND)


@dataclass(frozen=True, slots=True)
class Promised:
    """What may be promised of one item, and what was read for it of every place."""

    availability: Availability
    read: Sequence[Position]

    @property
    def sku(self) -> str:
        return self.availability.sku

    @property
    def available(self) -> Quantity:
        return self.availability.available

    @property
    def locations(self) -> Sequence[LocationAvailability]:
        return self.availability.locations


def freshness(promised: Promised) -> list[Stamp]:
    """How fresh each system's part is."""
    return worst(told(promised.read))


def keys_for(skus: Sequence[str], places: Sequence[str]) -> list[StockKey]:
    """Every item at every place, each once."""
    return [StockKey(sku, place) for sku in dict.fromkeys(skus) for place in dict.fromkeys(places)]


def positions(found: Positions, keys: Sequence[StockKey]) -> list[StockPosition]:
    """The positions that are known. Raises only where not one of those that exist could be read."""
    outcomes = [found[key] for key in keys]
    known = [outcome.value for outcome in outcomes if isinstance(outcome, Found)]
    failed = [outcome.error for outcome in outcomes if isinstance(outcome, Failed)]
    if failed and not known:
        raise failed[0]
    return known


def positions_of(product: Product, places: Sequence[str], principal: Principal) -> list[StockKey]:
    """Keys: a product at every place that the principal may see."""
    return visible_keys(keys_for([product.sku], places), principal)


def availability_of(product: Product, found: Positions) -> Promised | BackendError | None:
    """What may be promised of one product; `found` is of it alone."""
    return _availability(product.sku, found, list(found))


def availabilities(
    found: Positions, skus: Sequence[str], keys: Sequence[StockKey]
) -> list[Promised | BackendError | None]:
    """One for each sku in the order asked; None for an item that no system keeps.

    Where not one place of an item could be counted, the error: the executor puts it at its element.
    """
    by_sku = {sku: [key for key in keys if key.sku == sku] for sku in skus}
    return [_availability(sku, found, by_sku[sku]) for sku in skus]


def _availability(sku: str, found: Positions, keys: Sequence[StockKey]) -> Promised | BackendError | None:
    """The sum over the places that could be counted: one that could not promises nothing."""
    outcomes = [found[key] for key in keys]
    known = [o.value for o in outcomes if isinstance(o, Found) and _counted(o.value)]
    if known:
        return Promised(availability(sku, known), outcomes)
    return next((error for outcome in outcomes if (error := _error(outcome))), None)


def _counted(position: StockPosition) -> bool:
    return any(figure.state in _COUNTED for figure in position.figures)


def _error(outcome: Position) -> BackendError | None:
    if isinstance(outcome, Failed):
        return outcome.error
    return outcome.gaps[0] if isinstance(outcome, Found) and outcome.gaps else None
