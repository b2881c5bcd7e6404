"""What every log of events owes: each event once, one order without holes, and gaps that are told."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Protocol

import pytest
from msgspec.structs import replace

from domain.errors import BadInput
from domain.events.owners import Owners
from domain.events.payloads import StockNews
from domain.events.record import Event
from domain.log.filters import EventFilter
from domain.log.naming import first_id
from domain.log.records import DeadLetter, DeadState, Gap, Logged, LogPage, Mapped, Raw, Via
from domain.milestones import MilestoneCode
from domain.partners import RowScope
from domain.ports.log import DeadLetters, EventLog, Inbox
from domain.quantities import Quantity
from tests.domain.log.examples import MINUTE, moved, shipped
from tests.doubles.clock import START

ALL = EventFilter()
ANYBODY = RowScope()
HOLD = timedelta(seconds=30)


class LogStore(EventLog, Inbox, DeadLetters, Protocol):
    """All three ports, over one store."""


def raw(name: str, source: str = "wms_east", *, minutes: int = 0) -> Raw:
    return Raw(
        id=name,
        source=source,
        via=Via.WEBHOOK,
        received_at=START + minutes * MINUTE,
        headers=(("content-type", "application/json"), ("webhook-id", "msg_1")),
        body=b'{"order": "SO-1"}\0\xff',
        correlation_id="0" * 32,
    )


def letter(name: str, of: str = "r1", *, reason: str = "BAD_INPUT", source: str = "wms_east") -> DeadLetter:
    return DeadLetter(
        id=name,
        raw=of,
        source=source,
        reason=reason,
        place="lines[3].quantity",
        detail="is below zero",
        mapping_version=1,
        first_at=START,
        last_at=START,
    )


async def append(log: EventLog, *events: Event) -> Sequence[Logged]:
    return (await log.append([Mapped(events=events)])).logged


async def page(log: EventLog, position: int = 0, wanted: EventFilter = ALL, first: int = 100) -> LogPage:
    return await log.after(position, wanted, ANYBODY, first=first)


def positions(found: LogPage) -> list[int]:
    return [logged.position for logged in found.events]


class LogContract(ABC):
    """Subclasses open an empty store."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[LogStore]:
        """Open an empty store."""

    @pytest.fixture
    async def log(self) -> AsyncIterator[LogStore]:
        async with self.opened() as log:
            yield log


