"""What every order index owes to those who write: rows whole, and the newest of them."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest

from domain.events.owners import Owners
from domain.partners import RowScope
from domain.ports.search import OrderIndex
from domain.search.orders import (
    OrderFilter,
    OrderRow,
)
from domain.search.terms import Term
from tests.contracts.order_examples import (
    ALL_ROWS,
    DAY,
    DRILL,
    FIRST,
    MIRA,
    REPLACING,
    SAW,
    found,
    numbers,
    row,
)
from tests.doubles.clock import START


class OrderPutsContract(ABC):
    """Subclasses open an index without rows."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[OrderIndex]:
        """Open an empty index."""

    @pytest.fixture
    async def index(self) -> AsyncIterator[OrderIndex]:
        async with self.opened() as index:
            yield index

    async def test_a_row_is_replaced_whole(self, index: OrderIndex) -> None:
        old = row("SO-1", 1, customer="C-1", terms=frozenset({DRILL, MIRA}), owners=Owners())
        new = row("SO-1", 2, customer="C-2", terms=frozenset({SAW, MIRA}), owners=Owners(known=False))
        await index.put([old, row("SO-2", 0)])
        await index.put([new, new])
        assert await found(index) == "SO-2 SO-1"
        assert await found(index, OrderFilter(customers=("C-1",))) == ""
        assert await found(index, OrderFilter(terms=((DRILL,),))) == ""
        assert await found(index, OrderFilter(terms=((MIRA,), (SAW,)))) == "SO-1"
        assert await found(index, rows=RowScope(customers=frozenset({"C-2"}))) == ""

    async def test_of_one_number_twice_in_a_batch_the_last_stays(self, index: OrderIndex) -> None:
        await index.put([row("SO-1", terms=frozenset({DRILL})), row("SO-1", terms=frozenset({SAW}))])
        assert await index.named([DRILL, SAW], ALL_ROWS) == {SAW: ("SO-1",)}

    async def test_what_is_forgotten_is_found_by_nothing(self, index: OrderIndex) -> None:
        await index.put([row("SO-1", terms=frozenset({DRILL})), row("SO-2", terms=frozenset({DRILL}))])
        await index.forget(["SO-1", "SO-9"])
        assert await index.named([DRILL], ALL_ROWS) == {DRILL: ("SO-2",)}
        assert await index.known(["SO-1", "SO-2"], ALL_ROWS) == {"SO-2"}
        await index.forget([])
        await index.put([row("SO-1")])
        assert await found(index) == "SO-1 SO-2"
        assert await index.named([DRILL], ALL_ROWS) == {DRILL: ("SO-2",)}

    async def test_an_older_row_of_one_source_replaces_nothing(self, index: OrderIndex) -> None:
        old = row("SO-1", 1, changed_at=START, customer="C-1", terms=frozenset({DRILL}))
        new = row("SO-1", 2, changed_at=START + DAY, customer="C-2", terms=frozenset({SAW}), owners=Owners())
        await index.put([new])
        await index.put([old, row("SO-2", 0)])
        assert await index.named([DRILL, SAW], RowScope(customers=frozenset({"C-2"}))) == {SAW: ("SO-1",)}
        assert await found(index, OrderFilter(customers=("C-1",))) == ""
        assert await found(index) == "SO-2 SO-1"

    async def test_which_row_replaces_which(self, index: OrderIndex) -> None:
        for place, (held, put, replaced) in enumerate(REPLACING):
            number = f"SO-{place}"
            await index.put([row(number, terms=frozenset({DRILL}), **held)])
            await index.put([row(number, terms=frozenset({SAW}), **put)])
            page = await index.search(OrderFilter(terms=((SAW if replaced else DRILL,),)), ALL_ROWS, FIRST)
            assert number in numbers(page), f"{held}, then {put}"

    async def test_rows_of_one_batch_replace_each_other_as_those_of_two(self, index: OrderIndex) -> None:
        new = row("SO-1", changed_at=START + DAY, terms=frozenset({SAW}))
        await index.put([new, row("SO-1", changed_at=START, terms=frozenset({DRILL}))])
        assert await index.named([DRILL, SAW], ALL_ROWS) == {SAW: ("SO-1",)}

    async def test_a_term_follows_its_order_s_placed_at(self, index: OrderIndex) -> None:
        await index.put([row("SO-1", 1, terms=frozenset({DRILL})), row("SO-2", 2, terms=frozenset({DRILL}))])
        await index.put([row("SO-1", 3, terms=frozenset({DRILL}))])
        assert await index.named([DRILL], ALL_ROWS) == {DRILL: ("SO-1", "SO-2")}

    async def test_writers_side_by_side_leave_whole_rows(self, index: OrderIndex) -> None:
        def version(term: Term) -> list[OrderRow]:
            return [row(f"SO-{number}", customer=term.value, terms=frozenset({term})) for number in range(20)]

        writes = [version(term) for term in (DRILL, SAW, MIRA)] * 2
        await asyncio.gather(
            *(index.put(one[::-1] if place % 2 else one) for place, one in enumerate(writes))
        )
        for term in (DRILL, SAW, MIRA):
            by_term = await found(index, OrderFilter(terms=((term,),)))
            assert by_term == await found(index, OrderFilter(customers=(term.value,)))
