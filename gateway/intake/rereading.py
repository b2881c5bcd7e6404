"""Orders that events touched, read anew and indexed behind them.

An order that is touched ten times while it waits is read once. Beyond `most`, the poll will find them.
"""

import asyncio
from collections.abc import Callable, Iterable

import structlog

from domain.errors import StoreUnavailable
from domain.ports.state import Clock
from gateway.sync.indexing import BATCH, Indexing, background_demand

_LOG = structlog.get_logger(__name__)


class Rereading:
    """Works from `start` to `aclose`; what is offered before or after is left."""

    def __init__(self, indexing: Callable[[], Indexing], clock: Clock, *, most: int = 10_000) -> None:
        self._indexing = indexing
        self._clock = clock
        self._most = most
        self._touched: dict[str, None] = {}
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to work. Needs a running loop."""
        self._task = asyncio.create_task(self._run(), name="read-touched-orders")

    def offer(self, numbers: Iterable[str]) -> None:
        """These were touched."""
        if self._task is None:
            return
        for number in numbers:
            if len(self._touched) < self._most:
                self._touched[number] = None
        self._news.set()

    async def aclose(self) -> None:
        """Stop; what waits is left to the poll."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def step(self) -> int:
        """Read and index one batch; how many orders it had. Raises StoreUnavailable."""
        batch = list(self._touched)[:BATCH]
        for number in batch:
            del self._touched[number]
        if batch:
            await self._indexing().bring_in(batch, background_demand(self._clock))
        return len(batch)

    async def _run(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                while await self.step():
                    continue
            except StoreUnavailable as error:
                _LOG.warning("orders that events touched are left to the poll", cause=error.cause)
