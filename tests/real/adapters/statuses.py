"""The statuses of orders, folded of all that the adapter tells of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.folds.billing_status import billing_status
from domain.folds.line_quantities import line_quantities
from domain.folds.order_status import order_status
from domain.folds.shipped_parts import order_milestones
from domain.milestones import Milestone
from domain.orders import BillingStatus, Fulfilment, LineQuantities, Order, OrderStatus
from domain.ports.backends import FULFILMENTS, ORDERS
from domain.ports.reading import Found
from tests.contracts.over_http import offered
from tests.doubles.clock import SettableClock
from tests.real.adapters.connected import connected
from tests.real.tryton.server import TrytonServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far an order is."""

    order: Order
    facts: Sequence[Milestone]

    @property
    def status(self) -> OrderStatus:
        return order_status(self.order.lines, self.facts)

    @property
    def billing(self) -> BillingStatus:
        return billing_status(self.order.lines, self.facts)

    @property
    def lines(self) -> list[LineQuantities]:
        return [line_quantities(line, self.facts) for line in self.order.lines]


async def standing(tryton: TrytonServer, *numbers: str) -> dict[str, Standing]:
    """Each order by its number. An order without shipments has no fulfilment."""
    clock = SettableClock()
    connection = connected(tryton, clock)
    orders = await offered(connection, ORDERS)(numbers, clock.within())
    fulfilments = await offered(connection, FULFILMENTS)(numbers, clock.within())
    await connection.aclose()
    told: dict[str, Standing] = {}
    for number in numbers:
        order, fulfilment = orders[number], fulfilments[number]
        assert isinstance(order, Found), order
        of_shipments = _facts(fulfilment.value) if isinstance(fulfilment, Found) else []
        told[number] = Standing(order=order.value, facts=[*order.value.milestones, *of_shipments])
    return told


def _facts(fulfilment: Fulfilment) -> list[Milestone]:
    left = (order_milestones(shipment, fulfilment.order) for shipment in fulfilment.shipments)
    return [*fulfilment.milestones, *(fact for facts in left for fact in facts)]
