"""A breaker: it leaves a host in peace that fails again and again, and tries it anew, little by little.

Closed, it counts; open, it lets nothing through; half open, it lets a few probes through and waits for what
becomes of them. It never waits itself: time is the injected clock's.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.budgets import BreakerRules, BreakerState
from domain.ports.state import Clock

_TRUSTED = 1.0
"""Seconds for which an answer of our own is worth more than what another replica says."""


class Verdict(StrEnum):
    """What a call says of its host; NOTHING where it was cancelled, throttled or not made."""

    WELL = "well"
    FAILED = "failed"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave for one call, of the time between two changes of state."""

    age: int
    probe: bool


class Breaker:
    """One host and class of calls. changed: is told each new state, and for how long it is open."""

    def __init__(
        self, rules: BreakerRules, clock: Clock, changed: Callable[[BreakerState, timedelta | None], None]
    ) -> None:
        self._rules = rules
        self._clock = clock
        self._changed = changed
        self._calls: deque[tuple[float, bool]] = deque(maxlen=max(1, rules.failures) * 20)
        self._age = 0
        self._until = 0.0
        self._pause = rules.pause
        self._probes = 0
        self._well = 0
        self._last_well = float("-inf")
        self._by_hint = False
        self.state = BreakerState.CLOSED

    def admit(self, *, probing: bool = True) -> Permit | timedelta:
        """Leave for a call, or for how long there is none: none of it for one that is not to be a probe."""
        if self._rules.failures == 0 or self.state is BreakerState.CLOSED:
            return Permit(self._age, probe=False)
        left = self._shut_for()
        if left > 0:
            return timedelta(seconds=left)
        if not probing:
            return timedelta(0)
        if self.state is BreakerState.OPEN:
            self._become(BreakerState.HALF_OPEN)
        self._probes += 1
        return Permit(self._age, probe=True)

    def holds(self, permit: Permit) -> bool:
        """Whether a call may still be made that waited since its permit was given."""
        return permit.age == self._age or self.state is BreakerState.CLOSED

    def done(self, permit: Permit, verdict: Verdict) -> None:
        """What became of a call."""
        if verdict is Verdict.WELL:
            self._last_well = self._clock.monotonic()
        if permit.age != self._age:
            return
        if permit.probe:
            self._probe_done(verdict)
        elif verdict is not Verdict.NOTHING:
            self._count(failed=verdict is Verdict.FAILED)

    def hinted(self, left: timedelta | None) -> None:
        """Another replica's breaker is open for so long, or is not (any more)."""
        now = self._clock.monotonic()
        if left is None:
            if self.state is BreakerState.OPEN and self._by_hint:
                self._become(BreakerState.HALF_OPEN)
        elif self.state is BreakerState.CLOSED and now - self._last_well > _TRUSTED and self._rules.failures:
            self._by_hint = True
            self._open(min(left, self._rules.longest_pause))

    def _shut_for(self) -> float:
        """Seconds until a probe may be made."""
        if self.state is BreakerState.OPEN:
            return self._until - self._clock.monotonic()
        full = self._probes + self._well >= self._rules.probes
        return min(self._rules.pause.total_seconds(), 1.0) if full else 0.0

    def _probe_done(self, verdict: Verdict) -> None:
        self._probes -= 1
        if verdict is Verdict.FAILED:
            self._pause = min(self._pause * 2, self._rules.longest_pause)
            self._open(self._pause)
        elif verdict is Verdict.WELL:
            self._well += 1
            if self._well >= self._rules.probes:
                self._pause = self._rules.pause
                self._become(BreakerState.CLOSED)

    def _count(self, *, failed: bool) -> None:
        now = self._clock.monotonic()
        self._calls.append((now, failed))
        while self._calls[0][0] <= now - self._rules.window.total_seconds():
            self._calls.popleft()
        failures = sum(one for _, one in self._calls) if failed else 0
        if self._rules.failures and failures >= max(
            self._rules.failures, self._rules.ratio * len(self._calls)
        ):
            self._open(self._pause)

    def _open(self, pause: timedelta) -> None:
        self._until = self._clock.monotonic() + pause.total_seconds()
        self._become(BreakerState.OPEN, pause)

    def _become(self, state: BreakerState, pause: timedelta | None = None) -> None:
        self.state = state
        self._age += 1
        self._probes = self._well = 0
        self._calls.clear()
        hinted = self._by_hint
        self._by_hint = hinted and state is BreakerState.OPEN
        self._changed(state, None if hinted else pause)
