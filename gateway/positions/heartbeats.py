"""How far sources say that they have told all: what did not move until then is as it was."""

from collections.abc import Mapping
from datetime import datetime

from domain.ports.following import ToldFeeds
from gateway.settings.positions import PositionsOf


async def heard_until(feeds: ToldFeeds | None, kept: PositionsOf) -> Mapping[str, datetime]:
    """By source, of those that say so. Raises StoreUnavailable.

    A feed is moved when its events are in the log: whoever reads the log after this has them all. One whose
    clock is ahead of ours has told no more than what had come by then.
    """
    if feeds is None:
        return {}
    return {
        feed.instance: min(feed.watermark, feed.last_heard_at)
        for feed in await feeds.feeds()
        if feed.instance in kept and feed.watermark is not None
    }


def later(told: Mapping[str, datetime], heard: Mapping[str, datetime]) -> Mapping[str, datetime]:
    """The later one of each."""
    return {**heard, **{name: max(at, heard.get(name, at)) for name, at in told.items()}}
