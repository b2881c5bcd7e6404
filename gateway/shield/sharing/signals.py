"""The port `Signal`: in one process, and what every way to the other processes has in common."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from uuid import uuid4

import structlog

from domain.ports.cache import Hear, Heard, Lost, News
from gateway.shield.sharing.messages import read

_LOG = structlog.get_logger(__name__)
_PAUSES = (0.05, 0.2, 0.5, 1.0)
"""Seconds before each further attempt to listen; the last stands for all that follow."""


class LocalSignal:
    """Implements `Signal` for one process."""

    def __init__(self) -> None:
        self._listeners: dict[object, Hear] = {}

    async def tell(self, news: News) -> None:
        self.hear(news)

    def hear(self, news: News) -> None:
        """Tell the listeners of this process."""
        for hear in tuple(self._listeners.values()):
            hear(news)

    def listen(self, hear: Hear) -> Callable[[], None]:
        name = object()
        self._listeners[name] = hear
        return lambda: self._listeners.pop(name, None) and None

    async def start(self) -> None:
        """There is nobody else."""

    async def aclose(self) -> None:
        self._listeners.clear()


class SharedSignal(ABC):
    """Implements `Signal` among all processes at one place. Who inherits says how to publish and hear there.

    While the place is away this process hears its own news alone. How far a feed was heard comes by way of
    the place always, behind what other processes told before: without it that is heard by nobody.
    """

    def __init__(self, place: str, away: tuple[type[Exception], ...]) -> None:
        """`away`: what is raised while the place is not there."""
        self._place = place
        self._away = away
        self._local = LocalSignal()
        self._origin = uuid4().hex
        self._hears = False
        self._failures = 0
        self._owes_lost = False
        self._task: asyncio.Task[None] | None = None

    @abstractmethod
    async def _publish(self, news: News) -> None:
        """Tell all processes at the place."""

    @abstractmethod
    async def _hear(self) -> None:
        """Hear over one connection until it fails. Calls `_connected`, `_works` and `_take` as it goes."""

    async def tell(self, news: News) -> None:
        if not isinstance(news, Heard):
            self._local.hear(news)
        try:
            if self._owes_lost:
                await self._publish(Lost())
                self._owes_lost = False
            await self._publish(news)
        except self._away as error:
            if not self._owes_lost:
                _LOG.error(
                    f"other replicas do not hear what changed: {self._place} is away", cause=repr(error)
                )
            self._owes_lost = True

    def listen(self, hear: Hear) -> Callable[[], None]:
        return self._local.listen(hear)

    async def start(self) -> None:
        self._task = asyncio.create_task(self._listen(), name="hear-replicas")

    async def aclose(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._local.aclose()

    def _connected(self) -> None:
        """Others may have told something before this process began to hear."""
        self._hears = True
        self._local.hear(Lost())

    def _works(self) -> None:
        self._failures = 0

    def _take(self, body: bytes) -> None:
        told = read(body)
        if told is None:
            self._local.hear(Lost())
        elif told.origin != self._origin or isinstance(told.news, Heard):
            self._local.hear(told.news)

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear()
            except self._away as error:
                self._deaf(error)
            await asyncio.sleep(_PAUSES[min(self._failures, len(_PAUSES) - 1)])
            self._failures += 1

    def _deaf(self, error: Exception) -> None:
        if self._hears:
            _LOG.error(f"nothing is heard of other replicas: {self._place} is away", cause=repr(error))
        self._hears = False
        self._local.hear(Lost())
