"""Hosts as an operator sees them: whether they are called, how they answer, what is left of their budget."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from domain.budgets import BreakerState, Operation
from domain.partners import Lane


class LaneBudget(msgspec.Struct, frozen=True, kw_only=True):
    """What a lane may take of a host's budget. left: calls that it may make at once; None for no limit."""

    lane: Lane
    left: int | None = None


class Lately(msgspec.Struct, frozen=True, kw_only=True):
    """The calls of the last minute that came to an end. p50, p99: what half and 99 of 100 took at most."""

    calls: int = 0
    failures: int = 0
    p50: timedelta | None = None
    p99: timedelta | None = None

    @property
    def error_rate(self) -> float | None:
        """The part of them that failed; None where there was none."""
        return self.failures / self.calls if self.calls else None


class HostState(msgspec.Struct, frozen=True, kw_only=True):
    """One host, as this process calls it. breakers: of each class of calls that there were.

    pace: 1, or the part of its usual pace at which it is called since it asked us to slow down.
    """

    host: str
    breakers: Mapping[Operation, BreakerState] = {}
    budget: tuple[LaneBudget, ...] = ()
    pace: float = 1.0
    lately: Lately = Lately()
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None

    @property
    def breaker(self) -> BreakerState:
        """The worst of its breakers."""
        states = self.breakers.values()
        worst_first = (BreakerState.OPEN, BreakerState.HALF_OPEN)
        return next((state for state in worst_first if state in states), BreakerState.CLOSED)


class CacheFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How the keys of one port were answered since this configuration was taken into use.

    memory, shared: by what this process held, and by what another replica had read. asked: keys that the
    system was asked for; joined: those of them for which a call was under way. stale: answered by an older
    value, because the system could not be asked, or did not answer.
    """

    port: str
    memory: int = 0
    shared: int = 0
    asked: int = 0
    joined: int = 0
    stale: int = 0
