"""Quotas that go on without their store: nothing is counted or refused until it answers again, loudly."""

import structlog
from redis.exceptions import RedisError

from domain.ports.quotas import Ask, Lease, QuotaStore, QuotaWatch
from domain.ports.state import Clock

_LOG = structlog.get_logger(__name__)
_AGAIN = 1.0
"""Seconds between two looks whether the store is back. Only one ask waits for each look."""


class FailingOpenQuotas:
    """Implements the port `QuotaStore` by another one; while that is away, leases say that nobody counts."""

    def __init__(self, store: QuotaStore, clock: Clock, watch: QuotaWatch) -> None:
        self._store = store
        self._clock = clock
        self._watch = watch
        self._away_since: float | None = None
        self._look_at = 0.0

    async def take(self, ask: Ask) -> Lease:
        now = self._clock.monotonic()
        if self._away_since is not None:
            if now < self._look_at:
                return _uncounted(ask)
            self._look_at = now + _AGAIN
        try:
            lease = await self._store.take(ask)
        except (RedisError, OSError, TimeoutError) as error:
            self._lost(now, error)
            return _uncounted(ask)
        self._found(now)
        return lease

    async def aclose(self) -> None:
        await self._store.aclose()

    def _lost(self, now: float, error: Exception) -> None:
        self._look_at = now + _AGAIN
        self._watch.asked("away")
        if self._away_since is not None:
            return
        self._away_since = now
        self._watch.uncounted(True)  # noqa: FBT003 - it is all that it is told
        _LOG.warning(
            "the store of quotas does not answer: no partner's points are counted until it does",
            cause=repr(error),
        )

    def _found(self, now: float) -> None:
        if self._away_since is None:
            return
        away, self._away_since = now - self._away_since, None
        self._watch.uncounted(False)  # noqa: FBT003 - as above
        _LOG.warning("the store of quotas answers again: points are counted", away_seconds=round(away, 1))


def _uncounted(ask: Ask) -> Lease:
    return Lease(points=0, left=0.0, slots=ask.quota.concurrency, counted=False)
