"""The innermost part of the shield: one guard for each host, and what the guards of all graphs share."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from itertools import count
from uuid import uuid4

from redis.asyncio import Redis

from domain.budgets import BreakerState, HostRules, Operation
from domain.partners import Lane
from domain.ports.limits import Call, Grants, Guard, GuardWatch, LimitStore, Means, Short
from domain.ports.state import Clock
from gateway.limits.falling_back import FallingBackLimits
from gateway.limits.memory import MemoryLimits
from gateway.limits.redis import RedisLimits
from gateway.settings.budgets import EVERY, HostBudget, host_of
from gateway.settings.instance_file import InstanceFile

_REDIS_SECONDS = 0.25
_CONNECTIONS = 20


class Unwatched:
    """Implements `GuardWatch`: nobody looks."""

    def guarded(self, host: str, rules: HostRules) -> None: ...

    def attempted(self, host: str, call: Call, took: timedelta, outcome: str) -> None: ...

    def waited(self, host: str, lane: Lane, took: timedelta) -> None: ...

    def spent(self, host: str, lane: Lane, short: Short) -> None: ...

    def tokens(self, host: str, grants: Grants) -> None: ...

    def throttled(self, host: str) -> None: ...

    def breaker(self, host: str, operation: Operation, state: BreakerState) -> None: ...

    def retried(self, host: str, operation: Operation, code: str) -> None: ...


Make = Callable[[str, HostRules, Means], Guard]
"""Makes the guard of a host; the composition root knows which."""


class GuardState:
    """Made once for a process; graphs come and go over it. watch: is told of every host.

    shared: counts for all replicas; None where every process counts alone.
    """

    def __init__(
        self, clock: Clock, watch: GuardWatch | None = None, shared: LimitStore | None = None
    ) -> None:
        self._clock = clock
        self._watch = watch or Unwatched()
        self._alone = MemoryLimits(clock)
        self._shared = shared
        self._process = uuid4().hex[:8]
        self._graphs = count(1)

    def of(self, file: InstanceFile, make: Make) -> Callable[[str], Guard]:
        """The guards of one graph, by instance: one for all that are at the same host."""
        hosts = {name: host_of(instance) for name, instance in file.instances.items()}
        connections: Counter[str] = Counter()
        for name, instance in file.instances.items():
            connections[hosts[name]] += int(getattr(instance.settings, "connections", _CONNECTIONS))
        replica = f"{self._process}.{next(self._graphs)}"
        every = file.budgets.get(EVERY, HostBudget())

        @cache
        def guard(host: str) -> Guard:
            rules = file.budgets.get(host, every).rules(connections[host])
            return make(host, rules, self._means(rules, replica))

        return lambda instance: guard(hosts[instance])

    async def aclose(self) -> None:
        """Give back the connections."""
        if self._shared is not None:
            await self._shared.aclose()

    def _means(self, rules: HostRules, replica: str) -> Means:
        shared = self._shared or self._alone
        return Means(
            store=shared if rules.budget.shared else self._alone,
            hints=shared,
            clock=self._clock,
            watch=self._watch,
            replica=replica,
            sleep=asyncio.sleep,
            chance=_up_to,
        )


def shared_limits(
    redis: str, clock: Clock, degraded: Callable[[bool], None], replicas: int
) -> LimitStore | None:
    """What counts for all replicas, which are so many. redis: its URL, or nothing. Nothing is opened yet."""
    if not redis:
        return None
    # Its answers come in a millisecond; who has not answered in so long is away.
    client = Redis.from_url(redis, socket_timeout=_REDIS_SECONDS, socket_connect_timeout=_REDIS_SECONDS)
    return FallingBackLimits(RedisLimits(client), clock, degraded, replicas)


def _up_to(most: float) -> float:
    return random.uniform(0.0, most)  # noqa: S311 - spreads calls, keeps no secret
