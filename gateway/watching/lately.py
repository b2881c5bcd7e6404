"""How calls went in the last minute: counts in a ring of short spans, in memory that never grows.

How long calls took is kept as DDSketch does it: counted in buckets of which each is a tenth wider than the
one before, so that a quantile is right to one part in twenty, whatever its size.
"""

import math
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import timedelta

from domain.hosts import Lately
from domain.ports.state import Clock

SPANS = 12
SPAN_SECONDS = 5.0
_GROWTH = 1.1
_SHORTEST = 0.000_1
_BUCKETS = 160
"""Up to 419 seconds; what takes longer counts as that."""


@dataclass(slots=True)
class _Span:
    """The calls of five seconds. number: which five of the clock."""

    number: int
    calls: int = 0
    failures: int = 0
    took: Counter[int] = field(default_factory=Counter)


class RecentCalls:
    """Calls of one host that came to an end. The last 55 to 60 seconds count."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._spans: deque[_Span] = deque(maxlen=SPANS)

    def add(self, took: timedelta, *, failed: bool) -> None:
        """One call has ended."""
        number = self._number()
        if not self._spans or self._spans[-1].number != number:
            self._spans.append(_Span(number))
        span = self._spans[-1]
        span.calls += 1
        span.failures += failed
        span.took[_bucket(took.total_seconds())] += 1

    def lately(self) -> Lately:
        """What became of them."""
        oldest = self._number() - SPANS
        spans = [span for span in self._spans if span.number > oldest]
        took: Counter[int] = Counter()
        for span in spans:
            took.update(span.took)
        return Lately(
            calls=sum(span.calls for span in spans),
            failures=sum(span.failures for span in spans),
            p50=_quantile(took, 0.5),
            p99=_quantile(took, 0.99),
        )

    def _number(self) -> int:
        return int(self._clock.monotonic() // SPAN_SECONDS)


def _bucket(seconds: float) -> int:
    if seconds <= _SHORTEST:
        return 0
    return min(math.ceil(math.log(seconds / _SHORTEST, _GROWTH)), _BUCKETS)


def _quantile(took: Counter[int], part: float) -> timedelta | None:
    """The middle of the bucket in which the call stands that so many were not slower than."""
    rank = math.ceil(part * took.total())
    for bucket in sorted(took):
        rank -= took[bucket]
        if rank <= 0:
            return timedelta(seconds=_SHORTEST * _GROWTH**bucket * 2 / (1 + _GROWTH))
    return None
