"""Work that requests leave behind: one task, a bounded queue, and a word about what found no room."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import structlog

from domain.errors import StoreUnavailable

CAPACITY = 1_000

T = TypeVar("T")
_LOG = structlog.get_logger(__name__)


class Behind(Generic[T]):
    """Does one piece of work after the other, from `start` to `aclose`.

    Such work is never the only way to what it brings: what finds no room, or no store, is left out.
    """

    def __init__(self, name: str, work: Callable[[T], Awaitable[None]], *, capacity: int = CAPACITY) -> None:
        self._name = name
        self._work = work
        self._waiting: asyncio.Queue[T] = asyncio.Queue(capacity)
        self._task: asyncio.Task[None] | None = None
        self._left_out = 0

    def start(self) -> None:
        """Begin to work. Needs a running loop."""
        self._task = asyncio.create_task(self._run(), name=self._name)

    def offer(self, piece: T) -> None:
        """Leave a piece of work, without waiting."""
        try:
            self._waiting.put_nowait(piece)
        except asyncio.QueueFull:
            self._left_out += 1

    async def drained(self) -> None:
        """Wait until everything that was offered is done."""
        await self._waiting.join()

    async def aclose(self) -> None:
        """Stop; what waits is left."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            piece = await self._waiting.get()
            try:
                await self._work(piece)
            except StoreUnavailable as error:
                _LOG.warning("work behind requests was left out", work=self._name, reason=error.cause)
            finally:
                self._waiting.task_done()
            self._tell_left_out()

    def _tell_left_out(self) -> None:
        if self._left_out:
            _LOG.warning("work behind requests found no room", work=self._name, pieces=self._left_out)
            self._left_out = 0
