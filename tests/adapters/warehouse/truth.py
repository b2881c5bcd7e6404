"""What a warehouse's records must fold to, by the simulators' own account of the same orders."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal

from msgspec.structs import replace

from adapters.manifest import Connection
from domain.folds.line_quantities import line_quantities
from domain.folds.order_status import order_status
from domain.folds.shipment_status import shipment_status
from domain.milestones import Milestone
from domain.orders import Fulfilment, OrderLine, OrderStatus
from domain.ports.backends import FULFILMENTS
from domain.ports.reading import Found
from domain.quantities import Quantity, converted, quantity
from domain.shipments import ShipmentStatus
from simulators.orders.facts import Order
from simulators.reference import numbers
from simulators.simulation import Simulation
from simulators.world import expected, floor, lookup
from simulators.world.world import World
from tests.contracts.over_http import offered
from tests.doubles.clock import SettableClock

HOURS = (0, 7, 19, 45)
EVERY_STATUS = frozenset(
    {"RELEASED", "ALLOCATED", "PICKING", "PACKED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED"}
)
"""Those that a warehouse can know."""

IN_EACHES: Mapping[str, Decimal] = {"EA": Decimal(1), "CS": Decimal(12)}

LEFT = frozenset({OrderStatus.SHIPPED, OrderStatus.PARTIALLY_SHIPPED})


async def compared_over_time(
    connection: Connection, simulation: Simulation, site: str, number: Callable[[int], str]
) -> set[str]:
    """Fold what a warehouse answers at several times and compare it; give the statuses that were seen."""
    clock, seen = SettableClock(), set()
    for hours in HOURS:
        now = simulation.clock.advance(hours * 3600)
        orders = {number(order.index): order for order in _newest(simulation.world, site, now)}
        answers = await offered(connection, FULFILMENTS)(list(orders), clock.within())
        for key, order in orders.items():
            answer = answers[key]
            assert isinstance(answer, Found)
            assert answer.findings == ()
            seen.add(compare(order, answer.value, site, now))
    return seen


def _newest(world: World, site: str, now: int) -> Iterator[Order]:
    """The newest 200 orders that a site knows by now."""
    newest = world.count_at(now)
    for index in range(max(newest - 200, 1), newest + 1):
        order = world.any(index, now)
        if order is not None and lookup.works_at(order, site, now):
            yield order


def compare(order: Order, told: Fulfilment, site: str, now: int) -> str:
    """Compare all that a warehouse can know; give the status that was seen."""
    truth = expected.quantities(order, now)
    facts = [_in_eaches(fact) for fact in told.milestones]
    lines = [
        OrderLine(id=str(line.number * 10), sku="", ordered=quantity(line.quantity))
        for line in order.header.lines
        if line.site == site
    ]
    dropped = expected.status(order, now) == "CANCELLED"
    for line in lines:
        counts, folded = truth[int(line.id) // 10], line_quantities(line, facts)
        assert folded.picked.amount == counts["picked"], (told.order, line.id)
        assert folded.shipped.amount == counts["shipped"], (told.order, line.id)
        assert folded.allocated.amount == (0 if dropped else counts["allocated"]), (told.order, line.id)
        assert folded.cancelled.amount == (line.ordered.amount if dropped else 0), (told.order, line.id)
    _compare_shipments(order, told, site, now)
    return _compare_status(order, lines, facts, now)


def _compare_status(order: Order, lines: list[OrderLine], facts: list[Milestone], now: int) -> str:
    """An order of one site stands where the world says, until a carrier or the ERP knows more."""
    truth = expected.quantities(order, now)
    # What was found short is given up by the ERP: its word stands on the line.
    if order.header.story == "short_pick":
        lines = [replace(line, cancelled=quantity(truth[int(line.id) // 10]["cancelled"])) for line in lines]
    status = order_status(lines, facts)
    true = expected.status(order, now)
    # Another site's lines, and goods that the ERP waits for, are not this warehouse's to know.
    if len(lines) < len(order.header.lines) or true == "BACKORDERED":
        return status
    if true in EVERY_STATUS:
        assert status == true, order.header
    else:
        assert status in LEFT, order.header
    return status


def _compare_shipments(order: Order, told: Fulfilment, site: str, now: int) -> None:
    """Each shipment is there once it is packed, with all that travels in it, and leaves when it leaves."""
    works = {work.number: work for work in lookup.works_at(order, site, now)}
    packed = [s for s in order.shipments if s.work in works and floor.shipment(order, works[s.work], now)]
    shipments = {shipment.id: shipment for shipment in told.shipments}
    assert set(shipments) == {numbers.shipment(site, each.lead, each.work) for each in packed}
    for each in packed:
        mapped = shipments[numbers.shipment(site, each.lead, each.work)]
        left = floor.shipped_at(order, works[each.work], now)
        status = shipment_status(mapped.milestones)
        assert status is (ShipmentStatus.CREATED if left is None else ShipmentStatus.PICKED_UP)
        if left is not None:
            assert mapped.milestones[-1].occurred_at == datetime.fromtimestamp(left, UTC)
        assert [
            (content.order[-7:], content.line, _eaches(content.quantity)) for content in mapped.contents
        ] == [
            (f"{part.order:07d}", str(part.line * 10), Decimal(part.quantity))
            for package in each.packages
            for part in package.contents
        ]


def _in_eaches(fact: Milestone) -> Milestone:
    """What assembly does by the item's conversions; here every case holds twelve."""
    if fact.quantity is None:
        return fact
    return replace(fact, quantity=converted(fact.quantity, "EA", IN_EACHES))


def _eaches(value: Quantity) -> Decimal:
    return converted(value, "EA", IN_EACHES).amount
