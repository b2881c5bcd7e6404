"""Freshness: which system a value came from and how old it is, as instants.

Instants and not ages, so that a stored answer stays true for as long as it is kept.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import msgspec


class FreshState(StrEnum):
    """Whether a source's part of a value meets the bound, misses it, or is not there at all."""

    FRESH = "FRESH"
    STALE = "STALE"
    UNAVAILABLE = "UNAVAILABLE"


class StaleReason(StrEnum):
    """Why an older value was given than was wanted: what kept its source from being asked, or TTL.

    TTL: it may be given for a while, and is being read again behind the answer.
    """

    TTL = "TTL"
    BUDGET_SPENT = "BUDGET_SPENT"
    BREAKER_OPEN = "BREAKER_OPEN"
    TIMEOUT = "TIMEOUT"
    ERROR = "ERROR"


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """One instance's contribution to a value.

    as_of: when the source says that the value was so, where it says so. verified_at: the later of
    as_of and the watermark of the source's feed. fetched_at: when we read it. reason: why it is stale.
    """

    source: str
    state: FreshState = FreshState.FRESH
    as_of: datetime | None = None
    verified_at: datetime | None = None
    fetched_at: datetime | None = None
    reason: StaleReason | None = None


class Rank(NamedTuple):
    """How new a value is, of all that are known of one thing.

    as_of: when its source says that it was so, where it says so. known_at: up to when it was known to be so
    when it came here.
    """

    as_of: datetime | None
    known_at: datetime

    def is_below(self, other: "Rank") -> bool:
        """Whether the other is newer: by what the source says of both, else by what is known of them."""
        if self.as_of is not None and other.as_of is not None and self.as_of != other.as_of:
            return self.as_of < other.as_of
        return self.known_at < other.known_at


def rank_of(stamps: Iterable[Stamp], fetched_at: datetime) -> Rank:
    """The rank of what came here then. A source with a clock ahead of ours does not outrank what follows."""
    stamps = tuple(stamps)
    known = min((known_at(stamp) or fetched_at for stamp in stamps), default=fetched_at)
    said = [stamp.as_of for stamp in stamps if stamp.as_of is not None]
    if not said or len(said) < len(stamps):
        return Rank(None, known)
    return Rank(min(*said, fetched_at), known)


def unavailable(source: str) -> Stamp:
    """Of a source that should have contributed and could not."""
    return Stamp(source=source, state=FreshState.UNAVAILABLE)


def verified(as_of: datetime | None, watermark: datetime | None) -> datetime | None:
    """A value that did not move is as sure as the feed that would have told of a move."""
    known = [moment for moment in (as_of, watermark) if moment is not None]
    return max(known, default=None)


def known_at(stamp: Stamp) -> datetime | None:
    """Up to when a contribution is known to be so: as far as it was verified, or else when it was read."""
    return stamp.verified_at or stamp.fetched_at


def meets(stamp: Stamp, max_age: timedelta, now: datetime) -> bool:
    """Whether this contribution was verified, or else read, within `max_age` before `now`."""
    known = known_at(stamp)
    return stamp.state is not FreshState.UNAVAILABLE and known is not None and now - known <= max_age


def by_source(stamps: Iterable[Stamp]) -> tuple[Stamp, ...]:
    """One stamp for each source, the worst: unavailable before stale before fresh, then the oldest."""
    severity = {FreshState.FRESH: 0, FreshState.STALE: 1, FreshState.UNAVAILABLE: 2}
    worst: dict[str, Stamp] = {}
    for stamp in stamps:
        held = worst.get(stamp.source)
        if held is None or _rank(stamp, severity) > _rank(held, severity):
            worst[stamp.source] = stamp
    return tuple(worst[source] for source in sorted(worst))


def _rank(stamp: Stamp, severity: dict[FreshState, int]) -> tuple[int, float]:
    known = known_at(stamp)
    return severity[stamp.state], -known.timestamp() if known else 0.0
