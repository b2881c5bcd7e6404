"""A clock that moves when a test says so."""

from datetime import UTC, datetime, timedelta

from domain.ports.demand import Demand

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class SettableClock:
    """Stands still at `START`; `advance` moves both of its scales."""

    def __init__(self, now: datetime = START, monotonic: float = 1_000.0) -> None:
        self._now = now
        self._monotonic = monotonic

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, by: timedelta) -> None:
        self._now += by
        self._monotonic += by.total_seconds()

    def within(self, seconds: float = 5.0, *, correlation_id: str = "") -> Demand:
        """A demand whose deadline is so many seconds away; none or fewer have passed already."""
        return Demand(deadline=self._monotonic + seconds, correlation_id=correlation_id)
