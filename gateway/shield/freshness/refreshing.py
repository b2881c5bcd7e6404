"""Reading again behind the answers: the most wanted first, one batch after the other.

One task works for as long as anything is due, so that no answer makes one. Where the budget does not suffice
for everything, what is asked for most stays fresh.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from heapq import nlargest
from typing import Generic

from domain.ports.reading import K
from gateway.shield.timing import Sleep

BATCH = 50


class Refreshing(Generic[K]):
    """Refreshes the keys of one port. heat: how much one is wanted.

    refresh: reads a batch, and gives the seconds to wait before the next; the failed are wanted again.
    """

    def __init__(
        self,
        refresh: Callable[[Sequence[K]], Awaitable[float]],
        heat: Callable[[K], float],
        sleep: Sleep,
    ) -> None:
        self._refresh = refresh
        self._heat = heat
        self._sleep = sleep
        self._due: dict[K, None] = {}
        self._task: asyncio.Task[None] | None = None

    def want(self, key: K) -> None:
        """Read this again, as soon as its turn has come."""
        self._due[key] = None
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="refresh")

    @property
    def is_behind(self) -> bool:
        """Whether more is wanted than the batch that is being read."""
        return bool(self._due)

    async def aclose(self) -> None:
        """Refresh nothing more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        try:
            while self._due:
                hottest = nlargest(BATCH, self._due, key=self._heat)
                for key in hottest:
                    del self._due[key]
                pause = await self._refresh(hottest)
                if pause:
                    await self._sleep(pause)
        finally:
            self._task = None
