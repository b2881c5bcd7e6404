"""Owners of orders that an event is about, also of those that the index has not heard of yet.

A new order's first event comes before any poll. Its owner is to hear of it, so it is read once, at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from domain.events.owners import Owners
from domain.ports.search import OwnersOf
from domain.ports.state import Clock
from gateway.sync.indexing import BATCH, Indexing, background_demand
from gateway.sync.recent import Recent

_SECONDS = 5.0
"""How long a batch of events waits for it. Where that is not enough, nobody is known as the owner."""


class OwnersBroughtIn:
    """An `OwnersOf`. What no system knows is not asked for again within a minute."""

    def __init__(self, kept: OwnersOf, indexing: Callable[[], Indexing], clock: Clock) -> None:
        self._kept = kept
        self._indexing = indexing
        self._clock = clock
        self._nobodys: Recent[str] = Recent(clock)

    async def __call__(self, numbers: Sequence[str]) -> Mapping[str, Owners]:
        known = await self._kept(numbers)
        unknown = [each for each in numbers if each not in known and each not in self._nobodys][:BATCH]
        if not unknown:
            return known
        # What was read before the event may say that there is no such order.
        demand = replace(background_demand(self._clock, _SECONDS), max_age=timedelta(0))
        read = await self._indexing().bring_in(unknown, demand)
        for number in read.unknown:
            self._nobodys.add(number)
        return {**known, **await self._kept(unknown)}
