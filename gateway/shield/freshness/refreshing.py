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
MOST_DUE = 10_000


class Refreshing(Generic[K]):
    """Refreshes the keys of one port. gain: what it is worth to read one now.

    refresh: reads a batch, and gives the seconds to wait before the next. What fails is dropped.
    """

    def __init__(
        self,
        refresh: Callable[[Sequence[K]], Awaitable[float]],
        gain: Callable[[K], float],
        sleep: Sleep,
    ) -> None:
        self._refresh = refresh
        self._gain = gain
        self._sleep = sleep
        self._due: dict[K, None] = {}
        self._task: asyncio.Task[None] | None = None

    def want(self, key: K) -> None:
        """Read this again, as soon as its turn has come."""
        if len(self._due) < MOST_DUE:
            self._due[key] = None
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="refresh")

    def forget(self, is_good: Callable[[K], bool]) -> bool:
        """Want no more what is good again; whether nothing is wanted then."""
        if not all(map(is_good, self._due)):
            return False
        self._due.clear()
        return True

    async def aclose(self) -> None:
        """Refresh nothing more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        try:
            while self._due:
                best = [key for key in nlargest(BATCH, self._due, key=self._gain) if self._gain(key)]
                if not best:
                    self._due.clear()
                    return
                for key in best:
                    del self._due[key]
                pause = await self._refresh(best)
                if pause:
                    await self._sleep(pause)
        finally:
            self._task = None
