"""Quotas of one process, where no other shares them."""

from domain.ports.quotas import Ask, Lease
from domain.ports.state import Clock
from gateway.quotas.bucket import Bucket

_MOST = 10_000


class MemoryQuotas:
    """Implements the port `QuotaStore` in this process, on the injected clock. An await here never waits."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}

    async def take(self, ask: Ask) -> Lease:
        now = self._clock.monotonic()
        bucket = self._buckets.get(ask.partner)
        if bucket is None:
            self._make_room()
            bucket = self._buckets[ask.partner] = Bucket(now, float(ask.quota.points))
        return bucket.take(ask, now)

    async def aclose(self) -> None:
        """Nothing is open."""

    def _make_room(self) -> None:
        """Partners are those of a registry, so this is for a registry that changes all the time."""
        while len(self._buckets) >= _MOST:
            self._buckets.pop(next(iter(self._buckets)))
