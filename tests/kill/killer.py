"""Who kills: at moments and in an order that are drawn from the seed."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.kill.processes import Kept

_PAUSE = 0.05
_DOWN = (0.2, 3.0)
"""Seconds for which it stays away, at least and at most."""
_FIRST, _LAST = 0.03, 0.93
"""The part of the news that has been told at the first kill and at the last one."""


@dataclass(slots=True)
class Killer:
    """Kills so many, each of the victims' kinds at least once where there are enough kills.

    told: the part of all news that was taken so far. happened: what was killed, and when, in seconds.
    """

    replicas: Sequence[Kept]
    others: Sequence[Kept]
    chance: random.Random
    told: Callable[[], float]
    happened: list[tuple[float, str]] = field(default_factory=list)

    async def run(self, kills: int) -> None:
        """Return when all are done."""
        began, victims = time.monotonic(), self._drawn(kills)
        step = (_LAST - _FIRST) / max(1, kills)
        for turn, kind in enumerate(victims):
            moment = _FIRST + step * (turn + self.chance.random())
            while self.told() < moment:  # noqa: ASYNC110 - it is looked at twenty times a second
                await asyncio.sleep(_PAUSE)
            victim = await self._alive(kind)
            victim.kill(down_for=self.chance.uniform(*_DOWN))
            self.happened.append((time.monotonic() - began, victim.name))

    def _drawn(self, kills: int) -> list[Kept | None]:
        """None stands for one of the replicas: they are killed as often as all the others together."""
        drawn: list[Kept | None] = [None, *self.others, None][:kills]
        while len(drawn) < kills:
            drawn.append(self.chance.choice([*[None] * len(self.others), *self.others]))
        self.chance.shuffle(drawn)
        return drawn

    async def _alive(self, victim: Kept | None) -> Kept:
        """It, or one of the replicas, as soon as it runs."""
        while True:
            running = [each for each in ([victim] if victim else self.replicas) if each.is_running]
            if running:
                return self.chance.choice(running)
            await asyncio.sleep(_PAUSE)
