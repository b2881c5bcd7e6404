"""Every host that this process calls: what its guard tells is counted, and kept as the host's state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.budgets import BreakerState, HostRules, Operation
from domain.hosts import HostState
from domain.partners import Lane
from domain.ports.limits import Call, Grants, Short
from domain.ports.state import Clock
from gateway.telemetry.host_metrics import HostMetrics
from gateway.watching.budget_left import Told, budget_left
from gateway.watching.lately import RecentCalls

_UNFINISHED = "cancelled"


@dataclass(slots=True)
class _Seen:
    """One host, by what was told of it last."""

    rules: HostRules
    recent: RecentCalls
    breakers: dict[Operation, BreakerState] = field(default_factory=dict)
    told: Told | None = None
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None


class HostWatch:
    """Implements `GuardWatch` for all hosts of a process, whatever graph calls them."""

    def __init__(self, clock: Clock, metrics: HostMetrics) -> None:
        self._clock = clock
        self._metrics = metrics
        self._seen: dict[str, _Seen] = {}

    def state(self, host: str) -> HostState | None:
        """How a host stands now; None for one that nobody guards."""
        seen = self._seen.get(host)
        if seen is None:
            return None
        return HostState(
            host=host,
            breakers=dict(seen.breakers),
            budget=budget_left(seen.rules.budget, seen.told, self._clock.monotonic()),
            pace=1.0 if seen.told is None else seen.told.grants.pace,
            lately=seen.recent.lately(),
            last_success_at=seen.last_success_at,
            last_failure_at=seen.last_failure_at,
        )

    def hosts(self) -> Sequence[HostState]:
        """Every host, by name."""
        states = (self.state(host) for host in sorted(self._seen))
        return [state for state in states if state is not None]

    def guarded(self, host: str, rules: HostRules) -> None:
        seen = self._seen.setdefault(host, _Seen(rules, RecentCalls(self._clock)))
        # Another graph calls it by rules of its own, and with breakers that know nothing yet.
        seen.rules = rules
        seen.breakers.clear()

    def attempted(self, host: str, call: Call, took: timedelta, outcome: str) -> None:
        call.demand.scope.calls += 1
        self._metrics.attempted(host, call.operation, outcome, took)
        if outcome == _UNFINISHED:
            return
        seen, failed = self._seen[host], outcome != "ok"
        seen.recent.add(took, failed=failed)
        if failed:
            seen.last_failure_at = self._clock.now()
        else:
            seen.last_success_at = self._clock.now()

    def waited(self, host: str, lane: Lane, took: timedelta) -> None:
        self._metrics.waited(host, lane, took)

    def spent(self, host: str, lane: Lane, short: Short) -> None:
        self._metrics.refused(host, lane, short)

    def tokens(self, host: str, grants: Grants) -> None:
        self._seen[host].told = Told(grants, self._clock.monotonic())

    def throttled(self, host: str) -> None:
        self._metrics.throttled(host)

    def breaker(self, host: str, operation: Operation, state: BreakerState) -> None:
        self._seen[host].breakers[operation] = state
        self._metrics.breaker_changed(host, operation, state)

    def retried(self, host: str, operation: Operation, code: str) -> None:
        self._metrics.retried(host, operation, code)
