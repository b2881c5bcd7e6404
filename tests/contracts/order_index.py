"""What every order index owes: rows kept whole, filters, row scopes, pages, names."""

from datetime import UTC, datetime, timedelta, timezone

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
    OrderSort,
    Paging,
    Position,
    SortField,
)
from domain.search.terms import Term, TermKind
from tests.contracts.order_examples import (
    ALL_ROWS,
    BY_NUMBER,
    DAY,
    DRILL,
    EVERYTHING,
    HOLDING,
    MIRA,
    NAMED,
    NOT_HOLDING,
    SAW,
    SCOPES,
    TRACKED,
    found,
    numbers,
    row,
)
from tests.contracts.order_puts import OrderPutsContract
from tests.doubles.clock import START

HOUR = timedelta(hours=1)
MIDNIGHT = START.replace(hour=0)


class OrderIndexContract(OrderPutsContract):
    """Subclasses open an index without rows."""

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

    @pytest.mark.parametrize("descending", [True, False])
    @pytest.mark.parametrize("field", list(SortField))
    async def test_pages_by_day_tell_nothing_of_the_time_in_it(
        self, index: OrderIndex, field: SortField, *, descending: bool
    ) -> None:
        """Eight orders on three days; in none of them the times are in the order of the numbers."""
        hours = {"a": 1, "b": 30, "c": 23, "d": 25, "e": None, "f": 12, "g": 47, "h": 50}
        for one, hour in hours.items():
            at = None if hour is None else MIDNIGHT + hour * HOUR
            await index.put([msgspec.structs.replace(row(one, None), **{field.value.lower(): at})])
        sort = OrderSort(field, descending=descending, by_day=True)
        wanted = "hgdbfcae" if descending else "acfbdghe"
        for first in (1, 2, 3, 4, 20):
            assert "".join(await self.walked(index, sort, first)) == wanted
        page = await index.search(EVERYTHING, ALL_ROWS, Paging(first=20, sort=sort))
        assert {one.at for one in page.positions} == {None, *(MIDNIGHT + day * DAY for day in range(3))}

    async def test_a_page_by_day_keeps_its_conditions_and_its_rows(self, index: OrderIndex) -> None:
        own = Owners(customers=frozenset({"C-1", "C-2"}))
        scope = RowScope(customers=frozenset({"C-1", "C-2"}))
        kept = [
            row(f"{number:02}", None, terms=frozenset({DRILL, SAW}), owners=own, overdue_at=START)
            for number in range(12)
        ]
        timed = [
            msgspec.structs.replace(one, placed_at=MIDNIGHT + (number * 7 % 30) * HOUR)
            for number, one in enumerate(kept)
        ]
        await index.put([*timed, row("foreign", terms=frozenset({DRILL}))])
        between = Between(since=MIDNIGHT + 2 * HOUR, until=MIDNIGHT + 26 * HOUR)
        wanted = OrderFilter(terms=((DRILL, SAW),), placed=between, overdue=True)
        sort = OrderSort(by_day=True)
        now = START + DAY
        whole = await index.search(wanted, scope, Paging(first=50, sort=sort, now=now))
        expected = [one.number for one in timed if _lies(one.placed_at, between)]
        assert sorted(numbers(whole)) == expected
        seen: list[str] = []
        after = None
        while len(seen) < len(expected):
            page = await index.search(wanted, scope, Paging(first=2, sort=sort, after=after, now=now))
            seen += numbers(page)
            assert (page.total, page.more) == (len(expected), len(seen) < len(expected))
            after = page.positions[-1]
        assert seen == numbers(whole)

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


def _lies(at: datetime | None, between: Between) -> bool:
    assert at is not None
    assert between.since is not None
    assert between.until is not None
    return between.since <= at < between.until
