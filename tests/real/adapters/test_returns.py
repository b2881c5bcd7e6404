"""Returns of a real Tryton, and what becomes of the orders whose goods come back."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.folds.line_quantities import line_quantities
from domain.folds.return_status import order_return_status, return_state
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Order, OrderReturnStatus
from domain.ports.backends import ORDERS, RETURNS
from domain.quantities import Quantity, quantity
from domain.returns import Return, ReturnState
from tests.real.adapters.connected import INSTANCE, read
from tests.real.adapters.raw import ask, press
from tests.real.adapters.statuses import standing
from tests.real.tryton.manifest import SeededSale
from tests.real.tryton.server import TrytonServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """An order and its only return, with the facts of both."""

    order: Order
    back: Return
    facts: Sequence[Milestone]

    @property
    def status(self) -> OrderReturnStatus:
        return order_return_status(self.order.lines, self.facts)

    @property
    def state(self) -> ReturnState:
        return return_state(self.back.milestones)

    @property
    def amounts(self) -> list[Quantity]:
        return [line_quantities(line, self.facts).returned for line in self.order.lines]


async def returned(tryton: TrytonServer, sale: SeededSale) -> Returned:
    number = sale.number or ""
    stands = (await standing(tryton, number))[number]
    (name,) = stands.order.return_numbers
    back = (await read(tryton, RETURNS, name))[name]
    return Returned(order=stands.order, back=back, facts=[*stands.facts, *back.milestones])


async def test_an_announced_return_is_open(own_tryton: TrytonServer) -> None:
    sold = own_tryton.manifest.sales["to_return"][0]
    (announced,) = own_tryton.manifest.sales["return_announced"]
    told = await returned(own_tryton, sold)
    assert (told.back.number, told.back.order, told.back.source) == (announced.number, sold.number, INSTANCE)
    assert told.back.customer == sold.customer
    assert [(line.line, line.sku, line.quantity) for line in told.back.lines] == [
        (told.order.lines[0].id, sold.lines[0].product, quantity(4))
    ]
    assert (told.state, told.status) == (ReturnState.AUTHORISED, OrderReturnStatus.OPEN)
    assert (told.amounts, told.back.refund) == ([quantity(0)], "")


async def test_a_received_return_took_a_part_of_its_order_back(own_tryton: TrytonServer) -> None:
    sold = own_tryton.manifest.sales["to_return"][1]
    told = await returned(own_tryton, sold)
    assert (told.state, told.status) == (ReturnState.RECEIVED, OrderReturnStatus.PARTIALLY_RETURNED)
    assert told.amounts == [quantity(3)]
    (fact,) = (fact for fact in told.back.milestones if fact.code is MilestoneCode.RETURN_RECEIVED)
    assert (fact.reference, fact.line, fact.location) == (
        told.back.number,
        told.order.lines[0].id,
        sold.warehouse,
    )


async def test_orders_that_nothing_came_back_of_have_no_returns(own_tryton: TrytonServer) -> None:
    seeded = own_tryton.manifest.sales
    others = [sale.number for group in ("done", "partial", "closed") for sale in seeded[group] if sale.number]
    orders = await read(own_tryton, ORDERS, *others)
    assert {order.return_numbers for order in orders.values()} == {()}


async def test_a_return_goes_on_as_its_goods_come_in_and_are_credited(own_tryton: TrytonServer) -> None:
    sold = own_tryton.manifest.sales["to_return"][0]
    (announced,) = own_tryton.manifest.sales["return_announced"]
    press(own_tryton, "stock.shipment.out.return", announced.returns[0].id, "receive")
    come = await returned(own_tryton, sold)
    assert (come.state, come.status) == (ReturnState.RECEIVED, OrderReturnStatus.PARTIALLY_RETURNED)
    assert come.amounts == [quantity(4)]
    press(own_tryton, "stock.shipment.out.return", announced.returns[0].id, "do")
    put_away = await returned(own_tryton, sold)
    assert put_away.amounts == come.amounts
    (row,) = ask(own_tryton, "sale.sale", [("number", "=", announced.number)], "invoices")
    (bill,) = row["invoices"] if isinstance(row["invoices"], list) else []
    press(own_tryton, "account.invoice", bill, "post")
    credited = await returned(own_tryton, sold)
    assert credited.state is ReturnState.CREDITED
    assert credited.amounts == [quantity(4)]
    (posted,) = ask(own_tryton, "account.invoice", [("id", "=", bill)], "number")
    number = str(posted["number"])
    assert credited.back.refund == number
    assert [
        (fact.reference, fact.line, fact.quantity)
        for fact in credited.back.milestones
        if fact.code is MilestoneCode.CREDITED
    ] == [(number, credited.order.lines[0].id, quantity(4))]
