"""One stream: its own snapshot or replay first, then what its group pushes, and back where it is too slow.

It joins its group before it reads anything. What the group pushes meanwhile waits in a bounded queue. Where
that overflows nothing is lost: the log has it, and the member reads it there at its client's pace.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine, Sequence
from contextlib import aclosing

import structlog

from domain.errors import OrderGraphError
from domain.log.cursors import LogCursor
from domain.partners import Principal
from gateway.live.homes import Home, Joined
from gateway.live.reading import Stretch
from gateway.live.steps import Sink, Step
from gateway.live.words import Item, Live

_LOG = structlog.get_logger(__name__)
_PAUSE = 1.0


class Member:
    """One stream of one client, open until it is closed, or until its sink is told of a failure.

    after: where it resumes; None for a snapshot and what comes from now on.
    """

    __slots__ = (
        "_clear",
        "_group",
        "_home",
        "_live",
        "_log",
        "_over",
        "_position",
        "_queue",
        "_sink",
        "_task",
        "asker",
    )

    def __init__(self, home: Home, live: Live, asker: Principal, sink: Sink, after: LogCursor | None) -> None:
        self.asker = asker
        self._home = home
        self._live = live
        self._sink = sink
        self._position = None if after is None else after.position
        self._log = None if after is None else after.log
        self._queue: deque[Step] | None = None
        self._clear = self._over = False
        self._task: asyncio.Task[None] | None = None
        self._group: Joined | None = home.join(live, self)
        self._work(self._begin())

    def take(self, step: Step) -> None:
        if self._clear:
            if not self._sink.push(step.items):
                self._clear, self._position = False, step.upto
                self._work(self._drain())
        elif not self._over:
            self._wait(step)

    def fail(self, error: Exception) -> None:
        self.close()
        self._sink.failed(error)

    def close(self) -> None:
        """End: push nothing more. May be called twice."""
        group, self._group = self._group, None
        if group is not None:
            group.leave(self)
            self._home.left(self)
        self._clear = False
        self._rest()

    def move(self, live: Live, asker: Principal) -> None:
        """Go on from the same place under other rights. Raises Overloaded, and is closed then."""
        if self._group is None:
            return
        if self._clear:
            self._position = self._group.position
        self._clear = False
        self._rest()
        self._group.leave(self)
        self._live, self.asker = live, asker
        try:
            self._group = self._home.join(live, self)
        except OrderGraphError:
            self._group = None
            self._home.left(self)
            raise
        self._work(self._begin())

    def _rest(self) -> None:
        """Stop whatever is under way, and forget what waits."""
        self._queue = None
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
        self._task = None

    def _work(self, work: Coroutine[None, None, None]) -> None:
        self._task = asyncio.create_task(work, name="catch-up")

    def _wait(self, step: Step) -> None:
        if self._queue is None:
            self._queue = deque()
        if len(self._queue) >= self._home.room:
            self._overflow()
        else:
            self._queue.append(step)
        if self._task is None:
            self._work(self._drain())

    def _overflow(self) -> None:
        self._over, self._queue = True, None
        self._home.reader.watch.overflown()

    async def _begin(self) -> None:
        try:
            sent = await (self._snapshot() if self._position is None else self._catch_up())
        except Exception as error:  # noqa: BLE001 - the client is told of it
            self.fail(error)
            return
        if not sent and self._position is not None:
            self._give((self._live.heartbeat(self._position),))
        await self._drain()

    async def _snapshot(self) -> bool:
        position = self._place()
        items = await self._home.reader.snapshot(self._live, self.asker, position)
        self._position = position
        return self._give(items)

    async def _drain(self) -> None:
        """Send what waits, and read what did not wait, until the group can push again."""
        try:
            while self._group is not None:
                await self._sink.ready()
                if self._over:
                    await self._catch_up()
                elif self._queue:
                    self._step(self._queue.popleft())
                else:
                    self._task = self._queue = None
                    self._clear = (self._position or 0) <= self._place()
                    return
        except Exception as error:  # noqa: BLE001 - the client is told of it
            self.fail(error)

    def _step(self, step: Step) -> None:
        position = self._position or 0
        if step.upto <= position:
            return
        if step.before < position:
            # It was told some of it: what its group did not push by itself is read again by itself.
            self._overflow()
            return
        self._give(step.items)
        self._position = step.upto

    async def _catch_up(self) -> bool:
        """Read up to where the group is now; what it pushes from now on waits. Whether there was anything."""
        sent, upto = False, self._place()
        self._over, self._queue = False, None
        while True:
            stretch = Stretch(self._position or 0, upto, self._log)
            try:
                async with aclosing(
                    self._home.reader.steps(self._live, lambda: self.asker, stretch)
                ) as steps:
                    async for step in steps:
                        self._log, sent = None, True
                        self._position = step.upto
                        self._give(step.items)
                        await self._sink.ready()
                break
            except OrderGraphError as error:
                if not error.retryable:
                    raise
                _LOG.warning("a stream waits: the log cannot be read now", cause=error.cause)
                await self._home.reader.pause(_PAUSE)
        self._log, self._position = None, max(self._position or 0, upto)
        return sent

    def _give(self, items: Sequence[Item]) -> bool:
        if items:
            self._home.reader.watch.pushed(len(items))
            self._sink.push(items)
        return bool(items)

    def _place(self) -> int:
        if self._group is None:
            raise asyncio.CancelledError
        return self._group.position
