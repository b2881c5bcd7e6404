"""What every store of source feeds owes: the latest of each time stays, whoever writes in which order."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta, timezone

import pytest

from domain.ports.search import Feeds
from domain.search.feeds import Feed
from tests.doubles.clock import START

MINUTE = timedelta(minutes=1)


def feed(minutes: int | None, cursor: str = "", heard: datetime | None = START) -> Feed:
    watermark = None if minutes is None else START + minutes * MINUTE
    return Feed(instance="erp", cursor=cursor, watermark=watermark, last_heard_at=heard)


class FeedsContract(ABC):
    """Subclasses open a store that knows no feed."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[Feeds]:
        """Open an empty store."""

    @pytest.fixture
    async def feeds(self) -> AsyncIterator[Feeds]:
        async with self.opened() as feeds:
            yield feeds

    async def test_an_unknown_feed_stands_at_the_beginning(self, feeds: Feeds) -> None:
        assert await feeds.feeds() == []
        assert await feeds.feed("erp") == Feed(instance="erp")

    async def test_a_feed_is_kept_whole(self, feeds: Feeds) -> None:
        kept = Feed(
            instance="erp",
            cursor="page 7; \N{SNOWMAN}",
            watermark=START,
            last_heard_at=START + MINUTE,
            expected=timedelta(minutes=5, milliseconds=250),
        )
        await feeds.advance(kept)
        assert await feeds.feed("erp") == kept
        assert await feeds.feed("erp2") == Feed(instance="erp2")

    async def test_times_of_other_zones_are_the_same_instants(self, feeds: Feeds) -> None:
        await feeds.advance(feed(0, heard=START.astimezone(timezone(timedelta(hours=-7)))))
        assert (await feeds.feed("erp")).last_heard_at == START

    async def test_feeds_come_by_instance(self, feeds: Feeds) -> None:
        for instance in ("wms_east", "erp", "tms"):
            await feeds.heard(instance, START)
        assert [one.instance for one in await feeds.feeds()] == ["erp", "tms", "wms_east"]

    async def test_a_watermark_takes_its_cursor_along(self, feeds: Feeds) -> None:
        await feeds.advance(feed(1, "one"))
        await feeds.advance(feed(2, "two"))
        assert await feeds.feed("erp") == feed(2, "two")

    async def test_an_older_watermark_changes_neither(self, feeds: Feeds) -> None:
        await feeds.advance(feed(2, "two", START))
        await feeds.advance(feed(1, "one", START + MINUTE))
        assert await feeds.feed("erp") == feed(2, "two", START + MINUTE)

    async def test_a_watermark_is_not_lost_to_none(self, feeds: Feeds) -> None:
        await feeds.advance(feed(2, "two"))
        await feeds.advance(feed(None, "none", None))
        assert await feeds.feed("erp") == feed(2, "two")

    async def test_a_cursor_moves_within_one_watermark_and_without_any(self, feeds: Feeds) -> None:
        for minutes in (None, 3):
            await feeds.advance(feed(minutes, "one"))
            await feeds.advance(feed(minutes, "two"))
            assert (await feeds.feed("erp")).cursor == "two"

    async def test_being_heard_moves_no_watermark(self, feeds: Feeds) -> None:
        await feeds.advance(feed(1, "one"))
        await feeds.heard("erp", START + MINUTE)
        assert await feeds.feed("erp") == feed(1, "one", START + MINUTE)

    async def test_an_answer_that_comes_late_was_not_heard_later(self, feeds: Feeds) -> None:
        await feeds.heard("erp", START + MINUTE)
        await feeds.heard("erp", START)
        await feeds.advance(feed(1, "one", START))
        assert await feeds.feed("erp") == feed(1, "one", START + MINUTE)

    async def test_polls_side_by_side_leave_the_latest(self, feeds: Feeds) -> None:
        polls = [feed(minutes, str(minutes), START + minutes * MINUTE) for minutes in (3, 7, 1, 9, 5, 0)]
        await asyncio.gather(*map(feeds.advance, polls))
        assert await feeds.feed("erp") == feed(9, "9", START + 9 * MINUTE)
