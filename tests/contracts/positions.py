"""What every store of positions owes: facts folded once, by turns, and snapshots that are there at once."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Protocol

import pytest

from domain.errors import BadInput
from domain.events.record import Event
from domain.ports.positions import Drifts, Positions, Snapshots
from domain.positions.drift import Drift
from domain.positions.facts import Fact
from domain.positions.figures import amounts
from domain.positions.folding import fold
from domain.positions.held import Held, needs_reading
from domain.positions.kept import Batch, Counted, LogPlace, SourceState
from domain.positions.telling import told
from domain.stock import StockKey, StockState
from tests.domain.positions.stories import EAST, SKU, WEST, S, at, event, snapshot

KEY = StockKey(SKU, EAST)
FULL = {S.SELLABLE: 10, S.ALLOCATED: 2}
BEGUN = LogPlace("log", 0)


class Kept(Positions, Snapshots, Drifts, Protocol):
    """All three ports over one store."""


def facts(*events: Event, numbered: bool = False) -> Mapping[StockKey, list[Fact]]:
    by_key: dict[StockKey, list[Fact]] = {}
    for each in events:
        for key, fact in told(each, numbered=numbered):
            by_key.setdefault(key, []).append(fact)
    return by_key


def row(sku: str, amount: int | str, place: str = EAST, state: StockState = S.SELLABLE) -> Counted:
    return Counted(StockKey(sku, place), {state: Decimal(amount)}, "EA", f"line {sku}")


async def held(kept: Positions, key: StockKey = KEY, source: str = "wms") -> Held | None:
    return (await kept.known(source, [key])).positions.get(key)


async def sellable(kept: Positions, key: StockKey = KEY) -> int | None:
    found = await held(kept, key)
    return None if found is None else int(amounts(found)[S.SELLABLE])


class PositionsContract(ABC):
    """Subclasses open an empty store."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[Kept]:
        """Open an empty store."""

    @pytest.fixture
    async def kept(self) -> AsyncIterator[Kept]:
        async with self.opened() as kept:
            yield kept

    async def test_nothing_is_kept_at_first(self, kept: Kept) -> None:
        assert (await kept.known("wms", [KEY])).positions == {}
        assert (await kept.known("wms", [])).positions == {}
        assert await kept.reached() is None
        assert await kept.sources() == []

    async def test_what_is_learned_is_found_whole(self, kept: Kept) -> None:
        story = [
            snapshot(0, FULL, sequence=4),
            event("counted", 1, 8, sequence=5),
            event("picked", 2, 3, sequence=6),
            event("transfer_shipped", 3, 1, counterpart=WEST, reference="T\N{SNOWMAN}", sequence=7),
            event("transfer_shipped", 3, 1, counterpart=WEST, reference="T3", expected_at=at(90)),
            event("transfer_received", 3, 2, counterpart=WEST, reference="T2", sequence=8),
            event("changed", 4, sequence=9),
        ]
        learned = await kept.learn("wms", facts(*story, numbered=True))
        assert learned == {key: fold(each) for key, each in facts(*story, numbered=True).items()}
        assert dict((await kept.known("wms", list(learned))).positions) == dict(learned)

    async def test_amounts_are_exact(self, kept: Kept) -> None:
        exact = {S.SELLABLE: Decimal("0.100000000000001"), S.ALLOCATED: Decimal(10) ** 12}
        generation = await kept.open("wms")
        await kept.load("wms", generation, [Counted(KEY, exact, "KG", "1")], at(0))
        await kept.swap("wms", generation, at(0))
        found = await held(kept)
        assert found is not None
        assert (amounts(found), found.unit) == (exact, "KG")

    async def test_only_the_positions_that_are_asked_for_come(self, kept: Kept) -> None:
        others = [snapshot(0, FULL, place=place) for place in (EAST, WEST)]
        await kept.learn("wms", facts(*others))
        await kept.learn("erp", facts(*others))
        wanted = [StockKey(SKU, EAST), StockKey("other", WEST)]
        assert list((await kept.known("wms", wanted)).positions) == [StockKey(SKU, EAST)]

    async def test_sources_do_not_mix(self, kept: Kept) -> None:
        await kept.learn("wms", facts(snapshot(0, FULL)))
        await kept.learn("erp", facts(snapshot(0, {S.SELLABLE: 1})))
        assert await sellable(kept) == 10
        assert await held(kept, source="tms") is None

    async def test_learners_side_by_side_lose_nothing(self, kept: Kept) -> None:
        await kept.learn("wms", facts(snapshot(0, FULL)))
        moves = [event("received", n, 1) for n in range(1, 9)]
        await asyncio.gather(*(kept.learn("wms", facts(each)) for each in moves))
        assert await sellable(kept) == 18

    async def test_a_piece_of_the_log_is_applied_once(self, kept: Kept) -> None:
        await kept.begin(BEGUN)
        await kept.learn("wms", facts(snapshot(0, FULL)))
        batch = Batch(
            before=BEGUN,
            after=LogPlace("log", 7),
            facts={"wms": facts(event("received", 1, 5)), "erp": facts(snapshot(0, FULL))},
            told_until={"wms": at(1), "tms": at(2)},
        )
        results = await asyncio.gather(kept.apply(batch), kept.apply(batch))
        assert sorted(each is None for each in results) == [False, True]
        assert await sellable(kept) == 15
        assert await kept.reached() == LogPlace("log", 7)
        states = {each.source: each.told_until for each in await kept.sources()}
        assert states == {"wms": at(1), "erp": None, "tms": at(2)}
        assert (await kept.known("wms", [KEY])).told_until == at(1)

    async def test_no_source_is_heard_less_far_than_before(self, kept: Kept) -> None:
        await kept.begin(BEGUN)
        for n, minutes in enumerate((5, 3)):
            place = LogPlace("log", n), LogPlace("log", n + 1)
            await kept.apply(Batch(before=place[0], after=place[1], told_until={"wms": at(minutes)}))
        assert [each.told_until for each in await kept.sources()] == [at(5)]

    async def test_it_begins_once_in_each_log(self, kept: Kept) -> None:
        await kept.begin(LogPlace("log", 5))
        await kept.begin(LogPlace("log", 3))
        assert await kept.reached() == LogPlace("log", 5)
        await kept.begin(LogPlace("another", 1))
        assert await kept.reached() == LogPlace("another", 1)

    async def test_all_positions_of_a_source_can_be_doubted(self, kept: Kept) -> None:
        await kept.learn("wms", facts(snapshot(0, FULL)))
        await kept.doubt(["wms", "erp"], at(3))
        await kept.doubt(["wms"], at(2))
        assert (await kept.known("wms", [KEY])).doubted_at == at(3)
        generation = await kept.open("wms")
        await kept.load("wms", generation, [row(SKU, 1)], at(4))
        await kept.swap("wms", generation, at(4))
        assert (await kept.known("wms", [KEY])).doubted_at is None

    async def test_a_snapshot_is_not_read_before_its_swap(self, kept: Kept) -> None:
        await kept.learn("wms", facts(snapshot(0, FULL)))
        generation = await kept.open("wms")
        assert await kept.load("wms", generation, [row(SKU, 99), row("NEW", 1)], at(1)) == []
        assert await sellable(kept) == 10
        assert await held(kept, StockKey("NEW", EAST)) is None
        assert await kept.swap("wms", generation, at(1)) == 0
        assert await sellable(kept) == 99
        assert await sellable(kept, StockKey("NEW", EAST)) == 1
        state = SourceState(source="wms", generation=generation, as_of=at(1), told_until=at(1))
        assert await kept.sources() == [state]

    async def test_what_moved_since_the_snapshot_is_on_top_of_it(self, kept: Kept) -> None:
        gone = StockKey("GONE", EAST)
        await kept.learn("wms", facts(snapshot(0, FULL), event("received", 5, 3)))
        await kept.learn("wms", {gone: fold_of(event("received", 5, 4), 7)})
        generation = await kept.open("wms")
        await kept.load("wms", generation, [row(SKU, 20), row("STILL", 1)], at(2))
        await kept.learn("wms", facts(event("adjusted", 6, -1)))
        assert await kept.swap("wms", generation, at(2)) == 2
        assert await sellable(kept) == 22
        assert await sellable(kept, gone) == 4
        found = await held(kept)
        assert found is not None
        assert not needs_reading(found)

    async def test_what_is_on_its_way_is_not_forgotten(self, kept: Kept) -> None:
        left = event("transfer_shipped", 1, 4, counterpart=WEST, reference="T1")
        await kept.learn("wms", facts(snapshot(0, FULL, place=WEST), left))
        generation = await kept.open("wms")
        await kept.load("wms", generation, [row(SKU, 10, WEST)], at(9))
        await kept.swap("wms", generation, at(9))
        found = await held(kept, StockKey(SKU, WEST))
        assert found is not None
        assert amounts(found) == {S.SELLABLE: 10, S.IN_TRANSIT: 4}

    async def test_an_older_snapshot_is_refused(self, kept: Kept) -> None:
        for minutes in (5, 5):
            generation = await kept.open("wms")
            await kept.load("wms", generation, [row(SKU, minutes)], at(minutes))
            await kept.swap("wms", generation, at(minutes))
        late = await kept.open("wms")
        await kept.load("wms", late, [row(SKU, 4)], at(4))
        with pytest.raises(BadInput, match="as-of"):
            await kept.swap("wms", late, at(4))
        assert await sellable(kept) == 5

    async def test_a_position_that_stands_twice_is_told(self, kept: Kept) -> None:
        generation = await kept.open("wms")
        first = [row(SKU, 1), row("B", 2)]
        again = [row("C", 3), row("B", 9), row("D", 4), row("D", 5)]
        assert await kept.load("wms", generation, first, at(1)) == []
        refused = await kept.load("wms", generation, again, at(1))
        assert {each.amounts[S.SELLABLE] for each in refused} == {9, 5}
        await kept.swap("wms", generation, at(1))
        told = {sku: await sellable(kept, StockKey(sku, EAST)) for sku in (SKU, "B", "C", "D")}
        assert told == {SKU: 1, "B": 2, "C": 3, "D": 4}

    async def test_what_is_not_read_can_be_deleted(self, kept: Kept) -> None:
        generations = [await kept.open("wms") for _ in range(3)]
        for each in generations:
            await kept.load("wms", each, [row(SKU, each), row("B", each)], at(each))
        assert await kept.discard("wms", generations[2]) == 2
        await kept.swap("wms", generations[1], at(2))
        assert await kept.discard("wms", generations[1]) == 0
        assert await kept.discard("wms") == 2
        assert await sellable(kept) == generations[1]
        assert await kept.discard("nobody") == 0

    async def test_drift_is_kept_by_source_and_location(self, kept: Kept) -> None:
        told = [
            Drift(source=source, location=place, as_of=at(n), compared=10, differing=n, off=Decimal("1.5"))
            for source, place, n in (("wms", EAST, 1), ("wms", EAST, 2), ("wms", WEST, 5), ("erp", EAST, 3))
        ]
        await kept.keep(told[:2], at(9))
        await kept.keep(told, at(9) + timedelta(hours=1))
        assert await kept.drifts() == [told[2], told[3], told[1]]
        assert await kept.drifts("wms") == [told[2], told[1]]
        assert await kept.drifts(first=1) == [told[2]]


def fold_of(moved: Event, stated: int) -> list[Fact]:
    """What is known of an item with so many at the beginning, and this movement."""
    return [
        fact for each in (snapshot(0, {S.SELLABLE: stated}), moved) for _, fact in told(each, numbered=False)
    ]
