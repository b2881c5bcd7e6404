"""Paging while others write: an order that keeps its sort field is seen once, whatever the others do."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ports.search import OrderIndex
from domain.search.orders import OrderFilter, OrderRow, OrderSort, Paging, SortField
from gateway.store.search.sql_order_index import SqlOrderIndex
from gateway.store.sql_store import SqlStore
from tests.contracts.order_examples import ALL_ROWS, DAY, DRILL, EVERYTHING
from tests.doubles.clock import START
from tests.doubles.order_index import InMemoryOrderIndex
from tests.gateway.store.search.one_database import over_one_database

WANTED = (EVERYTHING, OrderFilter(terms=((DRILL,),)))

times = st.one_of(st.none(), st.integers(0, 9).map(lambda steps: START + steps * DAY / 2))
orders = st.builds(
    OrderRow,
    number=st.integers(0, 14).map(lambda number: f"SO-{number}"),
    source=st.just("erp"),
    placed_at=times,
    promised_at=times,
    changed_at=times,
    terms=st.just(frozenset({DRILL})),
)
sorts = st.builds(OrderSort, st.sampled_from(SortField), st.booleans(), st.booleans())


class Walk(NamedTuple):
    """An index at the beginning, how it is walked, and what is written after each page."""

    held: Sequence[OrderRow]
    wanted: OrderFilter
    sort: OrderSort
    first: int
    changes: Sequence[Sequence[OrderRow]]

    def still(self) -> set[str]:
        """Numbers of the orders that were there at the beginning and never moved in the sort field."""
        name = self.sort.field.value.lower()
        versions: dict[str, set[object]] = {}
        for one in [*self.held, *(one for batch in self.changes for one in batch)]:
            versions.setdefault(one.number, set()).add(getattr(one, name))
        return {one.number for one in self.held if len(versions[one.number]) == 1}

    async def seen(self, index: OrderIndex) -> Counter[str]:
        await index.put(self.held)
        changes = iter(self.changes)
        seen: Counter[str] = Counter()
        paging = Paging(first=self.first, sort=self.sort)
        while True:
            page = await index.search(self.wanted, ALL_ROWS, paging)
            seen.update(position.number for position in page.positions)
            if not page.more:
                return seen
            await index.put(next(changes, ()))
            paging = Paging(first=self.first, sort=self.sort, after=page.positions[-1])


walks = st.builds(
    Walk,
    held=st.lists(orders, max_size=15),
    wanted=st.sampled_from(WANTED),
    sort=sorts,
    first=st.integers(1, 4),
    changes=st.lists(st.lists(orders, max_size=5), max_size=8),
)


def check(walk: Walk, seen: Counter[str]) -> None:
    assert {number: seen[number] for number in walk.still()} == dict.fromkeys(walk.still(), 1)


@given(walks)
async def test_in_memory(walk: Walk) -> None:
    check(walk, await walk.seen(InMemoryOrderIndex()))


def walk_in(url: str, examples: int) -> None:
    with over_one_database(url) as one:

        async def walked_in(store: SqlStore, walk: Walk) -> None:
            check(walk, await walk.seen(SqlOrderIndex(store.engine)))

        @settings(max_examples=examples)
        @given(walks)
        def walked(walk: Walk) -> None:
            one.run(lambda store: walked_in(store, walk))

        walked()


def test_on_sqlite(sqlite_url: str) -> None:
    walk_in(sqlite_url, examples=60)


@pytest.mark.service("postgres")
def test_on_postgres(postgres_url: str) -> None:
    walk_in(postgres_url, examples=15)
