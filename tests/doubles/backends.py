"""Backends in memory: a read for any port, over records that a test puts there."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from domain.errors import BackendError, BackendTimeout
from domain.freshness import Stamp
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Failed, Found, Outcome, Outcomes
from domain.ports.state import Clock

K = TypeVar("K")
V = TypeVar("V")


class InMemoryRead(Generic[K, V]):
    """Answers from `records`; `error` makes it fail, `silent` makes it wait for ever.

    `calls` holds the keys of each call that was made, so that a test can count them.
    """

    def __init__(self, instance: str, records: Mapping[K, V], clock: Clock) -> None:
        self.instance = instance
        self.records = dict(records)
        self.clock = clock
        self.error: BackendError | None = None
        self.silent = False
        self.calls: list[tuple[K, ...]] = []

    async def __call__(self, keys: Sequence[K], demand: Demand, /) -> Outcomes[K, V]:
        asked = tuple(dict.fromkeys(keys))
        error = await self._trouble(asked, demand)
        if error is not None:
            return dict.fromkeys(asked, Failed(error))
        return {key: self._answer(key) for key in asked}

    async def _trouble(self, asked: tuple[K, ...], demand: Demand) -> BackendError | None:
        left = demand.deadline - self.clock.monotonic()
        if left <= 0:
            return BackendTimeout("was not asked: the deadline has passed", backend=self.instance)
        if asked:
            self.calls.append(asked)
        if not self.silent:
            return self.error
        try:
            async with asyncio.timeout(left):
                await asyncio.Event().wait()
        except TimeoutError:
            return BackendTimeout("did not answer in time", backend=self.instance)
        return self.error

    def _answer(self, key: K) -> Outcome[V]:
        if key not in self.records:
            return MISSING
        now = self.clock.now()
        return Found(self.records[key], (Stamp(source=self.instance, as_of=now, fetched_at=now),))
