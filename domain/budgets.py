"""How much the host of a system is asked, when it is left in peace, and when a call is tried again."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from domain.partners import Lane

LANES = tuple(Lane)
"""The lanes in their order of urgency; figures by lane stand in this order."""

Counts = tuple[int, int, int, int]
"""So many in each lane."""

NONE: Counts = (0, 0, 0, 0)
DEFAULT_SHARES = (0.4, 0.3, 0.2, 0.1)
DAY = timedelta(days=1)


class Operation(StrEnum):
    """What a call is for. Each class of calls has a breaker of its own; a WRITE is never tried again."""

    READ = "read"
    POLL = "poll"
    SIGN_IN = "sign_in"
    WRITE = "write"


class BreakerState(StrEnum):
    """Whether calls go through to a host: all, none, or a few that are to show whether it is well again."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class BudgetRules(msgspec.Struct, frozen=True, kw_only=True):
    """What a host bears, of all replicas together where `shared`, else of each process.

    concurrency: calls at once. rate: calls a second, with `burst` at once after a rest; None for no limit.
    daily: calls a UTC day. shares: what each lane is sure of, as parts of one. recovery: how long the host
    is spared, less and less, after it asked us to slow down.
    """

    concurrency: int
    rate: float | None = None
    burst: int = 1
    daily: int | None = None
    shares: tuple[float, float, float, float] = DEFAULT_SHARES
    recovery: timedelta = timedelta(seconds=30)
    shared: bool = False

    def divided(self, parts: int) -> "BudgetRules":
        """One part of so many, for a replica that cannot ask how much the others take."""
        return msgspec.structs.replace(
            self,
            concurrency=max(1, self.concurrency // parts),
            rate=None if self.rate is None else self.rate / parts,
            burst=max(1, self.burst // parts),
            daily=None if self.daily is None else self.daily // parts,
        )


class BreakerRules(msgspec.Struct, frozen=True, kw_only=True):
    """When a host is left in peace.

    It is after `failures` within `window`, if they are at least the part `ratio` of the calls; then for
    `pause`, and twice as long after each failed probe, up to `longest_pause`. `probes` calls are let through
    then; when all of them are answered, all is well. failures 0: never.
    """

    failures: int = 5
    ratio: float = 0.5
    window: timedelta = timedelta(seconds=30)
    pause: timedelta = timedelta(seconds=5)
    longest_pause: timedelta = timedelta(seconds=60)
    probes: int = 2


class RetryRules(msgspec.Struct, frozen=True, kw_only=True):
    """When a call is tried again.

    attempts: at most so many calls for one answer. The pause before a retry is drawn between nothing and
    `pause`, which doubles each time up to `longest_pause`.
    """

    attempts: int = 3
    pause: timedelta = timedelta(milliseconds=50)
    longest_pause: timedelta = timedelta(seconds=2)


class Maintenance(msgspec.Struct, frozen=True, kw_only=True):
    """A time of the week at which a host is not asked. days: 0 is Monday; on these days it begins."""

    days: frozenset[int] = frozenset(range(7))
    start: time
    end: time
    zone: str = "UTC"

    def ends(self, now: datetime) -> datetime | None:
        """When the window ends in which `now` lies; None outside."""
        local = now.astimezone(ZoneInfo(self.zone))
        for day in (local.date(), local.date() - DAY):
            begins = datetime.combine(day, self.start, local.tzinfo)
            last = day if self.end > self.start else day + DAY
            ends = datetime.combine(last, self.end, local.tzinfo)
            if day.weekday() in self.days and begins.timestamp() <= now.timestamp() < ends.timestamp():
                return ends
        return None


class HostRules(msgspec.Struct, frozen=True, kw_only=True):
    """All that holds for the calls of one host.

    wait: how much longer than its own timeout a call may take in all, with its turns and retries.
    longest_pause: the longest Retry-After that the whole budget obeys.
    """

    budget: BudgetRules
    breaker: BreakerRules = BreakerRules()
    retries: RetryRules = RetryRules()
    maintenance: tuple[Maintenance, ...] = ()
    wait: timedelta = timedelta(0)
    longest_pause: timedelta = timedelta(minutes=5)


def closed_for(windows: Sequence[Maintenance], now: datetime) -> timedelta | None:
    """How long maintenance still goes on; None where there is none now."""
    ends = [end for window in windows if (end := window.ends(now)) is not None]
    return max(ends) - now if ends else None
