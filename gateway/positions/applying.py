"""Lays the log onto the kept positions, in its order and each event once, as long as the process lives.

How far the log is in them is noted in the same transaction: a process that is killed loses nothing and
doubles nothing. Of several replicas one does it at a time. When it is done, all forget what they hold.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from domain.errors import StoreUnavailable
from domain.log.filters import EventFilter
from domain.partners import RowScope
from domain.ports.cache import Heard, LogGrew, Lost, News, Outdated, PositionsReached, Signal
from domain.ports.following import ToldFeeds
from domain.ports.log import EventLog
from domain.ports.positions import Positions
from domain.ports.state import Clock, Crosswalk
from domain.positions.held import Held
from domain.positions.kept import Batch, LogPlace
from domain.stock import StockKey
from gateway.assembly.raising import RaiseAll
from gateway.hub.resting import rest
from gateway.positions.breached import breached
from gateway.positions.heartbeats import heard_until, later
from gateway.positions.naming import facts_of, told_until
from gateway.settings.positions import PositionsOf
from gateway.sync.claims import Claims

_LOG = structlog.get_logger(__name__)
_WORK = "apply-positions"
_PAGE = 500
_PAUSE = 2.0
_EVERY_ROW = RowScope()
ALL_STOCK = "stock:*"
"""The subject that means every position of an instance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyingParts:
    """What the applier works with. kept: whose positions. feeds: how far each is heard; None: nobody says."""

    positions: Positions
    log: EventLog
    crosswalk: Crosswalk
    signal: Signal
    claims: Claims
    clock: Clock
    raise_all: RaiseAll
    kept: PositionsOf
    feeds: ToldFeeds | None = None


class Applying:
    """One replica's applier. idle: seconds between two looks where nothing woke it."""

    def __init__(self, parts: ApplyingParts, *, idle: float = 1.0) -> None:
        self._parts = parts
        self._idle = idle
        self._wanted = EventFilter(sources=frozenset(parts.kept))
        self._woken = asyncio.Event()
        self._beaten = True
        self._generations: dict[str, int] = {}
        self._task: asyncio.Task[None] | None = None
        self._end_listening = parts.signal.listen(self._hear) if parts.kept else None

    def start(self) -> None:
        """Begin to work, where there is anything to do. Needs a running loop."""
        if self._parts.kept:
            self._task = asyncio.create_task(self._run(), name="keep-positions")

    async def aclose(self) -> None:
        """Stop. What is not applied, another does."""
        if self._end_listening is not None:
            self._end_listening()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def step(self) -> bool:
        """Apply a page of the log; whether there may be more at once. Raises StoreUnavailable."""
        parts = self._parts
        await self._look_for_snapshots()
        async with parts.claims.claimed(_WORK) as ours:
            if not ours:
                return False
            heard = await self._heard()
            place = await self._place()
            page = await parts.log.after(place.position, self._wanted, _EVERY_ROW, first=_PAGE, log=place.log)
            if page.gap is not None:
                await self._lost()
            reached = LogPlace(await parts.log.name(), page.reached)
            told = told_until(page.events, parts.kept, parts.clock.now())
            told = told if page.more else later(told, heard)
            if reached == place and not told:
                return False
            batch = Batch(
                before=place,
                after=reached,
                facts=await facts_of(page.events, parts.kept, parts.crosswalk),
                told_until=told,
            )
            after = await parts.positions.apply(batch)
        if after is not None:
            await self._tell(after)
        if page.events:
            await parts.signal.tell(PositionsReached(page.events[-1].position))
        return page.more

    async def _heard(self) -> Mapping[str, datetime]:
        """Read before the log is, and only where a feed was heard since."""
        if not self._beaten:
            return {}
        self._beaten = False
        return await heard_until(self._parts.feeds, self._parts.kept)

    async def _place(self) -> LogPlace:
        """Where to go on: at first behind all that is in the log, for positions are read or imported yet."""
        place = await self._parts.positions.reached()
        if place is None:
            head = await self._parts.log.head()
            place = LogPlace(await self._parts.log.name(), head.position if head else 0)
            await self._parts.positions.begin(place)
        return place

    async def _lost(self) -> None:
        """Events went from the log before they were applied: nothing of before now is certain."""
        _LOG.error("events were lost before positions took them in: all are read again")
        await self._parts.positions.doubt(sorted(self._parts.kept), self._parts.clock.now())

    async def _tell(self, after: Mapping[str, Mapping[StockKey, Held]]) -> None:
        now = self._parts.clock.now()
        for source, positions in after.items():
            if positions:
                subjects = tuple(f"sku:{key.sku}@{key.location}" for key in positions)
                await self._parts.signal.tell(Outdated(source, subjects, now))
                self._parts.raise_all(await breached(source, positions, self._parts.crosswalk))

    async def _look_for_snapshots(self) -> None:
        """Another process may have swapped a snapshot in."""
        states = await self._parts.positions.sources()
        for name in self._swapped({each.source: each.generation for each in states}):
            await self._parts.signal.tell(Outdated(name, (ALL_STOCK,), self._parts.clock.now()))

    def _swapped(self, generations: Mapping[str, int]) -> Sequence[str]:
        before, self._generations = self._generations, dict(generations)
        return [name for name, each in generations.items() if before.get(name, each) != each]

    def _hear(self, news: News) -> None:
        if isinstance(news, Heard | Lost):
            self._beaten = True
        if isinstance(news, Heard | LogGrew | Lost):
            self._woken.set()

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                if await self.step():
                    continue
            except StoreUnavailable as error:
                _LOG.warning("positions wait for the store", cause=error.cause)
                await asyncio.sleep(_PAUSE)
                continue
            await rest(self._woken, self._idle)
