"""The end of the log, read once for everybody in this process who follows it.

Woken by whoever appends, here or in another replica, and by itself every so often, for a word may be lost.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import structlog

from domain.errors import StoreUnavailable
from domain.log.filters import EventFilter
from domain.log.records import Logged, LogPage
from domain.partners import RowScope
from domain.ports.log import EventLog
from gateway.hub.resting import Rest, rest

_LOG = structlog.get_logger(__name__)
_ALL = EventFilter()
_EVERY_ROW = RowScope()
_PAGE = 500
_MOST_OFFERED = 2_000
_PAUSE = 1.0
"""Seconds after a failure of the store."""

Hear = Callable[[Sequence[Logged] | None], None]
"""Takes events in the order of the log, at once, or none of them for a heartbeat. None: some were dropped
from the log before they were told, and whoever needs to know reads it."""

Before = Callable[[Sequence[Logged] | None], Awaitable[None]]
"""Is done with before anybody is told; where it fails, it is called with the same again."""


async def _nothing(_events: Sequence[Logged] | None) -> None:
    """For who has nothing to do before."""


class Tail:
    """Tells its listeners of every event behind `reached`, which is where the log ended at the start.

    idle: seconds between two looks where nothing woke it. beats: so many looks without news make a heartbeat.
    before: what events do to what is known, so that whoever is told of one and reads sees it.
    """

    def __init__(
        self,
        log: EventLog,
        *,
        before: Before = _nothing,
        idle: float = 0.5,
        beats: int = 30,
        rest: Rest = rest,
    ) -> None:
        self._log = log
        self._before = before
        self._idle = idle
        self._beats = beats
        self._rest = rest
        self._woken = asyncio.Event()
        self._offered: deque[Logged] = deque()
        self._listeners: dict[object, Hear] = {}
        self._quiet = 0
        self._task: asyncio.Task[None] | None = None
        self.reached = 0

    def listen(self, hear: Hear) -> Callable[[], None]:
        """Have `hear` called for everything behind `reached` as it is now; gives what ends that."""
        name = object()
        self._listeners[name] = hear
        return lambda: self._listeners.pop(name, None) and None

    def offer(self, appended: Sequence[Logged]) -> None:
        """These were appended by this process: where they come next, they need not be read. Wakes."""
        if len(self._offered) + len(appended) > _MOST_OFFERED:
            self._offered.clear()
        self._offered.extend(appended)
        self._woken.set()

    def wake(self) -> None:
        """There may be something new."""
        self._woken.set()

    async def start(self, after: int | None = None) -> None:
        """Follow the log from a position, or from its end. Raises StoreUnavailable."""
        last = await self._log.head() if after is None else None
        self.reached = after or (last.position if last else 0)
        self._task = asyncio.create_task(self._run(), name="follow-the-log")

    async def aclose(self) -> None:
        """Tell nobody anything more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._listeners.clear()

    async def look(self) -> bool:
        """Tell of what is new; whether there may be more at once. Raises StoreUnavailable."""
        page = self._at_hand() or await self._log.after(self.reached, _ALL, _EVERY_ROW, first=_PAGE)
        if page.gap is not None:
            await self._before(None)
        if page.events:
            await self._before(page.events)
        self.reached = page.reached
        if page.gap is not None:
            self._tell(None)
        if page.events:
            self._quiet = 0
            self._tell(page.events)
        return page.more

    def beat(self) -> None:
        """Let everybody know how far the log was told."""
        self._tell(())

    def _at_hand(self) -> LogPage | None:
        """The next events, where they were offered: without a hole, for others may have appended between."""
        offered, next_one = self._offered, self.reached + 1
        while offered and offered[0].position < next_one:
            offered.popleft()
        events: list[Logged] = []
        while offered and offered[0].position == next_one + len(events) and len(events) < _PAGE:
            events.append(offered.popleft())
        if not events:
            offered.clear()
            return None
        return LogPage(events=events, reached=events[-1].position, more=bool(offered))

    def _tell(self, events: Sequence[Logged] | None) -> None:
        for hear in tuple(self._listeners.values()):
            hear(events)

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                if await self.look():
                    continue
            except StoreUnavailable as error:
                _LOG.warning("the log cannot be followed now", cause=error.cause)
                await self._rest(asyncio.Event(), _PAUSE)
                continue
            self._quiet += 1
            if self._quiet >= self._beats:
                self._quiet = 0
                self.beat()
            await self._rest(self._woken, self._idle)
