"""What the folds make of the ERP's facts is what the simulated world says has happened."""

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from domain.folds.billing_status import billing_status
from domain.folds.line_quantities import line_quantities
from domain.folds.order_status import order_status
from domain.folds.return_status import order_return_status
from domain.orders import Order
from domain.ports.backends import ORDERS, RETURNS, STOCK
from domain.ports.reading import Found, Outcomes
from domain.quantities import quantity
from domain.returns import Return
from domain.stock import StockKey, StockState, on_hand
from simulators.erp import status
from simulators.reference import catalog, numbers
from simulators.world import expected
from tests.adapters.erp_sim.system import connected, erp
from tests.adapters.simulated import Simulated
from tests.contracts.over_http import offered
from tests.doubles.clock import SettableClock

K = TypeVar("K")
V = TypeVar("V")

SIZE = 200
INSTANTS = 4
HOURS_BETWEEN = 41

# What the ERP's codes mean: it sees neither packing nor delivery.
STATUS_OF = {
    "10": "RECEIVED",
    "15": "ACKNOWLEDGED",
    "20": "ON_HOLD",
    "30": "RELEASED",
    "35": "BACKORDERED",
    "40": "ALLOCATED",
    "50": "PICKING",
    "60": "PARTIALLY_SHIPPED",
    "70": "SHIPPED",
    "90": "CLOSED",
    "99": "CANCELLED",
}
QUANTITIES = ("allocated", "shipped", "backordered", "cancelled", "returned")


class Standing(NamedTuple):
    """Where an order stands: three statuses, and the quantities of its lines."""

    status: str
    billing: str
    returned: str
    lines: tuple[Mapping[str, int], ...]


async def test_every_order_stands_where_the_world_says() -> None:
    clock, system = SettableClock(), erp(SIZE)
    connection = connected(clock, system.network)
    seen: set[str] = set()
    for _ in range(INSTANTS):
        newest = system.simulation.world.count_at(system.simulation.now())
        keys = [numbers.erp_order(index) for index in range(1, newest + 1)]
        orders = found(await offered(connection, ORDERS)(keys, clock.within()))
        wanted = [number for order in orders.values() for number in order.return_numbers]
        returns = found(await offered(connection, RETURNS)(wanted, clock.within()))
        told = {key: folded(order, returns) for key, order in orders.items()}
        truth = {key: true_standing(system, index) for index, key in enumerate(keys, 1)}
        assert {key: (told[key], truth[key]) for key in keys if told[key] != truth[key]} == {}
        seen |= {standing.status for standing in told.values()}
        system.simulation.clock.advance(HOURS_BETWEEN * 3600)
    assert len(seen) >= 8


async def test_every_position_is_what_the_world_says() -> None:
    clock, system = SettableClock(), erp(SIZE)
    connection = connected(clock, system.network)
    items = range(0, catalog.COUNT, 3)
    for _ in range(2):
        keys = [StockKey(catalog.product(item).sku, code) for item in items for code in ("1000", "2000")]
        positions = found(await offered(connection, STOCK)(keys, clock.within()))
        for item in items:
            for code, site in (("1000", "EAST"), ("2000", "WEST")):
                position = positions[StockKey(catalog.product(item).sku, code)]
                truth = await system.simulation.position(item, site)
                assert on_hand(position) == quantity(true_on_hand(item, site, truth.on_hand))
                assert position.of(StockState.ALLOCATED) == quantity(truth.allocated)
        system.simulation.clock.advance(HOURS_BETWEEN * 3600)


def found(answers: Outcomes[K, V]) -> dict[K, V]:
    """The records, where all were found and nothing of them was left out."""
    assert [answer for answer in answers.values() if not isinstance(answer, Found) or answer.findings] == []
    return {key: answer.value for key, answer in answers.items() if isinstance(answer, Found)}


def folded(order: Order, returns: Mapping[str, Return]) -> Standing:
    back = [milestone for number in order.return_numbers for milestone in returns[number].milestones]
    facts = [*order.milestones, *back]
    amounts = [line_quantities(line, facts) for line in order.lines]
    return Standing(
        status=order_status(order.lines, facts),
        billing=billing_status(order.lines, facts),
        returned=order_return_status(order.lines, facts),
        lines=tuple({name: int(getattr(amount, name).amount) for name in QUANTITIES} for amount in amounts),
    )


def true_standing(system: Simulated, index: int) -> Standing:
    order, now = system.simulation.world.order(index), system.simulation.now()
    counts = expected.quantities(order, now)
    return Standing(
        status=STATUS_OF[status.status(order, now)],
        billing=expected.billing_status(order, now),
        returned=expected.return_status(order, now),
        lines=tuple({name: counts[line.number][name] for name in QUANTITIES} for line in order.header.lines),
    )


def true_on_hand(item: int, site: str, counted: int) -> int:
    """The ERP's count of some items stands still, whatever the warehouse counts."""
    lags = item in catalog.LAGGING and site == catalog.LAGGING_SITE
    return catalog.LAG_FIGURE if lags else counted
