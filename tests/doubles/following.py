"""What follows from events, in memory."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from domain.log.cursors import LogCursor
from domain.search.told_feeds import ToldFeed, heard


class InMemoryFollowed:
    """Implements `Followed`."""

    def __init__(self) -> None:
        self._places: dict[str, LogCursor] = {}

    async def reached(self, name: str) -> LogCursor | None:
        return self._places.get(name)

    async def reach(self, name: str, place: LogCursor) -> None:
        known = self._places.get(name)
        if known is None or known.log != place.log or known.position < place.position:
            self._places[name] = place


class InMemoryToldFeeds:
    """Implements `ToldFeeds`."""

    def __init__(self) -> None:
        self._feeds: dict[str, ToldFeed] = {}

    async def feeds(self) -> Sequence[ToldFeed]:
        return [self._feeds[name] for name in sorted(self._feeds)]

    async def heard(self, instance: str, at: datetime, watermark: datetime | None = None) -> None:
        self._feeds[instance] = heard(self._feeds.get(instance), instance, at, watermark)

    async def fell_silent(self, instance: str, *, since: datetime) -> bool:
        feed = self._feeds.get(instance)
        if feed is None or feed.silent or feed.last_heard_at > since:
            return False
        self._feeds[instance] = replace(feed, silent=True)
        return True

    async def recovered(self, instance: str) -> bool:
        feed = self._feeds.get(instance)
        if feed is None or not feed.silent:
            return False
        self._feeds[instance] = replace(feed, silent=False)
        return True
