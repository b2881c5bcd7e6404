"""What a caller wants of a read besides its keys."""

from dataclasses import dataclass, field
from datetime import timedelta

from domain.partners import Lane


class RequestScope:
    """The identity of one request, for readers that remember answers as long as it lives.

    calls: so many times a system was called for it, up to now.
    """

    __slots__ = ("__weakref__", "calls")

    def __init__(self) -> None:
        self.calls = 0


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
    is good enough; None leaves it to the port. strict: nothing older is taken in place of an error.
    patience: how long the first turn at the system's host is waited for; None: as long as there is time.
    begun: whether that turn was given. probes: whether its call may be the one that shows whether a host is
    well again; probing: whether it is. correlation_id: a W3C trace id, 32 hex digits.
    """

    deadline: float
    max_age: timedelta | None = None
    strict: bool = False
    patience: timedelta | None = None
    begun: bool = False
    probes: bool = True
    probing: bool = False
    lane: Lane = Lane.INTERACTIVE
    account: Account = BACKGROUND
    correlation_id: str = ""
    scope: RequestScope = field(default_factory=RequestScope)

    def begins(self) -> None:
        """A turn was given. What else the read needs is waited for as long as there is time."""

    def tries(self) -> None:
        """Its call is to show whether a host is well again: who has something older need not wait for it."""


_URGENCY = {lane: urgency for urgency, lane in enumerate(Lane)}


class SharedDemand(Demand):
    """The demand of one read for all who wait for it: the best lane and the latest deadline of them.

    It is the one demand that changes: whoever queues for a backend's budget under it, or gives its call a
    time, looks at it anew each time.
    """

    __slots__ = ()

    def raised_to(self, other: Demand) -> None:
        """Serve `other` too. No lane gets worse, no deadline sooner and no patience shorter."""
        if other.deadline > self.deadline:
            object.__setattr__(self, "deadline", other.deadline)
        object.__setattr__(self, "patience", _longer(self.patience, other.patience))
        object.__setattr__(self, "probes", self.probes or other.probes)
        if _URGENCY[other.lane] < _URGENCY[self.lane]:
            object.__setattr__(self, "lane", other.lane)
            object.__setattr__(self, "account", other.account)

    def begins(self) -> None:
        object.__setattr__(self, "begun", True)

    def tries(self) -> None:
        object.__setattr__(self, "probing", True)


def shared(demand: Demand) -> SharedDemand:
    """A demand on behalf of this one and of those who join it. Calls count for the one who began it."""
    return SharedDemand(
        deadline=demand.deadline,
        patience=demand.patience,
        probes=demand.probes,
        lane=demand.lane,
        account=demand.account,
        correlation_id=demand.correlation_id,
        scope=demand.scope,
    )


def _longer(one: timedelta | None, other: timedelta | None) -> timedelta | None:
    return None if one is None or other is None else max(one, other)
