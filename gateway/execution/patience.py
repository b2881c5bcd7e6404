"""How long a request may take: as its client asks, within the limits of its lane and of all requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from domain.partners import Lane
from domain.ports.state import Clock


@dataclass(frozen=True, slots=True)
class Wait:
    """Since when a client waits (seconds on the clock's monotonic scale), and how long it wants to.

    asked: None where it leaves that to us.
    """

    began: float
    asked: timedelta | None = None


class Patience:
    """The time of requests. longest: of any of them. lanes: of some lanes, where it is less."""

    def __init__(self, clock: Clock, longest: timedelta, lanes: Mapping[Lane, timedelta]) -> None:
        self._clock = clock
        self._longest = longest.total_seconds()
        self._lanes = {lane: min(limit, longest).total_seconds() for lane, limit in lanes.items()}

    def begun(self, asked: timedelta | None = None) -> Wait:
        """A client begins to wait now."""
        return Wait(self._clock.monotonic(), asked)

    def deadline(self, wait: Wait, lane: Lane | None = None) -> float:
        """When its reads end, on the clock's monotonic scale. No lane: as long as it is not known."""
        limit = self._longest if lane is None else self._lanes.get(lane, self._longest)
        return wait.began + (limit if wait.asked is None else min(wait.asked.total_seconds(), limit))

    def left(self, wait: Wait) -> float:
        """Seconds until the latest deadline that it can have; 0 where that has passed."""
        return max(self.deadline(wait) - self._clock.monotonic(), 0.0)
