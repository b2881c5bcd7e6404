"""Sources that push and fell silent: an exception case each, which the log tells of, until they are heard."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from domain.errors import StoreUnavailable
from domain.ports.cache import Outdated, Signal
from domain.ports.following import ToldFeeds
from domain.ports.state import Clock, ExceptionCases
from domain.search.feeds import SOURCE_SILENT
from domain.search.told_feeds import ToldFeed, is_overdue, told_group, told_silence

_LOG = structlog.get_logger(__name__)
_OFTEN, _SELDOM = 1.0, 15.0
_PART = 4

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceParts:
    """declared: the longest that each may keep silent, as far as it is declared. sources: who pushes here."""

    feeds: ToldFeeds
    cases: ExceptionCases
    signal: Signal
    clock: Clock
    declared: Mapping[str, timedelta]
    sources: Callable[[], Collection[str]]


class Silences:
    """Looks every so often, from `start` to `aclose`; replicas may do so side by side."""

    def __init__(self, parts: SilenceParts, *, sleep: Sleep = asyncio.sleep) -> None:
        self.parts = parts
        self._sleep = sleep
        shortest = min((each.total_seconds() for each in parts.declared.values()), default=_SELDOM * _PART)
        self.every = min(max(shortest / _PART, _OFTEN), _SELDOM)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin. Needs a running loop."""
        self._task = asyncio.create_task(self._run(), name="look-for-silent-sources")

    async def aclose(self) -> None:
        """Stop, wherever it is."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Tell who fell silent, and who is heard again. Raises StoreUnavailable."""
        parts = self.parts
        pushing = set(parts.sources())
        feeds = {feed.instance: feed for feed in await parts.feeds.feeds() if feed.instance in pushing}
        for instance in sorted(pushing & parts.declared.keys() - feeds.keys()):
            # Of one that never came it is known from now on how long it keeps silent.
            await parts.feeds.heard(instance, parts.clock.now())
        for feed in feeds.values():
            overdue = is_overdue(feed, parts.declared.get(feed.instance), parts.clock.now())
            if overdue and not feed.silent:
                await self._fell_silent(feed)
            elif feed.silent and not overdue:
                await self._recovered(feed)

    async def _fell_silent(self, feed: ToldFeed) -> None:
        """It is kept that it is told at the end, so that a crash on the way tells it again."""
        parts, now = self.parts, self.parts.clock.now()
        _LOG.warning("a source that pushes has fallen silent", instance=feed.instance)
        await parts.cases.raise_all([told_silence(feed)], now)
        # What was read since it was heard last is as old as its reading.
        everything = (f"source:{feed.instance}",)
        await parts.signal.tell(Outdated(feed.instance, everything, feed.last_heard_at))
        await parts.feeds.fell_silent(feed.instance, since=feed.last_heard_at)

    async def _recovered(self, feed: ToldFeed) -> None:
        parts, now = self.parts, self.parts.clock.now()
        note = f"{feed.instance} is heard again"
        await parts.cases.settle(SOURCE_SILENT, told_group(feed.instance), note, now=now)
        await parts.feeds.recovered(feed.instance)

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except StoreUnavailable as error:
                _LOG.warning("silent sources are looked for later", cause=error.cause)
            await self._sleep(self.every)
