"""Any question to any rows: the databases answer what the index in memory answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.events.owners import Owners
from domain.orders import BillingStatus, OrderReturnStatus, OrderStatus
from domain.partners import RowScope
from domain.search.orders import Between, OrderFilter, OrderRow, OrderSort, Paging, Position, SortField
from domain.search.terms import Term, TermKind
from domain.shapes.instants import day_of
from gateway.store.search.sql_order_index import SqlOrderIndex
from gateway.store.sql_store import SqlStore
from tests.contracts.order_examples import DAY
from tests.doubles.clock import START
from tests.doubles.order_index import InMemoryOrderIndex
from tests.gateway.store.search.one_database import over_one_database

_KINDS = (TermKind.ORDER, TermKind.TRACKING, TermKind.EMAIL, TermKind.SKU, TermKind.LOCATION)
_NAMES = ("a", "b", "c")

names = st.sampled_from(_NAMES)
times = st.one_of(st.none(), st.integers(0, 11).map(lambda steps: START + steps * DAY / 3))
terms = st.builds(Term, st.sampled_from(_KINDS), names)
owned = st.one_of(st.none(), st.frozensets(names, max_size=2))
orders = st.builds(
    OrderRow,
    number=st.integers(0, 14).map(lambda number: f"SO-{number}"),
    source=st.just("erp"),
    customer=names,
    channel=names,
    status=st.sampled_from([OrderStatus.CLOSED, OrderStatus.ON_HOLD]),
    billing_status=st.sampled_from(BillingStatus),
    return_status=st.sampled_from(OrderReturnStatus),
    placed_at=times,
    promised_at=times,
    changed_at=times,
    overdue_at=times,
    terms=st.frozensets(terms, max_size=6),
    owners=st.builds(Owners, customers=owned, locations=owned, known=st.booleans()),
)


def few(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Mostly no condition."""
    return st.one_of(st.just(()), st.lists(values, max_size=2, unique=True).map(tuple))


between = st.one_of(st.none(), st.builds(Between, since=times, until=times))
filters = st.builds(
    OrderFilter,
    terms=st.lists(st.lists(terms, max_size=3, unique=True).map(tuple), max_size=2).map(tuple),
    customers=few(names),
    channels=few(names),
    statuses=few(st.sampled_from(OrderStatus)),
    return_statuses=few(st.sampled_from(OrderReturnStatus)),
    placed=between,
    promised=between,
    overdue=st.sampled_from([None, None, True, False]),
)


def in_days(paging: Paging) -> Paging:
    """Positions of pages by day are days."""
    after = paging.after
    if not paging.sort.by_day or after is None or after.at is None:
        return paging
    return replace(paging, after=replace(after, at=day_of(after.at)))


pagings = st.builds(
    Paging,
    first=st.integers(1, 6),
    sort=st.builds(OrderSort, st.sampled_from(SortField), st.booleans(), st.booleans()),
    after=st.one_of(st.none(), st.builds(Position, times, st.sampled_from(["SO-1", "SO-14", "SO-7"]))),
    counted=st.booleans(),
    now=times,
).map(in_days)


@dataclass(frozen=True)
class Question:
    wanted: OrderFilter
    scope: RowScope
    paging: Paging


questions = st.lists(
    st.builds(Question, filters, st.builds(RowScope, customers=owned, locations=owned), pagings),
    min_size=1,
    max_size=8,
)


async def check(store: SqlStore, rows: Sequence[OrderRow], asked: Sequence[Question]) -> None:
    index, plain = SqlOrderIndex(store.engine), InMemoryOrderIndex()
    await index.put(rows)
    await plain.put(rows)
    for one in asked:
        wanted = await plain.search(one.wanted, one.scope, one.paging)
        assert await index.search(one.wanted, one.scope, one.paging) == wanted, one
    every = [Term(kind, name) for kind in _KINDS for name in _NAMES]
    assert await index.named(every, asked[0].scope) == await plain.named(every, asked[0].scope)


def ask_in(url: str, examples: int) -> None:
    with over_one_database(url) as one:

        @settings(max_examples=examples)
        @given(st.lists(orders, max_size=15), questions)
        def any_question(rows: Sequence[OrderRow], asked: Sequence[Question]) -> None:
            one.run(lambda store: check(store, rows, asked))

        any_question()


def test_on_sqlite(sqlite_url: str) -> None:
    ask_in(sqlite_url, examples=60)


@pytest.mark.service("postgres")
def test_on_postgres(postgres_url: str) -> None:
    ask_in(postgres_url, examples=15)
