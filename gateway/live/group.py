"""Those who are shown the same bytes: each event is rendered once for all of them.

A group is told of events by whoever listens to the log for all groups. What waits to be rendered is bounded;
where there is too much of it, and where the log has dropped what was not told yet, the group goes back to
reading the log from where it was. Its place is known at any time: everything up to `position` was pushed to
every member, and so whoever joins reads up to there by itself and misses nothing.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable
from contextlib import aclosing
from itertools import islice

import structlog

from domain.errors import OrderGraphError
from domain.log.filters import matches
from domain.log.records import Logged
from domain.partners import Principal
from domain.policy import ALLOW, decide_rows
from gateway.live.reading import PAGE, Reader, Stretch, as_steps
from gateway.live.steps import Step
from gateway.live.taking import Taker
from gateway.live.words import Live

_LOG = structlog.get_logger(__name__)
_PAUSE = 1.0
"""Seconds after a failure."""
_TRIES = 3
"""At a failure that is no system's: then it is a mistake of ours, and the streams end."""


class Group:
    """Members with one key. reached: how far the log was told. room: events that may wait.

    ended: is called when nobody is left. told, idle_since: whether anything was pushed since that time,
    kept by whoever makes them beat.
    """

    def __init__(
        self,
        live: Live,
        reader: Reader,
        *,
        reached: Callable[[], int],
        room: int,
        ended: Callable[["Group"], None],
    ) -> None:
        self.live = live
        self._reader = reader
        self._reached = reached
        self._room = room
        self._ended = ended
        self._members: dict[Taker, None] = {}
        self._waiting: deque[Logged] = deque()
        self._behind = False
        self._failures = 0
        self._task: asyncio.Task[None] | None = None
        self._position = reached()
        self.told = False
        self.idle_since = 0.0

    @property
    def key(self) -> Hashable:
        """What its members have in common."""
        return self.live.key

    @property
    def position(self) -> int:
        """Everything up to here was pushed; where nothing waits, that is all there is."""
        if self._task is None:
            self._position = max(self._position, self._reached())
        return self._position

    def join(self, member: Taker) -> None:
        """Push to this one from now on."""
        self._members[member] = None

    def leave(self, member: Taker) -> None:
        """Push to it no more."""
        if self._members.pop(member, self) is self or self._members:
            return
        if self._task is not None:
            self._task.cancel()
        self._ended(self)

    def hear(self, logged: Logged) -> None:
        """One event of the log, in its order, that may be one of theirs."""
        asker = self._asker()
        if self._behind or asker is None or not matches(self.live.wanted, logged.event):
            return
        if decide_rows(self.live.rows(asker), logged.event.owners) is not ALLOW:
            return
        if len(self._waiting) >= self._room:
            self.lose()
            return
        if self._task is None:
            # Where nothing waited, everything before this event was looked at and was for somebody else.
            self._position = max(self._position, logged.position - 1)
        self._waiting.append(logged)
        self._work()

    def lose(self) -> None:
        """Go back to reading the log: not everything was told, or it was too much."""
        self._behind = True
        self._waiting.clear()
        self._reader.watch.overflown()
        self._work()

    def beat(self) -> None:
        """Say how far everything was told, where nothing is under way."""
        if self._task is None:
            position = self.position
            self._push(Step(position, position, (self.live.heartbeat(position),)))
            self.told = False

    def _asker(self) -> Principal | None:
        return next((member.asker for member in self._members), None)

    def _present(self) -> Principal:
        asker = self._asker()
        if asker is None:
            raise asyncio.CancelledError
        return asker

    def _work(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="render-for-a-group")

    async def _run(self) -> None:
        try:
            while self._members and (self._waiting or self._behind):
                await self._tried()
        finally:
            self._task = None

    async def _tried(self) -> None:
        """Nothing is skipped: what could not be rendered is rendered later, or the streams end."""
        try:
            await (self._read() if self._behind else self._render())
        except Exception as error:  # noqa: BLE001 - told to the members where it does not pass
            await self._failed(error)
        else:
            self._failures = 0

    async def _failed(self, error: Exception) -> None:
        self._failures += 1
        passes = isinstance(error, OrderGraphError) and error.retryable
        if passes or self._failures < _TRIES:
            cause = error.cause if isinstance(error, OrderGraphError) else repr(error)
            _LOG.warning("a live group waits: its events cannot be shown now", cause=cause)
            await self._reader.pause(_PAUSE)
            return
        _LOG.error("a live group ends: its events cannot be shown", exc_info=error)
        for member in tuple(self._members):
            member.fail(error)

    async def _read(self) -> None:
        self._behind = False
        self._waiting.clear()
        upto = self._reached()
        stretch = Stretch(self._position, upto)
        try:
            async with aclosing(self._reader.steps(self.live, self._present, stretch)) as steps:
                async for step in steps:
                    self._push(step)
        except Exception:
            self._behind = True
            raise
        self._position = max(self._position, upto)

    async def _render(self) -> None:
        events = list(islice(self._waiting, self._room if self.live.conflated else PAGE))
        items = await self.live.told(self._present(), events)
        for step in as_steps(self._position, events, items, conflated=self.live.conflated):
            self._push(step)
        if not self._behind:
            for _ in events:
                self._waiting.popleft()

    def _push(self, step: Step) -> None:
        self._position, self.told = step.upto, True
        self._reader.watch.pushed(len(step.items) * len(self._members))
        for member in tuple(self._members):
            try:
                member.take(step)
            except Exception as error:  # noqa: BLE001 - one transport's mistake must not cost the others
                member.fail(error)
