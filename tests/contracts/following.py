"""What is owed by whoever keeps how far the log was dealt with, and how those who push are heard."""

import asyncio
from abc import ABC, abstractmethod
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

from domain.log.cursors import LogCursor
from domain.ports.following import Followed, ToldFeeds
from tests.doubles.clock import START

MINUTE = timedelta(minutes=1)


class FollowedContract(ABC):
    """Subclasses open an empty one."""

    @abstractmethod
    def followed(self) -> AbstractAsyncContextManager[Followed]: ...

    async def test_a_place_never_goes_back_but_another_log_begins_anew(self) -> None:
        async with self.followed() as followed:
            assert await followed.reached("effects") is None
            for position in (5, 3, 7):
                await followed.reach("effects", LogCursor("a", position))
            await followed.reach("other", LogCursor("a", 1))
            assert await followed.reached("effects") == LogCursor("a", 7)
            await followed.reach("effects", LogCursor("b", 2))
            assert await followed.reached("effects") == LogCursor("b", 2)


class ToldFeedsContract(ABC):
    """Subclasses open an empty one."""

    @abstractmethod
    def told_feeds(self) -> AbstractAsyncContextManager[ToldFeeds]: ...

    async def test_no_time_goes_back_and_gaps_are_counted_once(self) -> None:
        async with self.told_feeds() as feeds:
            assert await feeds.feeds() == []
            await feeds.heard("wms", START + MINUTE, START)
            await feeds.heard("erp", START)
            await feeds.heard("wms", START, START - MINUTE)
            await feeds.heard("wms", START + 2 * MINUTE)
            erp, wms = await feeds.feeds()
            assert (erp.instance, erp.last_heard_at, erp.watermark) == ("erp", START, None)
            assert (wms.last_heard_at, wms.watermark) == (START + 2 * MINUTE, START)
            assert sum(wms.rhythm.counts) == 1

    async def test_many_at_once_lose_no_gap(self) -> None:
        async with self.told_feeds() as feeds:
            await feeds.heard("erp", START)
            await asyncio.gather(*(feeds.heard("erp", START + each * MINUTE) for each in range(1, 6)))
            (feed,) = await feeds.feeds()
            assert feed.last_heard_at == START + 5 * MINUTE
            assert 1 <= sum(feed.rhythm.counts) <= 5

    async def test_silence_and_recovery_are_told_once(self) -> None:
        async with self.told_feeds() as feeds:
            assert not await feeds.fell_silent("erp", since=START)
            await feeds.heard("erp", START)
            assert not await feeds.fell_silent("erp", since=START - MINUTE), "it was heard since"
            assert not await feeds.recovered("erp")
            told = await asyncio.gather(*(feeds.fell_silent("erp", since=START) for _ in range(4)))
            assert sorted(told) == [False, False, False, True]
            assert (await feeds.feeds())[0].silent
            assert [await feeds.recovered("erp"), await feeds.recovered("erp")] == [True, False]
