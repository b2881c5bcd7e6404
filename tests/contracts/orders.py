"""What every source of orders, fulfilments and returns owes."""

from collections.abc import Collection

from domain.milestones import Milestone
from domain.orders import Fulfilment, Order
from domain.ports.backends import FULFILMENTS, ORDERS, RETURNS
from domain.returns import Return
from tests.contracts.reads import ReadContract
from tests.doubles.clock import SettableClock


class OrdersContract(ReadContract[str, Order]):
    port = ORDERS

    def names(self, record: Order) -> Collection[str]:
        return {record.number}

    async def test_an_order_names_its_source(self, clock: SettableClock) -> None:
        orders = [answer.value for answer in (await self.found(clock)).values()]
        assert {order.source for order in orders} == {self.instance}

    async def test_lines_are_told_apart_and_ordered(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            lines = answer.value.lines
            assert lines
            assert len({line.id for line in lines}) == len(lines)
            assert all(line.id == line.id.lstrip("0") and line.sku for line in lines)
            assert all(line.ordered.amount > 0 for line in lines)

    async def test_milestones_are_the_source_s_own(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            order = answer.value
            assert order.milestones
            assert_own(order.milestones, self.instance, {line.id for line in order.lines})


class FulfilmentsContract(ReadContract[str, Fulfilment]):
    port = FULFILMENTS

    def names(self, record: Fulfilment) -> Collection[str]:
        return {record.order}

    async def test_a_fulfilment_names_its_source(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            assert answer.value.sources == (self.instance,)
            assert {s.sources for s in answer.value.shipments} <= {(self.instance,)}
            assert {i.instance for i in answer.value.identifiers} <= {self.instance}

    async def test_milestones_are_the_source_s_own(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            assert answer.value.milestones
            assert_own(answer.value.milestones, self.instance)

    async def test_shipments_say_what_travels(self, clock: SettableClock) -> None:
        told = [answer.value for answer in (await self.found(clock)).values()]
        shipments = [(part.order, shipment) for part in told for shipment in part.shipments]
        assert shipments
        for order, shipment in shipments:
            assert shipment.id
            assert order in {content.order for content in shipment.contents}
            assert all(content.sku and content.quantity.amount > 0 for content in shipment.contents)


class ReturnsContract(ReadContract[str, Return]):
    port = RETURNS

    def names(self, record: Return) -> Collection[str]:
        return {record.number}

    async def test_a_return_names_its_source_order_and_lines(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            assert answer.value.source == self.instance
            assert answer.value.order
            assert answer.value.lines
            assert all(line.quantity.amount > 0 for line in answer.value.lines)

    async def test_milestones_are_the_source_s_own(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            assert answer.value.milestones
            assert_own(answer.value.milestones, self.instance, {line.line for line in answer.value.lines})


def assert_own(
    milestones: Collection[Milestone], instance: str, lines: Collection[str] | None = None
) -> None:
    """Milestones of one instance, each of a line that its record has, each told once."""
    assert {milestone.source for milestone in milestones} == {instance}
    assert len(set(milestones)) == len(milestones)
    if lines is not None:
        assert {milestone.line for milestone in milestones} <= {"", *lines}
