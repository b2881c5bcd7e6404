"""Owners of orders that the index has not heard of, and orders that events touched."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from domain.errors import StoreUnavailable
from domain.events.owners import Owners
from gateway.intake.meaning.bringing import OwnersBroughtIn
from gateway.intake.rereading import Rereading
from tests.gateway.sync.small_sync import SmallSync

_SECONDS = 5.0


async def until(done: Callable[[], bool]) -> None:
    """Let others work until it is so."""
    async with asyncio.timeout(_SECONDS):
        while not done():  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(0)


class Kept:
    """The owners as an index has them. asked: for which numbers."""

    def __init__(self, small: SmallSync) -> None:
        self._small = small
        self.asked: list[Sequence[str]] = []

    async def __call__(self, numbers: Sequence[str]) -> Mapping[str, Owners]:
        self.asked.append(tuple(numbers))
        rows = self._small.rows()
        return {number: rows[number].owners for number in numbers if number in rows}


async def test_an_order_that_is_not_indexed_yet_is_read_for_its_owner() -> None:
    small = SmallSync()
    kept = Kept(small)
    owners_of = OwnersBroughtIn(kept, lambda: small.sync.indexing, small.clock)
    assert small.rows() == {}
    found = await owners_of(["SO-1", "SO-2"])
    assert found == {number: small.rows()[number].owners for number in ("SO-1", "SO-2")}
    assert all(owners.known and owners.customers for owners in found.values())
    assert await owners_of(["SO-1"]) == {"SO-1": found["SO-1"]}
    assert kept.asked == [("SO-1", "SO-2"), ("SO-1", "SO-2"), ("SO-1",)]


async def test_what_nobody_knows_is_asked_for_once() -> None:
    small = SmallSync()
    kept = Kept(small)
    owners_of = OwnersBroughtIn(kept, lambda: small.sync.indexing, small.clock)
    assert await owners_of(["SO-404"]) == {}
    assert await owners_of(["SO-404"]) == {}
    assert len(kept.asked) == 3


class TestRereading:
    async def test_orders_are_indexed_behind_the_events_each_once(self) -> None:
        small = SmallSync()
        rereading = Rereading(lambda: small.sync.indexing, small.clock)
        rereading.start()
        rereading.offer(["SO-1", "SO-2"])
        rereading.offer(["SO-1"])
        await until(lambda: set(small.rows()) == {"SO-1", "SO-2"})
        assert await rereading.step() == 0
        await rereading.aclose()

    async def test_what_waits_is_bounded(self) -> None:
        small = SmallSync()
        rereading = Rereading(lambda: small.sync.indexing, small.clock, most=2)
        rereading.start()
        rereading.offer(f"SO-9{index}" for index in range(9))
        assert [await rereading.step(), await rereading.step()] == [2, 0]
        await rereading.aclose()

    async def test_a_store_that_is_away_does_not_end_it(self) -> None:
        small = SmallSync()
        rereading = Rereading(lambda: small.sync.indexing, small.clock)
        small.index.errors.append(StoreUnavailable("away"))
        rereading.start()
        rereading.offer(["SO-1"])
        await until(lambda: not small.index.errors)
        rereading.offer(["SO-2"])
        await until(lambda: bool(small.rows()))
        assert set(small.rows()) == {"SO-2"}
        await rereading.aclose()

    async def test_before_its_start_nothing_is_gathered(self) -> None:
        small = SmallSync()
        rereading = Rereading(lambda: small.sync.indexing, small.clock)
        rereading.offer(["SO-1"])
        assert await rereading.step() == 0
