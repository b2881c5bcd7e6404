"""Whom and what it concerns when something is wrong with an order, a shipment, an item or a system."""

from collections.abc import Callable, Iterable, Iterator

from simulators.orders.facts import Line, Order
from simulators.reference import catalog, customers
from simulators.world import consignments, expected, lookup
from simulators.world.world import World

_WAITS = frozenset(
    {
        "RECEIVED",
        "ACKNOWLEDGED",
        "ON_HOLD",
        "RELEASED",
        "BACKORDERED",
        "ALLOCATED",
        "PICKING",
        "PACKED",
        "PARTIALLY_SHIPPED",
    }
)
Asks = Callable[[Line], bool]
_RUNS = {"wms_east": "EAST", "wms_west": "WEST"}


class Concerned:
    """Gathers names; an order brings its customer, items and sites with it."""

    def __init__(self, world: World, now: int) -> None:
        self._world = world
        self._now = now
        self._orders: set[str] = set()
        self._skus: set[str] = set()
        self._customers: set[str] = set()
        self._locations: set[str] = set()

    def order(self, number: str) -> None:
        """The whole order."""
        found = lookup.by_number(self._world, number, self._now)
        self._orders.add(number)
        if found is not None:
            self._take(found, found.header.lines)

    def shipment(self, name: str) -> None:
        """Every order in the shipment of this number or tracking number."""
        named = [
            *consignments.of_shipment(self._world, name, self._now),
            *consignments.of_tracking(self._world, name, self._now),
        ]
        for _, shipment in named:
            for index in lookup.orders_in(shipment):
                self.order(lookup.number_at(self._world, index))

    def item(self, sku: str, site: str = "") -> None:
        """An item, at one site or at all, and those who wait for it."""
        self._skus.add(sku)
        self._locations |= {site} - {""}
        self._take_waiting(lambda line: catalog.product(line.item).sku == sku and site in {"", line.site})

    def system(self, name: str) -> None:
        """What a warehouse keeps, and those who wait for it. Other systems keep nothing."""
        site = _RUNS.get(name)
        if site is not None:
            self._locations.add(site)
            self._take_waiting(lambda line: line.site == site)

    def written(self) -> dict[str, list[str]]:
        """Everything, sorted."""
        return {
            "orders": sorted(self._orders),
            "skus": sorted(self._skus),
            "customers": sorted(self._customers),
            "locations": sorted(self._locations),
        }

    def _take_waiting(self, asks: Asks) -> None:
        for order in self._waiting():
            lines = [line for line in order.header.lines if asks(line)]
            if lines:
                self._orders.add(lookup.number_of(order))
                self._take(order, lines)

    def _waiting(self) -> Iterator[Order]:
        orders = map(self._world.order, range(1, self._world.count_at(self._now) + 1))
        return (order for order in orders if expected.status(order, self._now) in _WAITS)

    def _take(self, order: Order, lines: Iterable[Line]) -> None:
        self._customers.add(customers.customer(order.header.customer).number)
        for line in lines:
            self._skus.add(line.sku or catalog.product(line.item).sku)
            self._locations.add(line.site)
