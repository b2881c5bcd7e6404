"""Links on their way to the crosswalk, behind the reads that showed them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence

from domain.exceptions import Finding
from domain.identifiers import Link
from domain.ports.links import LearningCrosswalk
from domain.ports.state import Clock
from gateway.store.write_behind import CAPACITY, Account, Sleep, WriteBehind
from gateway.telemetry.metrics import Metrics

REMEMBERED = 200_000
"""Links that this process has offered already; the oldest are forgotten, and are written again."""

Learn = Callable[[Sequence[Link]], Awaitable[None]]


def told_to(
    crosswalk: LearningCrosswalk, clock: Clock, raise_all: Callable[[Iterable[Finding]], None]
) -> Learn:
    """Tells links to a crosswalk, and what it finds to be a conflict to `raise_all`."""

    async def learn(links: Sequence[Link]) -> None:
        raise_all(await crosswalk.learn(links, clock.now()))

    return learn


class LinkWriter(WriteBehind[Link]):
    """A bounded queue in front of `learn`: each link is written once in the life of the process.

    A link that was lost is taken again when it is offered again.
    """

    def __init__(
        self,
        learn: Learn,
        metrics: Metrics,
        *,
        capacity: int = CAPACITY,
        remembered: int = REMEMBERED,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        def dropped(links: Sequence[Link], reason: str) -> None:
            metrics.links_dropped(reason, len(links))
            for link in links:
                self._offered.pop(link, None)

        account = Account(noun="links", queued=metrics.links_queued, dropped=dropped)
        super().__init__(learn, account, capacity=capacity, sleep=sleep)
        self._remembered = remembered
        self._offered: dict[Link, None] = {}

    def offer(self, items: Iterable[Link]) -> None:
        """Take those links that this process has not taken yet, without waiting."""
        if fresh := self._fresh(items):
            super().offer(fresh)

    async def put(self, items: Iterable[Link]) -> None:
        """Take those links that this process has not taken yet, as there comes room for them."""
        if fresh := self._fresh(items):
            await super().put(fresh)

    def _fresh(self, items: Iterable[Link]) -> list[Link]:
        fresh = [link for link in dict.fromkeys(items) if link not in self._offered]
        self._offered.update(dict.fromkeys(fresh))
        while len(self._offered) > self._remembered:
            del self._offered[next(iter(self._offered))]
        return fresh
