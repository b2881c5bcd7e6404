"""Puts in any order: of each order the newest row stays, whole."""

import asyncio
from collections.abc import Sequence
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events.owners import Owners
from domain.partners import RowScope
from domain.ports.search import OrderIndex
from domain.search.orders import OrderFilter, OrderRow, OrderSort, Paging, SortField
from domain.search.terms import Term, TermKind
from gateway.store.search.sql_order_index import SqlOrderIndex
from tests.contracts.order_examples import ALL_ROWS, DAY, EVERYTHING
from tests.doubles.clock import START
from tests.doubles.order_index import InMemoryOrderIndex
from tests.gateway.store.search.one_database import over_one_database

_NUMBERS = [f"SO-{place}" for place in range(4)]
_VERSIONS = 5
_FIRST = Paging(first=50, sort=OrderSort(SortField.CHANGED_AT))


def version(number: str, place: int) -> OrderRow:
    """The order at one time of its life; each has a term, a customer and an owner of its own."""
    return OrderRow(
        number=number,
        source="erp",
        customer=f"C-{place}",
        changed_at=START + place * DAY,
        terms=frozenset({Term(TermKind.SKU, f"sku-{place}")}),
        owners=Owners(customers=frozenset({f"C-{place}"})),
    )


puts = st.lists(
    st.lists(st.builds(version, st.sampled_from(_NUMBERS), st.integers(0, _VERSIONS - 1)), max_size=4),
    max_size=6,
)


async def seen(index: OrderIndex) -> list[object]:
    """All that can be seen of the rows: positions, and under which customer, term and owner each is."""
    answers: list[object] = [(await index.search(EVERYTHING, ALL_ROWS, _FIRST)).positions]
    for place in range(_VERSIONS):
        customer = f"C-{place}"
        by_customer = await index.search(OrderFilter(customers=(customer,)), ALL_ROWS, _FIRST)
        owned = await index.search(EVERYTHING, RowScope(customers=frozenset({customer})), _FIRST)
        named = await index.named([Term(TermKind.SKU, f"sku-{place}")], ALL_ROWS)
        answers += [by_customer.positions, owned.positions, [sorted(each) for each in named.values()]]
    return answers


async def newest_alone(batches: Sequence[Sequence[OrderRow]]) -> list[object]:
    newest: dict[str, OrderRow] = {}
    for one in chain.from_iterable(batches):
        held = newest.get(one.number)
        if held is None or one.replaces(held):
            newest[one.number] = one
    return await seen(InMemoryOrderIndex(list(newest.values())))


async def check(index: OrderIndex, batches: Sequence[Sequence[OrderRow]]) -> None:
    """One after the other, and then all at once in the other order."""
    wanted = await newest_alone(batches)
    for batch in batches:
        await index.put(batch)
    assert await seen(index) == wanted
    await asyncio.gather(*(index.put(batch) for batch in reversed(batches)))
    assert await seen(index) == wanted


@given(puts)
async def test_in_memory(batches: Sequence[Sequence[OrderRow]]) -> None:
    await check(InMemoryOrderIndex(), batches)


def put_in(url: str, examples: int) -> None:
    with over_one_database(url) as one:

        @settings(max_examples=examples)
        @given(puts)
        def any_order(batches: Sequence[Sequence[OrderRow]]) -> None:
            one.run(lambda store: check(SqlOrderIndex(store.engine), batches))

        any_order()


def test_on_sqlite(sqlite_url: str) -> None:
    put_in(sqlite_url, examples=40)


@pytest.mark.service("postgres")
def test_on_postgres(postgres_url: str) -> None:
    put_in(postgres_url, examples=15)