class EventLogContract(LogContract):
    """The log itself."""

    async def test_an_empty_log_has_a_name_and_nothing_else(self, log: LogStore) -> None:
        assert await page(log) == LogPage(events=[], reached=0)
        assert await log.head() is None
        assert await log.name() == await log.name() != ""

    async def test_who_ask_its_name_side_by_side_hear_one(self, log: LogStore) -> None:
        # Each on a connection of its own, which is open already.
        await asyncio.gather(*(log.head() for _ in range(8)))
        assert len(set(await asyncio.gather(*(log.name() for _ in range(8))))) == 1

    async def test_events_are_read_as_they_were_appended(self, log: LogStore) -> None:
        told = [shipped("a", line="1"), moved("b", MilestoneCode.DELIVERED, orders=("SO-1", "SO-2"))]
        told.append(replace(shipped("c"), data=None, correction_of="a", source_sequence=7))
        logged = await append(log, *told)
        assert logged == [Logged(place, event) for place, event in enumerate(told, start=1)]
        assert await page(log) == LogPage(events=logged, reached=3)
        assert await log.head() == logged[-1]

    async def test_an_event_that_is_told_again_is_not_logged_again(self, log: LogStore) -> None:
        await append(log, shipped("a"))
        appended = await log.append([Mapped(events=(shipped("a", minutes=5), shipped("b"), shipped("b")))])
        assert [each.position for each in appended.logged] == [2]
        assert appended.twice == 2
        other = replace(shipped("a"), source="wms_west")
        assert [each.position for each in await append(log, other)] == [3]

    async def test_what_has_no_name_is_logged_each_time_unless_it_is_a_movement(self, log: LogStore) -> None:
        nameless = replace(shipped(), source_event_id="")
        assert len(await append(log, nameless, nameless)) == 2
        movement = StockNews(quantity=Quantity(Decimal(-1), "EA"))
        with pytest.raises(BadInput):
            await append(log, shipped("new"), replace(nameless, type="stock.adjusted", data=movement))
        assert len((await page(log)).events) == 2

    async def test_pages_go_on_where_the_one_before_ended(self, log: LogStore) -> None:
        await append(log, *(shipped(str(number)) for number in range(5)))
        first = await page(log, first=2)
        assert (positions(first), first.reached, first.more) == ([1, 2], 2, True)
        last = await page(log, first.reached, first=3)
        assert (positions(last), last.reached, last.more) == ([3, 4, 5], 5, False)
        assert positions(await page(log, last.reached)) == []

    async def test_events_are_found_by_their_places(self, log: LogStore) -> None:
        logged = await append(log, *(shipped(str(number), minutes=number) for number in range(4)))
        await log.compact(before=START + MINUTE)
        assert await log.at({4, 2, 1, 9}) == [logged[1], logged[3]]
        assert await log.at([]) == []

    async def test_events_are_found_by_their_owners(self, log: LogStore) -> None:
        one = Owners(customers=frozenset({"C-1", "C-2"}), carriers=frozenset({"PONE"}))
        other = Owners(customers=frozenset({"C-1"}), carriers=frozenset({"RAIL"}))
        await append(log, *(replace(shipped(str(at)), owners=of) for at, of in enumerate((one, other))))
        await append(log, replace(shipped("of nobody"), owners=Owners(known=False)))
        by_customer = EventFilter(customers=frozenset({"C-1"}))
        assert positions(await page(log, wanted=by_customer)) == [1, 2]
        both = EventFilter(customers=frozenset({"C-1", "C-9"}), carriers=frozenset({"RAIL"}))
        assert positions(await page(log, wanted=both)) == [2]
        assert positions(await page(log, wanted=EventFilter(customers=frozenset()))) == []

    async def test_what_does_not_match_is_passed_over(self, log: LogStore) -> None:
        await append(log, shipped("a"), shipped("b", order="SO-2"))
        await append(log, moved("c", MilestoneCode.PICKED_UP, orders=("SO-2",)), shipped("d", minutes=9))
        found = {
            "type": EventFilter(types=frozenset({"order.shipped"})),
            "family": EventFilter(types=frozenset({"shipment"})),
            "half a family": EventFilter(types=frozenset({"ship"})),
            "subject or related": EventFilter(keys=frozenset({"order:SO-2"})),
            "item": EventFilter(keys=frozenset({"sku:A-1"})),
            "source": EventFilter(sources=frozenset({"tms"})),
            "time": EventFilter(since=START + MINUTE),
            "nothing": EventFilter(keys=frozenset()),
        }
        pages = {name: await page(log, wanted=wanted) for name, wanted in found.items()}
        assert {name: positions(one) for name, one in pages.items()} == {
            "type": [1, 2, 4],
            "family": [3],
            "half a family": [],
            "subject or related": [2, 3],
            "item": [1, 2, 4],
            "source": [3],
            "time": [4],
            "nothing": [],
        }
        assert {one.reached for one in pages.values()} == {4}

    async def test_row_scopes_hold_in_the_log_as_in_the_policy(self, log: LogStore) -> None:
        unknown = replace(shipped("u"), owners=Owners(known=False))
        nobody = replace(shipped("n"), owners=Owners(customers=frozenset()))
        await append(log, shipped("a"), moved("b", MilestoneCode.PICKED_UP), unknown, nobody)
        scopes = {
            "customer": RowScope(customers=frozenset({"C-1", "C-2"})),
            "other": RowScope(customers=frozenset({"C-2"})),
            "both": RowScope(customers=frozenset({"C-1"}), carriers=frozenset({"SWIFT"})),
            "carrier": RowScope(carriers=frozenset({"OTHER"})),
            "none": RowScope(customers=frozenset()),
        }
        found = {name: await log.after(0, ALL, rows, first=9) for name, rows in scopes.items()}
        assert {name: positions(one) for name, one in found.items()} == {
            "customer": [1, 2],
            "other": [2],
            "both": [1, 2],
            "carrier": [1, 4],
            "none": [2],
        }

    async def test_what_was_compacted_is_a_gap_and_its_last_word_stays(self, log: LogStore) -> None:
        await append(log, shipped("a", line="1"), shipped("b", line="2"), shipped("c", line="1", minutes=5))
        assert await log.compact(before=START + MINUTE) == 2
        assert await log.compact(before=START + MINUTE) == 0
        first = await page(log)
        assert (first.gap, positions(first), first.reached) == (Gap(restart=2), [3], 3)
        assert (await page(log, 2)).gap is None
        standing = await log.standing({"order:SO-1", "order:SO-9"})
        assert [(each.position, each.event.source_event_id) for each in standing] == [(2, "b"), (3, "c")]
        assert await log.compact(before=START + 9 * MINUTE) == 1
        assert [each.position for each in await log.standing({"order:SO-1"})] == [2, 3]
        emptied = await page(log, 1)
        assert (emptied.gap, positions(emptied), emptied.reached) == (Gap(restart=3), [], 3)
        assert [each.position for each in await append(log, shipped("d"))] == [4]

    async def test_a_late_event_keeps_younger_ones_behind_it_from_being_dropped(self, log: LogStore) -> None:
        await append(log, shipped("a"), shipped("b", minutes=9), shipped("c"))
        assert await log.compact(before=START + MINUTE) == 1
        assert positions(await page(log, 1)) == [2, 3]

    async def test_a_place_in_another_log_or_behind_the_last_event_is_a_gap(self, log: LogStore) -> None:
        await append(log, shipped("a"), shipped("b"))
        assert (await log.after(1, ALL, ANYBODY, first=9, log="another")).gap == Gap(restart=2)
        assert (await log.after(1, ALL, ANYBODY, first=9, log=await log.name())).gap is None
        assert (await page(log, 3)).gap == Gap(restart=2)

    async def test_a_forgotten_receipt_lets_an_event_in_again(self, log: LogStore) -> None:
        await append(log, shipped("a"), shipped("b", minutes=5))
        source = shipped("a").source
        names = [(source, "a"), (source, "b"), (source, "c"), ("another", "b")]
        assert await log.known(names) == {(source, "a"), (source, "b")}
        assert await log.prune_receipts(before=START + MINUTE) == 1
        assert await log.known(names) == {(source, "b")}
        assert [each.event.source_event_id for each in await append(log, shipped("a"), shipped("b"))] == ["a"]


