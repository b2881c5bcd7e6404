"""Feeds of instances that push: heard with each delivery, and silent when none comes for too long."""

from datetime import datetime, timedelta

import msgspec

from domain.exceptions import Finding, Severity
from domain.search.feeds import SOURCE_SILENT
from domain.search.rhythm import Rhythm

_PATIENCE = 3


class ToldFeed(msgspec.Struct, frozen=True, kw_only=True):
    """What one instance pushes. watermark: the source's time up to which it has told all, where it says so.

    silent: whether it is known to be silent.
    """

    instance: str
    last_heard_at: datetime
    watermark: datetime | None = None
    rhythm: Rhythm = Rhythm()
    silent: bool = False


def heard(feed: ToldFeed | None, instance: str, at: datetime, watermark: datetime | None) -> ToldFeed:
    """The feed once something came then. What came late leaves the times where they are."""
    if feed is None:
        return ToldFeed(instance=instance, last_heard_at=at, watermark=watermark)
    known = [each for each in (feed.watermark, watermark) if each is not None]
    later = at > feed.last_heard_at
    return msgspec.structs.replace(
        feed,
        last_heard_at=max(at, feed.last_heard_at),
        watermark=max(known, default=None),
        rhythm=feed.rhythm.with_gap(at - feed.last_heard_at) if later else feed.rhythm,
    )


def patience(feed: ToldFeed, declared: timedelta | None) -> timedelta | None:
    """For how long it may keep silent: as declared, or three times its own rhythm; None: nobody can tell."""
    if declared is not None:
        return declared
    expected = feed.rhythm.expected()
    return None if expected is None else expected * _PATIENCE


def is_overdue(feed: ToldFeed, declared: timedelta | None, now: datetime) -> bool:
    """Whether it was not heard for longer than it may keep silent."""
    longest = patience(feed, declared)
    return longest is not None and now - feed.last_heard_at > longest


def told_group(instance: str) -> str:
    """The group of its exception case: apart from that of its poll, which may go on."""
    return f"{instance}/events"


def told_silence(feed: ToldFeed) -> Finding:
    """The finding about a feed of events that fell silent."""
    return Finding(
        code=SOURCE_SILENT,
        group=told_group(feed.instance),
        severity=Severity.CRITICAL,
        subjects=(f"source:{feed.instance}",),
        systems=(feed.instance,),
        detail=f"{feed.instance} has pushed nothing since {feed.last_heard_at.isoformat()}",
    )
