"""What is needed around accounts of quotas: who is told, a store that is far away, and accounts over one."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

from redis.exceptions import ConnectionError as RedisAway

from domain.ports.quotas import Ask, Lease, QuotaStore
from gateway.edge.admission import Admission
from gateway.quotas.accounts import Accounts
from gateway.quotas.failing_open import FailingOpenQuotas
from gateway.quotas.memory import MemoryQuotas
from tests.doubles.clock import SettableClock


@dataclass(slots=True)
class Told:
    """Implements QuotaWatch: remembers what it was told."""

    points: dict[str, int] = field(default_factory=dict)
    outcomes: list[str] = field(default_factory=list)
    changes: list[bool] = field(default_factory=list)
    at_once: list[int] = field(default_factory=list)

    def spent(self, partner: str, points: int) -> None:
        self.points[partner] = self.points.get(partner, 0) + points

    def asked(self, outcome: str) -> None:
        self.outcomes.append(outcome)

    def uncounted(self, uncounted: bool, /) -> None:  # noqa: FBT001 - the port's
        self.changes.append(uncounted)

    def running(self, operations: int) -> None:
        self.at_once.append(operations)


class FarQuotas:
    """Implements QuotaStore by another one, so many turns of the loop away, and sometimes not to be reached.

    away: asks do not arrive. deaf: they arrive, and their answers do not. asks: all that arrived.
    """

    def __init__(self, store: QuotaStore, turns: Iterator[int]) -> None:
        self._store = store
        self._turns = turns
        self.away = self.deaf = False
        self.asks: list[Ask] = []

    async def take(self, ask: Ask) -> Lease:
        await self._on_its_way()
        if self.away:
            raise RedisAway("connection refused")
        self.asks.append(ask)
        lease = await self._store.take(ask)
        await self._on_its_way()
        if self.deaf:
            raise RedisAway("connection reset")
        return lease

    async def aclose(self) -> None:
        await self._store.aclose()

    async def _on_its_way(self) -> None:
        for _ in range(next(self._turns)):
            await asyncio.sleep(0)


def admitting(
    clock: SettableClock,
    *,
    accounts: Accounts | None = None,
    told: Told | None = None,
    most: int = 100,
    cost: int = 10_000,
) -> Admission:
    """Lets operations in, by quotas of this process alone unless there are accounts."""
    watch = told or Told()
    accounts = accounts or Accounts(MemoryQuotas(clock), clock, watch, part=0.1)
    return Admission(accounts, watch, clock, most=most, cost=cost)


def replica(
    store: QuotaStore, clock: SettableClock, *, part: float = 0.1, credit: int = 5, told: Told | None = None
) -> Accounts:
    """The accounts of one process over a store that may fail."""
    watch = told or Told()
    return Accounts(FailingOpenQuotas(store, clock, watch), clock, watch, part=part, credit=credit)
