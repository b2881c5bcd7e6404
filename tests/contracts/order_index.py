"""What every order index owes: rows kept whole, filters, row scopes, pages, names."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, timedelta, timezone
from typing import Any

import msgspec
import pytest

from domain.events.owners import Owners
from domain.orders import BillingStatus, OrderReturnStatus, OrderStatus
from domain.partners import RowScope
from domain.ports.search import OrderIndex
from domain.search.orders import (
    MOST_COUNTED,
    MOST_NAMED,
    Between,
    OrderFilter,
    OrderPage,
    OrderRow,
    OrderSort,
    Paging,
    Position,
    SortField,
)
from domain.search.terms import Term, TermKind
from tests.doubles.clock import START

DAY = timedelta(days=1)
EVERYTHING = OrderFilter()
ALL_ROWS = RowScope()
DRILL = Term(TermKind.SKU, "drill")
SAW = Term(TermKind.SKU, "saw")
NAMED = Term(TermKind.ORDER, "so-1")
TRACKED = Term(TermKind.TRACKING, "so-1")
MIRA = Term(TermKind.EMAIL, "ab12")
BY_NUMBER = OrderSort(SortField.PLACED_AT, descending=False)
HOLDING: Sequence[OrderFilter] = (
    OrderFilter(terms=((DRILL,),)),
    OrderFilter(terms=((SAW, DRILL),)),
    OrderFilter(terms=((DRILL,), (MIRA,))),
    OrderFilter(terms=((DRILL,), (MIRA, SAW))),
    OrderFilter(terms=((NAMED, TRACKED, DRILL),)),
    OrderFilter(terms=((NAMED, TRACKED),)),
    OrderFilter(terms=((NAMED, TRACKED),), channels=("web",), placed=Between(since=START)),
    OrderFilter(customers=("C-1",)),
    OrderFilter(customers=("C-7", "C-1")),
    OrderFilter(channels=("web",)),
    OrderFilter(statuses=(OrderStatus.ON_HOLD, OrderStatus.PICKING)),
    OrderFilter(billing_statuses=(BillingStatus.INVOICED,)),
    OrderFilter(return_statuses=(OrderReturnStatus.OPEN,)),
    OrderFilter(placed=Between(since=START, until=START + DAY)),
    OrderFilter(placed=Between(since=START)),
    OrderFilter(promised=Between(since=START + 3 * DAY)),
    OrderFilter(promised=Between()),
    OrderFilter(changed=Between(until=START + 5 * DAY)),
    OrderFilter(overdue=True),
    OrderFilter(terms=((DRILL,),), customers=("C-1",), placed=Between(since=START), overdue=True),
)
NOT_HOLDING: Sequence[OrderFilter] = (
    OrderFilter(terms=((),)),
    OrderFilter(terms=((DRILL,), (SAW,))),
    OrderFilter(terms=((Term(TermKind.LOCATION, "drill"),),)),
    OrderFilter(terms=((DRILL,),), customers=("C-2",)),
    OrderFilter(placed=Between(until=START)),
    OrderFilter(customers=("c-1",)),
    OrderFilter(overdue=False, customers=("C-1",)),
)
MANY_NAMES = frozenset(f"C-{number}" for number in range(12))
SCOPES: Sequence[tuple[Owners, RowScope, bool]] = (
    (Owners(known=False), RowScope(), True),
    (Owners(known=False), RowScope(customers=frozenset({"C-1"})), False),
    (
        Owners(known=False, customers=frozenset({"C-1"})),
        RowScope(customers=frozenset({"C-1"})),
        False,
    ),
    (Owners(), RowScope(customers=frozenset({"C-1"})), True),
    (Owners(), RowScope(customers=frozenset()), True),
    (Owners(customers=frozenset()), RowScope(customers=frozenset({"C-1", ""})), False),
    (Owners(customers=frozenset({"C-1", "C-2"})), RowScope(customers=frozenset({"C-2"})), True),
    (Owners(customers=frozenset({"C-1"})), RowScope(customers=frozenset({"C-2"})), False),
    (Owners(customers=frozenset({"C-1"})), RowScope(customers=frozenset()), False),
    (Owners(customers=frozenset({"C-1", "C-11"})), RowScope(customers=MANY_NAMES), True),
    (Owners(locations=frozenset({"C-1", "C-11"})), RowScope(locations=MANY_NAMES), True),
    (Owners(locations=frozenset({"EAST"})), RowScope(locations=MANY_NAMES), False),
    (Owners(customers=frozenset({"C-1"})), RowScope(channels=frozenset({"web"})), True),
    (
        Owners(customers=frozenset({"C-1"}), locations=frozenset({"EAST"})),
        RowScope(customers=frozenset({"C-1"}), locations=frozenset({"WEST", "NORTH"})),
        False,
    ),
    (
        Owners(customers=frozenset({"C-1"}), locations=frozenset({"EAST", "WEST"})),
        RowScope(customers=frozenset({"C-1"}), locations=frozenset({"WEST", "EAST"})),
        True,
    ),
)

FIRST = Paging(first=50)
REPLACING: Sequence[tuple[dict[str, Any], dict[str, Any], bool]] = (
    ({"changed_at": START}, {"changed_at": START}, True),
    ({"changed_at": START}, {"changed_at": START + timedelta(microseconds=1)}, True),
    ({"changed_at": START}, {"changed_at": START - timedelta(microseconds=1)}, False),
    ({"changed_at": START}, {"changed_at": None}, False),
    ({"changed_at": None}, {"changed_at": None}, True),
    ({"changed_at": None}, {"changed_at": START}, True),
    ({"changed_at": START}, {"changed_at": START - DAY, "source": "other_erp"}, True),
    ({"changed_at": START}, {"changed_at": None, "source": "other_erp"}, True),
)
"""What a held row has, what the one has that is put then, and whether that replaces it."""


def row(number: str, days: int | None = 0, **fields: object) -> OrderRow:
    placed_at = None if days is None else START + days * DAY
    return msgspec.structs.replace(OrderRow(number=number, source="erp", placed_at=placed_at), **fields)


async def found(index: OrderIndex, wanted: OrderFilter = EVERYTHING, rows: RowScope = ALL_ROWS) -> str:
    """Numbers in the order of placed_at, joined; the same by the other fields, or the index disagrees."""
    pages = [await index.search(wanted, rows, Paging(first=50, sort=OrderSort(field))) for field in SortField]
    numbers = {frozenset(one.number for one in page.positions) for page in pages}
    assert len(numbers) == 1
    assert {(page.total, page.total_is_exact) for page in pages} == {(len(pages[0].positions), True)}
    ordered = await index.search(wanted, rows, Paging(first=50, sort=BY_NUMBER))
    return " ".join(one.number for one in ordered.positions)


def numbers(page: OrderPage) -> list[str]:
    return [position.number for position in page.positions]


class OrderIndexContract(ABC):
    """Subclasses open an index without rows."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[OrderIndex]:
        """Open an empty index."""

    @pytest.fixture
    async def index(self) -> AsyncIterator[OrderIndex]:
        async with self.opened() as index:
            yield index

    async def test_nothing_is_found_at_first(self, index: OrderIndex) -> None:
        await index.put([])
        assert await found(index) == ""
        assert await index.named([], ALL_ROWS) == {}
        assert await index.named([DRILL], ALL_ROWS) == {}
        assert await index.known([], ALL_ROWS) == frozenset()

    async def test_each_condition_keeps_what_it_holds_for(self, index: OrderIndex) -> None:
        held = row(
            "SO-1",
            customer="C-1",
            channel="web",
            status=OrderStatus.ON_HOLD,
            billing_status=BillingStatus.INVOICED,
            return_status=OrderReturnStatus.OPEN,
            promised_at=START + 3 * DAY,
            changed_at=START + 4 * DAY,
            overdue_at=START,
            terms=frozenset({DRILL, MIRA, NAMED, TRACKED}),
        )
        await index.put([held, row("SO-2", -1)])
        answers = [await found(index, wanted) for wanted in HOLDING]
        assert answers == ["SO-1"] * len(HOLDING)

    async def test_each_condition_drops_what_it_does_not_hold_for(self, index: OrderIndex) -> None:
        await index.put([row("SO-1", customer="C-1", overdue_at=START, terms=frozenset({DRILL}))])
        answers = [await found(index, wanted) for wanted in NOT_HOLDING]
        assert answers == [""] * len(NOT_HOLDING)

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

    async def test_a_row_scope_is_a_condition_of_every_question(self, index: OrderIndex) -> None:
        for owners, scope, seen in SCOPES:
            await index.put([row("SO-1", terms=frozenset({DRILL}), owners=owners)])
            case = f"{owners} in {scope}"
            number = "SO-1" if seen else ""
            assert await found(index, rows=scope) == number, case
            assert await found(index, OrderFilter(terms=((DRILL,),)), scope) == number, case
            assert await index.named([DRILL, SAW], scope) == ({DRILL: ("SO-1",)} if seen else {}), case
            assert await index.known(["SO-1", "SO-2"], scope) == ({"SO-1"} if seen else set()), case

    async def test_an_owner_without_a_name_opens_nothing(self, index: OrderIndex) -> None:
        await index.put([row("SO-1", owners=Owners(customers=frozenset({"", "C-1"})))])
        assert await found(index, rows=RowScope(customers=frozenset({"C-2"}))) == ""

    @pytest.mark.parametrize("descending", [True, False])
    @pytest.mark.parametrize("field", list(SortField))
    async def test_pages_follow_each_other_in_the_order_of_the_sort(
        self, index: OrderIndex, field: SortField, *, descending: bool
    ) -> None:
        name = field.value.lower()
        days = {"a": 1, "b": 3, "Ä": 2, "B": 2, "é": None, "z": None, "c": 2, "y": 0}
        for one, day in days.items():
            at = None if day is None else START + day * DAY
            await index.put([msgspec.structs.replace(row(one, None), **{name: at})])
        wanted = ["b", "Ä", "c", "B", "a", "y"] if descending else ["y", "a", "B", "c", "Ä", "b"]
        wanted += ["é", "z"] if descending else ["z", "é"]
        for first in (1, 2, 3, 20):
            assert await self.walked(index, OrderSort(field, descending=descending), first) == wanted

    async def walked(self, index: OrderIndex, sort: OrderSort, first: int) -> list[str]:
        seen: list[str] = []
        after = None
        while True:
            page = await index.search(EVERYTHING, ALL_ROWS, Paging(first=first, sort=sort, after=after))
            seen += numbers(page)
            assert page.total == 8
            if not page.more:
                return seen
            assert len(page.positions) == first
            after = page.positions[-1]

    async def test_an_order_is_overdue_once_its_time_has_come(self, index: OrderIndex) -> None:
        await index.put([row("SO-1", overdue_at=START), row("SO-2")])
        for seconds, late in ((-1, []), (0, []), (1, ["SO-1"])):
            paging = Paging(first=5, sort=BY_NUMBER, now=START + timedelta(seconds=seconds))
            overdue = await index.search(OrderFilter(overdue=True), ALL_ROWS, paging)
            others = await index.search(OrderFilter(overdue=False), ALL_ROWS, paging)
            assert numbers(overdue) == late
            assert sorted(numbers(overdue) + numbers(others)) == ["SO-1", "SO-2"]

    async def test_a_position_says_where_the_row_stands(self, index: OrderIndex) -> None:
        east = timezone(timedelta(hours=5))
        await index.put([row("SO-1", changed_at=START.astimezone(east)), row("SO-2", None)])
        page = await index.search(EVERYTHING, ALL_ROWS, Paging(first=5, sort=OrderSort(SortField.CHANGED_AT)))
        assert page.positions == (Position(START, "SO-1"), Position(None, "SO-2"))
        assert page.positions[0].at is not None
        assert page.positions[0].at.tzinfo is UTC

    async def test_a_page_may_begin_after_what_is_not_there(self, index: OrderIndex) -> None:
        await index.put([row("SO-1", 1), row("SO-2", 2), row("SO-3", 3)])
        paging = Paging(first=5, after=Position(START + 2 * DAY, "SO-1\0\ud800"))
        assert numbers(await index.search(EVERYTHING, ALL_ROWS, paging)) == ["SO-1"]

    async def test_microseconds_are_kept_apart(self, index: OrderIndex) -> None:
        tick = timedelta(microseconds=1)
        await index.put([row("b", placed_at=START), row("a", placed_at=START + tick)])
        paging = Paging(first=1, sort=BY_NUMBER, after=Position(START, "b"))
        assert (await index.search(EVERYTHING, ALL_ROWS, paging)).positions == (Position(START + tick, "a"),)

    async def test_a_total_is_given_where_it_is_asked_for(self, index: OrderIndex) -> None:
        await index.put([row("SO-1"), row("SO-2")])
        counted = await index.search(EVERYTHING, ALL_ROWS, Paging(first=1))
        assert (counted.total, counted.total_is_exact, counted.more) == (2, True, True)
        plain = await index.search(EVERYTHING, ALL_ROWS, Paging(first=1, counted=False))
        assert (plain.total, plain.total_is_exact, plain.more) == (0, False, True)
        assert plain.positions == counted.positions

    async def test_a_total_is_counted_to_its_bound_alone(self, index: OrderIndex) -> None:
        many = [row(f"SO-{number}", terms=frozenset({DRILL})) for number in range(MOST_COUNTED)]
        await index.put(many)
        page = await index.search(OrderFilter(terms=((DRILL,),)), ALL_ROWS, Paging(first=1))
        assert (page.total, page.total_is_exact) == (MOST_COUNTED, True)
        await index.put([row("SO-X")])
        page = await index.search(EVERYTHING, ALL_ROWS, Paging(first=1))
        assert (page.total, page.total_is_exact) == (MOST_COUNTED, False)

    async def test_a_term_names_its_newest_orders(self, index: OrderIndex) -> None:
        many = [row(f"SO-{day:02}", day, terms=frozenset({DRILL})) for day in range(MOST_NAMED + 5)]
        await index.put([*many, row("SO-X", None, terms=frozenset({DRILL, MIRA}))])
        named = await index.named([DRILL, SAW, MIRA, DRILL], ALL_ROWS)
        newest = [f"SO-{day:02}" for day in range(MOST_NAMED + 4, 4, -1)]
        assert named == {DRILL: tuple(newest), MIRA: ("SO-X",)}

    async def test_it_knows_its_numbers_among_many(self, index: OrderIndex) -> None:
        await index.put([row("SO-1"), row("SO-1999")])
        asked = [f"SO-{number}" for number in range(2_000)]
        assert await index.known(asked, ALL_ROWS) == {"SO-1", "SO-1999"}

    async def test_text_that_no_database_takes_is_looked_up_as_it_was_put(self, index: OrderIndex) -> None:
        odd = "x\0\ud800" + "y" * 300
        term = Term(TermKind.TRACKING, odd)
        owners = Owners(customers=frozenset({odd}))
        await index.put([row(odd, customer=odd, terms=frozenset({term}), owners=owners)])
        scope = RowScope(customers=frozenset({odd}))
        assert await index.known([odd, odd + "z"], scope) == {odd}
        assert len(await index.named([term], scope)) == 1
        page = await index.search(OrderFilter(customers=(odd,), terms=((term,),)), scope, Paging(first=2))
        assert page.total == 1

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
