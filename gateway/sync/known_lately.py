"""The order index as requests ask it: not again at once for what it has just admitted to a row scope."""

from collections.abc import Mapping, Sequence

from domain.partners import RowScope
from domain.ports.search import OrderIndex
from domain.ports.state import Clock
from domain.rows.own_cases import EVERY_ROW
from domain.search.orders import OrderFilter, OrderPage, OrderRow, Paging
from domain.search.terms import Term
from gateway.sync.recent import Recent

SECONDS = 1.0
"""So long an order stays admitted. What it is by then, its record says each time that it is read."""


class KnownLately:
    """Implements the port `OrderIndex`. Only what is there is remembered: the rest may come at any time."""

    def __init__(self, index: OrderIndex, clock: Clock) -> None:
        self._index = index
        self._admitted: Recent[tuple[RowScope, str]] = Recent(clock, seconds=SECONDS)

    async def put(self, rows: Sequence[OrderRow]) -> None:
        await self._index.put(rows)

    async def forget(self, numbers: Sequence[str]) -> None:
        await self._index.forget(numbers)

    async def search(self, wanted: OrderFilter, rows: RowScope, paging: Paging) -> OrderPage:
        return await self._index.search(wanted, rows, paging)

    async def named(self, terms: Sequence[Term], rows: RowScope) -> Mapping[Term, tuple[str, ...]]:
        return await self._index.named(terms, rows)

    async def known(self, numbers: Sequence[str], rows: RowScope) -> frozenset[str]:
        if rows == EVERY_ROW:
            return await self._index.known(numbers, rows)
        lately = self._lately(numbers, rows)
        left = [number for number in numbers if number not in lately]
        if not left:
            return lately
        known = await self._index.known(left, rows)
        for number in known:
            self._admitted.add((rows, number))
        return lately | known

    def peek_known(self, numbers: Sequence[str], rows: RowScope) -> frozenset[str] | None:
        lately = self._lately(numbers, rows)
        return lately if len(lately) == len(set(numbers)) else None

    def _lately(self, numbers: Sequence[str], rows: RowScope) -> frozenset[str]:
        return frozenset(number for number in numbers if (rows, number) in self._admitted)
