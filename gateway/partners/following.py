"""Keeping the directory of a process up with the registry: at once by the signal, within a second without.

Whoever changes something tells it. Since that may be lost, the registry is asked every second whether it has
changed: one row of one table.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine

import structlog

from domain.ports.cache import Lost, News, PartnersChanged, Signal
from gateway.partners.directory import RegisteredPartners

LOOKED_EVERY = 1.0
WRITTEN_EVERY = 10.0
"""Seconds between two looks, and between two writings of when keys were used."""

_LOG = structlog.get_logger(__name__)
Sleep = Callable[[float], Awaitable[None]]


class Following:
    """Looks after one directory, from `start` to `aclose`."""

    def __init__(
        self, directory: RegisteredPartners, signal: Signal, *, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._directory = directory
        self._signal = signal
        self._sleep = sleep
        self._told = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._end_listening: Callable[[], None] | None = None

    async def start(self) -> None:
        """Read everything, and keep up with it from then on. Raises StoreUnavailable."""
        self._end_listening = self._signal.listen(self._hear)
        await self._directory.load()
        self._run(self._look(), "look-for-partners")
        self._run(self._listen(), "hear-of-partners")
        self._run(self._write(), "note-used-keys")

    async def aclose(self) -> None:
        """Keep up no more, and write what is still to be written."""
        if self._end_listening is not None:
            self._end_listening()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        await self._directory.write_uses()

    def _hear(self, news: News) -> None:
        if isinstance(news, PartnersChanged | Lost):
            self._told.set()

    async def _look(self) -> None:
        while True:
            await self._sleep(LOOKED_EVERY)
            await self._directory.look()

    async def _listen(self) -> None:
        while True:
            await self._told.wait()
            self._told.clear()
            await self._directory.look()

    async def _write(self) -> None:
        while True:
            await self._sleep(WRITTEN_EVERY)
            await self._directory.write_uses()

    def _run(self, work: Coroutine[None, None, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(_ended)
        self._tasks.append(task)


def _ended(task: asyncio.Task[None]) -> None:
    """These tasks end by themselves only through a mistake of ours, which must not go unseen."""
    if not task.cancelled() and (error := task.exception()) is not None:
        _LOG.error("partners are followed no more by a fault of ours", task=task.get_name(), exc_info=error)
