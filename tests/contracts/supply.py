"""What every source of stock and of purchase orders owes."""

from collections.abc import Collection

from domain.ports.backends import PURCHASE_ORDERS, STOCK
from domain.purchasing import PurchaseOrder, PurchaseState
from domain.stock import StockKey, StockPosition, breaches
from tests.contracts.reads import ReadContract
from tests.doubles.clock import SettableClock


class StockContract(ReadContract[StockKey, StockPosition]):
    port = STOCK

    def names(self, record: StockPosition) -> Collection[StockKey]:
        return {StockKey(record.sku, record.location)}

    def key(self, text: str) -> StockKey:
        return StockKey(text, self.known[0].location)

    async def test_each_state_is_told_once_by_the_source(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            figures = answer.value.figures
            assert figures
            assert len({figure.state for figure in figures}) == len(figures)
            assert {figure.source for figure in figures} == {self.instance}
            assert all(figure.as_of for figure in figures)

    async def test_figures_are_in_the_unit_of_the_position(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            assert {figure.quantity.unit for figure in answer.value.figures} == {answer.value.unit}

    async def test_what_is_told_can_be_true(self, clock: SettableClock) -> None:
        codes = {finding.code for a in (await self.found(clock)).values() for finding in breaches(a.value)}
        assert codes <= {"STOCK_OVERCLAIMED"}


class PurchaseOrdersContract(ReadContract[str, PurchaseOrder]):
    port = PURCHASE_ORDERS

    def names(self, record: PurchaseOrder) -> Collection[str]:
        return {record.number}

    async def test_a_purchase_order_names_its_source_and_supplier(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            assert answer.value.source == self.instance
            assert answer.value.supplier
            assert answer.value.state is not PurchaseState.UNKNOWN
            assert answer.value.raw_state

    async def test_lines_are_told_apart_and_ordered(self, clock: SettableClock) -> None:
        for answer in (await self.found(clock)).values():
            lines = answer.value.lines
            assert lines
            assert len({line.id for line in lines}) == len(lines)
            assert all(line.sku and line.ordered.amount > 0 for line in lines)
