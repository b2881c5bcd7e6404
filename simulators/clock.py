"""The simulated clock: a start, a speed, and steps by hand. And how the systems write its instants."""

import time
from collections.abc import Callable
from datetime import UTC, datetime


class SimulatedClock:
    """Simulated time = start + real time * speed + what was advanced by hand. Never goes back."""

    def __init__(self, start: int, speed: float = 0.0, real: Callable[[], float] = time.monotonic) -> None:
        """`start` in epoch seconds; `real` gives seconds that pass at the rate of a wall clock.

        Raises ValueError for a negative speed.
        """
        self.start = start
        self._real = real
        self._reached = float(start)
        self._since = real()
        self._speed = _checked(speed)

    @property
    def speed(self) -> float:
        return self._speed

    def now(self) -> int:
        """Give the simulated instant in epoch seconds."""
        return int(self._exact())

    def advance(self, seconds: float) -> int:
        """Step forward. Raises ValueError for a step back."""
        if seconds < 0:
            raise ValueError(f"seconds: {seconds} would turn the clock back")
        self._rebase()
        self._reached += seconds
        return self.now()

    def set_speed(self, speed: float) -> None:
        """Let that many simulated seconds pass in a real one; 0 stands still. Raises ValueError below 0."""
        self._rebase()
        self._speed = _checked(speed)

    def _exact(self) -> float:
        return self._reached + (self._real() - self._since) * self._speed

    def _rebase(self) -> None:
        self._reached = self._exact()
        self._since = self._real()


def iso(instant: int) -> str:
    """Write epoch seconds as `2026-03-02T08:00:00Z`."""
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_iso(text: str) -> int:
    """Read an ISO 8601 instant with a zone into epoch seconds.

    Raises ValueError for anything else, a time without a zone included.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return int(moment.timestamp())


def _checked(speed: float) -> float:
    if speed < 0:
        raise ValueError(f"speed: {speed} is below zero")
    return speed
