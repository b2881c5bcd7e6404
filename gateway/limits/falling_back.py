"""Limits that go on without Redis: each replica then keeps to its part of every budget, and says so."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TypeVar

import msgspec
import structlog
from redis.exceptions import RedisError

from domain.budgets import BudgetRules
from domain.ports.limits import Ask, Grants, LimitStore
from domain.ports.state import Clock
from gateway.limits.memory import MemoryLimits

_LOG = structlog.get_logger(__name__)
_AGAIN = 1.0
"""Seconds between two looks whether Redis is back. Only one call waits for each look."""

T = TypeVar("T")


class FallingBackLimits:
    """Implements the port `LimitStore` by another one and, while that is away, by this process's memory.

    replicas: how many share the budgets, while nobody has said so yet. degraded: is told each change.
    """

    def __init__(
        self, shared: LimitStore, clock: Clock, degraded: Callable[[bool], None], replicas: int = 1
    ) -> None:
        self._shared = shared
        self._clock = clock
        self._degraded = degraded
        self._replicas = replicas
        self._alone = MemoryLimits(clock, full=False)
        self._away_since: float | None = None
        self._look_at = 0.0
        self._today: dict[str, int] = {}

    async def take(self, ask: Ask) -> Grants:
        grants = await self._tried(lambda: self._shared.take(ask))
        if grants is None:
            return await self._alone.take(msgspec.structs.replace(ask, rules=self._part(ask.host, ask.rules)))
        self._replicas = max(1, grants.replicas)
        if grants.today is not None:
            self._today[ask.host] = grants.today
        return grants

    async def slow(self, host: str, rules: BudgetRules, pause: timedelta) -> None:
        async def slowed() -> bool:
            await self._shared.slow(host, rules, pause)
            return True

        if await self._tried(slowed) is None:
            await self._alone.slow(host, self._part(host, rules), pause)

    async def tell(self, breaker: str, pause: timedelta | None) -> None:
        async def told() -> bool:
            await self._shared.tell(breaker, pause)
            return True

        await self._tried(told)

    async def told(self) -> Mapping[str, timedelta]:
        return await self._tried(self._shared.told) or {}

    async def aclose(self) -> None:
        await self._shared.aclose()

    def _part(self, host: str, rules: BudgetRules) -> BudgetRules:
        """This replica's part, of what was left of the day when the count was lost."""
        left = self._today.get(host)
        if left is not None and rules.daily is not None:
            rules = msgspec.structs.replace(rules, daily=left)
        return rules.divided(self._replicas)

    async def _tried(self, work: Callable[[], Awaitable[T]]) -> T | None:
        now = self._clock.monotonic()
        if self._away_since is not None:
            if now < self._look_at:
                return None
            self._look_at = now + _AGAIN
        try:
            done = await work()
        except (RedisError, OSError, TimeoutError) as error:
            self._lost(now, error)
            return None
        self._found(now)
        return done

    def _lost(self, now: float, error: Exception) -> None:
        self._look_at = now + _AGAIN
        if self._away_since is not None:
            return
        self._away_since = now
        self._alone.forget()
        self._degraded(True)  # noqa: FBT003 - it is all that it is told
        _LOG.warning(
            "Redis does not answer: every budget is divided by the replicas until it does",
            replicas=self._replicas,
            cause=repr(error),
        )

    def _found(self, now: float) -> None:
        if self._away_since is None:
            return
        away, self._away_since = now - self._away_since, None
        self._degraded(False)  # noqa: FBT003 - as above
        _LOG.warning("Redis answers again: the replicas share their budgets", away_seconds=round(away, 1))
