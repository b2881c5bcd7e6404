"""What a caller wants of a read besides its keys."""

from dataclasses import dataclass, field
from datetime import timedelta

from domain.partners import Lane


class RequestScope:
    """The identity of one request, for readers that remember answers as long as it lives."""

    __slots__ = ("__weakref__",)


@dataclass(frozen=True, slots=True)
class Account:
    """On whose account a backend's budget is spent: opaque, weighted, never part of a key."""

    name: str
    weight: int = 1


BACKGROUND = Account("background")


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Deadline, freshness bound, lane, account and correlation of one read.

    deadline: seconds on the injected clock's monotonic scale. max_age: the oldest verification that
    is good enough; None leaves it to the port. correlation_id: a W3C trace id, 32 hex digits.
    """

    deadline: float
    max_age: timedelta | None = None
    lane: Lane = Lane.INTERACTIVE
    account: Account = BACKGROUND
    correlation_id: str = ""
    scope: RequestScope = field(default_factory=RequestScope)
