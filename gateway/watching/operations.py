"""What operations cost and showed: calls for each, stale values by reason, and the oldest of a minute."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime

from domain.freshness import FreshState, StaleReason, Stamp, known_at
from domain.ports.state import Clock
from gateway.telemetry.operation_metrics import OperationMetrics
from gateway.watching.lately import SPAN_SECONDS, SPANS


class OperationWatch:
    """Is told of every operation of a process; remembers the oldest value that was shown of each instance."""

    def __init__(self, clock: Clock, metrics: OperationMetrics) -> None:
        self._clock = clock
        self._metrics = metrics
        self._oldest: dict[str, deque[tuple[int, datetime]]] = {}

    def ended(self, calls: int) -> None:
        """An operation is over; systems were called so many times for it."""
        self._metrics.ended(calls)

    def showed(self, stamps: Iterable[Stamp]) -> None:
        """An answer shows values with these stamps."""
        number = self._number()
        stale: set[tuple[str, StaleReason | None]] = set()
        for stamp in stamps:
            if stamp.state is FreshState.STALE:
                stale.add((stamp.source, stamp.reason))
            known = known_at(stamp)
            if known is not None and stamp.state is not FreshState.UNAVAILABLE:
                self._note(stamp.source, number, known)
        for source, reason in stale:
            self._metrics.stale(source, reason)

    def oldest(self, instance: str) -> datetime | None:
        """Since when the oldest value was known that was shown of an instance in the last minute."""
        since = self._number() - SPANS
        return min(
            (known for number, known in self._oldest.get(instance, ()) if number > since), default=None
        )

    def _note(self, instance: str, number: int, known: datetime) -> None:
        spans = self._oldest.setdefault(instance, deque(maxlen=SPANS))
        if not spans or spans[-1][0] != number:
            spans.append((number, known))
        elif known < spans[-1][1]:
            spans[-1] = (number, known)

    def _number(self) -> int:
        return int(self._clock.monotonic() // SPAN_SECONDS)
