"""Time that passes as fast as a test likes, for what sleeps: nobody waits for it."""

import asyncio
import heapq
from collections.abc import Awaitable
from datetime import timedelta
from itertools import count
from typing import TypeVar

from tests.doubles.clock import SettableClock

T = TypeVar("T")


class Sleeping(SettableClock):
    """A clock with a `sleep` of its own. `running` lets the time pass that something takes."""

    def __init__(self) -> None:
        super().__init__()
        self._due: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    async def sleep(self, seconds: float) -> None:
        """Stand in for asyncio.sleep."""
        ends = asyncio.get_running_loop().create_future()
        heapq.heappush(self._due, (self.monotonic() + seconds, next(self._order), ends))
        await ends

    async def passes(self, seconds: float) -> None:
        """Let so much time pass, and everybody wake whose time comes."""
        until = self.monotonic() + seconds
        await self._rest()
        while self._due and self._due[0][0] <= until:
            await self._wake_next()
        self._move_to(until)
        await self._rest()

    async def running(self, work: Awaitable[T], *, at_most: float = 3_600.0) -> T:
        """Let time pass until `work` is done; what it gives or raises."""
        task, until = asyncio.ensure_future(work), self.monotonic() + at_most
        await self._rest()
        while not task.done():
            assert self._due, "it waits for something that no time brings"
            assert self._due[0][0] <= until, "it takes too long"
            await self._wake_next()
        return task.result()

    async def _wake_next(self) -> None:
        due, _, ends = heapq.heappop(self._due)
        if not ends.done():
            self._move_to(due)
            ends.set_result(None)
            await self._rest()

    def _move_to(self, moment: float) -> None:
        # A duration has whole microseconds, and would never quite come there.
        self.advance(timedelta(seconds=max(0.0, moment - self.monotonic())))
        self._monotonic = max(self._monotonic, moment)

    async def _rest(self) -> None:
        """Until nothing is left to do but to sleep."""
        await asyncio.sleep(0)
        while asyncio.get_running_loop()._ready:  # type: ignore[attr-defined]  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(0)
