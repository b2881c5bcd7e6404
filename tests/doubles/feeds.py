"""Source feeds in memory, by the rules of the port."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.search.feeds import Feed


class InMemoryFeeds:
    """Keeps feeds in a dictionary. Each of `errors` is raised once, instead of an answer."""

    def __init__(self, feeds: Sequence[Feed] = ()) -> None:
        self.held = {feed.instance: feed for feed in feeds}
        self.errors: list[Exception] = []

    async def feeds(self) -> Sequence[Feed]:
        self._trouble()
        return [self.held[instance] for instance in sorted(self.held)]

    async def feed(self, instance: str) -> Feed:
        self._trouble()
        return self.held.get(instance, Feed(instance=instance))

    async def advance(self, feed: Feed) -> None:
        self._trouble()
        old = self.held.get(feed.instance, Feed(instance=feed.instance))
        self.held[feed.instance] = msgspec.structs.replace(
            feed,
            cursor=feed.cursor if latest(old.watermark, feed.watermark) == feed.watermark else old.cursor,
            watermark=latest(old.watermark, feed.watermark),
            last_heard_at=latest(old.last_heard_at, feed.last_heard_at),
        )

    async def heard(self, instance: str, at: datetime) -> None:
        self._trouble()
        old = self.held.get(instance, Feed(instance=instance))
        self.held[instance] = msgspec.structs.replace(old, last_heard_at=latest(old.last_heard_at, at))

    def _trouble(self) -> None:
        if self.errors:
            raise self.errors.pop(0)


def latest(first: datetime | None, second: datetime | None) -> datetime | None:
    """The later of two times, of which either may be missing."""
    if first is None or second is None:
        return second if first is None else first
    return max(first, second)
