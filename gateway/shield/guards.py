"""The innermost part of the shield: one guard for each host, and what the guards of all graphs share."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import count
from uuid import uuid4

from domain.budgets import HostRules
from domain.ports.limits import Guard, GuardWatch, LimitStore, Means
from domain.ports.state import Clock
from gateway.limits.falling_back import FallingBackLimits
from gateway.limits.memory import MemoryLimits
from gateway.limits.redis import RedisLimits
from gateway.limits.scripts import Scripts, impatient
from gateway.settings.budgets import EVERY, HostBudget, host_of
from gateway.settings.instance_file import InstanceFile
from gateway.settings.process import ProcessSettings

_CONNECTIONS = 20


Make = Callable[[str, HostRules, Means], Guard]
"""Makes the guard of a host; the composition root knows which."""


class GuardState:
    """Made once for a process; graphs come and go over it. watch: is told of every host.

    shared: counts for all replicas; None where every process counts alone.
    """

    def __init__(self, clock: Clock, watch: GuardWatch, shared: LimitStore | None = None) -> None:
        self._clock = clock
        self._watch = watch
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


def guard_state(
    settings: ProcessSettings, clock: Clock, watch: GuardWatch, degraded: Callable[[bool], None]
) -> GuardState:
    """What a process guards its hosts with. degraded: is told when Redis goes. Nothing is opened yet."""
    url = settings.redis.get_secret_value()
    if not url:
        return GuardState(clock, watch)
    limits = FallingBackLimits(RedisLimits(Scripts(impatient(url))), clock, degraded, settings.replicas)
    return GuardState(clock, watch, limits)


def _up_to(most: float) -> float:
    return random.uniform(0.0, most)  # noqa: S311 - spreads calls, keeps no secret
