"""What purchase orders will bring, in base units, brought into its index; changes are told."""

from collections.abc import Iterable, Sequence
from itertools import islice

from msgspec.structs import replace

from domain.availability.supply import Supply, on_order
from domain.catalog import Product
from domain.events.record import Event
from domain.ports.backends import PRODUCTS
from domain.ports.demand import Demand
from domain.ports.log import TellOwn
from domain.ports.reading import Outcomes, Readers
from domain.ports.selling import SupplyIndex
from domain.ports.state import Clock
from domain.purchasing import PurchaseOrder
from domain.quantities import EACH
from gateway.assembly.converted import converter_for
from gateway.sync.supply_news import supply_news

_MOST_OWED = 10_000
"""Items whose change is told later, where the log is away."""


class Supplies:
    """Puts what orders still bring. What cannot be brought to the item's unit is not counted on."""

    def __init__(self, readers: Readers, index: SupplyIndex, clock: Clock, tell: TellOwn) -> None:
        self._readers = readers
        self._index = index
        self._clock = clock
        self._tell = tell
        self._owed: dict[str, Event] = {}

    async def put(self, orders: Iterable[PurchaseOrder], gone: Sequence[str], demand: Demand) -> None:
        """Replace what these orders bring; those that are gone bring nothing. Raises StoreUnavailable."""
        told = {order.number: on_order(order) for order in orders}
        foreign = sorted({one.sku for each in told.values() for one in each if one.quantity.unit != EACH})
        products = await self._readers.of(PRODUCTS).read(foreign, demand) if foreign else {}
        found = {number: [*_in_base(each, products)] for number, each in told.items()}
        brought: dict[str, Sequence[Supply]] = {**dict.fromkeys(gone, ()), **found}
        changed = await self._index.put(brought)
        await self._say(supply_news(changed, brought, self._clock.now()))

    async def _say(self, events: Sequence[Event]) -> None:
        """Tell of these, and of those that could not be told before."""
        self._owed |= {event.subject: event for event in events}
        owed = dict(self._owed)
        if owed and await self._tell(list(owed.values())):
            for subject, event in owed.items():
                if self._owed.get(subject) is event:
                    del self._owed[subject]
        for subject in list(islice(self._owed, max(0, len(self._owed) - _MOST_OWED))):
            del self._owed[subject]


def _in_base(supplies: Sequence[Supply], products: Outcomes[str, Product]) -> Iterable[Supply]:
    converter, _ = converter_for({supply.sku for supply in supplies}, products)
    for supply in supplies:
        quantity = converter.base(supply.sku, supply.quantity)
        if quantity is not None:
            yield replace(supply, quantity=quantity)
