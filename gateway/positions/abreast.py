"""Waiting until kept positions have in them what was told: who hears of an event is shown stock with it.

The log tells everybody at once; positions take it in beside, on whichever replica does it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence

import structlog

from domain.log.records import Logged
from domain.ports.cache import News, PositionsReached, Signal
from domain.positions.kept import LogPlace

_LOG = structlog.get_logger(__name__)
_FAMILY = "stock."
Reached = Callable[[], Awaitable[LogPlace | None]]
PATIENCE = 2.0
"""Seconds; positions that take longer are shown as they are, for they take nothing in now."""


class Abreast:
    """Of one process. reached: where positions are in the log. sources: whose positions are kept."""

    def __init__(
        self, signal: Signal, reached: Reached, sources: Collection[str], *, patience: float = PATIENCE
    ) -> None:
        self._begin = reached
        self._sources = frozenset(sources)
        self._patience = patience
        self._reached = 0
        self._grew = asyncio.Event()
        self._end_listening = signal.listen(self._hear) if self._sources else None

    async def of(self, events: Sequence[Logged]) -> None:
        """Return when positions have these in them, or do not seem to get them. Raises StoreUnavailable."""
        wanted = max((each.position for each in events if self._is_laid(each)), default=0)
        if wanted and not self._reached:
            place = await self._begin()
            self._reached = max(self._reached, place.position if place else 0)
        if wanted <= self._reached:
            return
        try:
            async with asyncio.timeout(self._patience):
                while self._reached < wanted:
                    await self._grew.wait()
        except TimeoutError:
            _LOG.warning("stock is shown before what was told of it is in it", position=wanted)

    def aclose(self) -> None:
        """Hear no more."""
        if self._end_listening is not None:
            self._end_listening()

    def _is_laid(self, logged: Logged) -> bool:
        return logged.event.source in self._sources and logged.event.type.startswith(_FAMILY)

    def _hear(self, news: News) -> None:
        if isinstance(news, PositionsReached) and news.position > self._reached:
            self._reached = news.position
            before, self._grew = self._grew, asyncio.Event()
            before.set()