class InboxContract(LogContract):
    """What came in, and its way to the log."""

    async def test_what_is_kept_is_given_out_as_it_came(self, log: LogStore) -> None:
        await log.keep([raw("r2"), raw("r1")])
        assert await log.raw("r1") == raw("r1")
        assert await log.raw("r9") is None
        assert await log.waiting() == 2
        assert await log.claim("w", most=9, hold=HOLD, now=START) == [raw("r1"), raw("r2")]

    async def test_mapped_ones_are_listed_by_source_and_time(self, log: LogStore) -> None:
        raws = [raw("r1"), raw("r2", "tms", minutes=1), raw("r3", minutes=2), raw("r4", minutes=3)]
        await log.keep([*raws, raw("r5")])
        await log.append([Mapped(raw=each.id, events=()) for each in raws])
        assert await log.listed(first=9) == raws
        assert await log.listed(first=2, after="r1") == raws[1:3]
        assert await log.listed(source="tms", first=9) == [raws[1]]
        assert await log.listed(since=START + MINUTE, until=START + 3 * MINUTE, first=9) == raws[1:3]

    async def test_what_one_holds_no_other_gets_before_its_time(self, log: LogStore) -> None:
        await log.keep([raw("r1"), raw("r2"), raw("r3", "tms")])
        assert await log.claim("a", most=1, hold=HOLD, now=START) == [raw("r1")]
        assert await log.claim("b", most=9, hold=HOLD, now=START) == [raw("r3", "tms")], "r2 waits for r1"
        assert await log.claim("c", most=9, hold=HOLD, now=START) == []
        later = await log.claim("c", most=9, hold=HOLD, now=START + HOLD)
        assert [each.id for each in later] == ["r1", "r2", "r3"]

    async def test_one_that_is_kept_late_is_found_within_a_second(self, log: LogStore) -> None:
        await log.keep([raw(first_id(START))])
        assert len(await log.claim("a", most=9, hold=HOLD, now=START)) == 1
        await log.keep([raw(first_id(START - HOLD), "tms")])
        found = await log.claim("a", most=9, hold=HOLD, now=START + timedelta(seconds=1))
        assert [each.id for each in found] == [first_id(START - HOLD)]

    async def test_mapping_ends_its_wait_and_is_done_once(self, log: LogStore) -> None:
        await log.keep([raw("r1")])
        nameless = replace(shipped(), source_event_id="")
        first = await log.append([Mapped(raw="r1", events=(nameless,))])
        again = await log.append([Mapped(raw="r1", events=(nameless,), dead=(letter("d1"),))])
        assert [each.position for each in first.logged] == [1]
        assert list(again.logged) == []
        assert await log.waiting() == 0
        assert await log.letter("d1") is None
        assert await log.claim("w", most=9, hold=HOLD, now=START) == []

    async def test_old_ones_go_unless_they_wait_or_a_letter_needs_them(self, log: LogStore) -> None:
        await log.keep([raw("mapped"), raw("needed"), raw("waiting"), raw("young", minutes=9)])
        dead = Mapped(raw="needed", events=(), dead=(letter("d1", "needed"),))
        await log.append([Mapped(raw="mapped", events=()), dead, Mapped(raw="young", events=())])
        assert await log.prune(before=START + MINUTE) == 1
        assert await log.raw("mapped") is None
        assert await log.settle(["d1"], DeadState.DISCARDED, now=START) == 1
        assert await log.prune(before=START + MINUTE) == 1
        assert await log.raw("waiting") == raw("waiting")


