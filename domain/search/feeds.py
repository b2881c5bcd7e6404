"""Source feeds: how far each instance has been heard, and whether it fell silent."""

from datetime import datetime, timedelta

import msgspec

from domain.exceptions import Finding, Severity

SOURCE_SILENT = "SOURCE_SILENT"
_PATIENCE = 3


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """One instance's feed. cursor: where its poll goes on. watermark: source time up to which all is known.

    last_heard_at: when it last answered a poll. expected: the longest that may lie between two answers.
    """

    instance: str
    cursor: str = ""
    watermark: datetime | None = None
    last_heard_at: datetime | None = None
    expected: timedelta = timedelta(minutes=1)

    def silent(self, now: datetime) -> bool:
        """Whether it was not heard for three times as long as it may be; one never heard is silent."""
        return self.last_heard_at is None or now - self.last_heard_at > self.expected * _PATIENCE


def silence(feed: Feed, now: datetime) -> Finding | None:
    """The finding about a feed that fell silent."""
    if not feed.silent(now):
        return None
    since = f"since {feed.last_heard_at.isoformat()}" if feed.last_heard_at else "ever"
    return Finding(
        code=SOURCE_SILENT,
        group=feed.instance,
        severity=Severity.CRITICAL,
        subjects=(f"source:{feed.instance}",),
        systems=(feed.instance,),
        detail=f"{feed.instance} has not been heard {since}",
    )