class DeadLettersContract(LogContract):
    """What could not be mapped."""

    async def test_a_letter_is_kept_with_the_rest_of_its_delivery(self, log: LogStore) -> None:
        await log.keep([raw("r1")])
        appended = await log.append([Mapped(raw="r1", events=(shipped(),), dead=(letter("d1"),))])
        assert len(appended.logged) == 1
        assert await log.letters() == [letter("d1")]
        assert await log.letter("d1") == letter("d1")

    async def test_letters_are_listed_by_what_they_are(self, log: LogStore) -> None:
        dead = (letter("d1"), letter("d2", reason="UNMAPPED"), letter("d3", source="tms"))
        await log.append([Mapped(events=(), dead=dead)])
        assert await log.letters(reason="UNMAPPED") == [dead[1]]
        assert await log.letters(source="tms") == [dead[2]]
        assert await log.letters(first=1, after="d1") == [dead[1]]
        assert await log.settle(["d1", "d2"], DeadState.DISCARDED, now=START + MINUTE) == 2
        assert await log.settle(["d1"], DeadState.MAPPED, now=START + MINUTE) == 0
        assert await log.letters() == [dead[2]]
        assert [each.id for each in await log.letters(state=None)] == ["d1", "d2", "d3"]

    async def test_those_that_are_done_with_are_forgotten_in_time(self, log: LogStore) -> None:
        await log.append([Mapped(events=(), dead=(letter("d1"), letter("d2"), letter("d3")))])
        await log.settle(["d1"], DeadState.DISCARDED, now=START)
        await log.settle(["d2"], DeadState.MAPPED, now=START + MINUTE)
        assert await log.prune_settled(before=START + MINUTE) == 1
        assert [each.id for each in await log.letters(state=None)] == ["d2", "d3"]

    async def test_attempts_are_counted(self, log: LogStore) -> None:
        await log.append([Mapped(events=(), dead=(letter("d1"),))])
        again = replace(letter("d1"), reason="UNMAPPED", mapping_version=2, last_at=START + MINUTE)
        await log.failed_again([again])
        assert await log.letter("d1") == replace(again, attempts=2)
