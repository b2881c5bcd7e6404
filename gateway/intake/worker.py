"""Maps what came in and appends it to the log, batch by batch, as long as the process lives.

Every replica has one, and each claims its deliveries, so that they share the work. A batch that is not
appended, whatever the reason, is claimed again: nothing is lost, and receipts keep it from being doubled.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import structlog

from domain.errors import StoreUnavailable
from domain.exceptions import Finding
from domain.log.records import Appended
from domain.ports.log import EventLog, Inbox
from domain.ports.state import Clock
from gateway.hub.resting import rest
from gateway.intake.meaning.mapping import Mapping, Read

_LOG = structlog.get_logger(__name__)
_BATCH = 200
_HOLD = timedelta(seconds=30)
_PAUSES = (0.1, 0.5, 2.0, 5.0)
"""Seconds to wait after each failure of the store in a row; the last stands for all that follow."""

_COUNT_EVERY = 0.5
_LONGEST_REST = 0.02
"""Seconds after a batch that was not full. Whoever follows the log works once for each, small or not."""

Hear = Callable[[Sequence[Read]], Awaitable[None]]
Effects = Callable[[Appended, Sequence[Read]], Awaitable[None]]
RaiseAll = Callable[[Iterable[Finding]], None]


async def _hear_nobody(_read: Sequence[Read]) -> None:
    """For who does not watch feeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeParts:
    """What the worker works with. effects: is told what was appended, and of what; must not raise.

    hear: is told of whom something came.
    """

    inbox: Inbox
    log: EventLog
    mapping: Mapping
    clock: Clock
    effects: Effects
    raise_all: RaiseAll
    hear: Hear = _hear_nobody


class IntakeWorker:
    """One worker. idle: seconds between two looks where nothing woke it."""

    def __init__(self, parts: IntakeParts, *, idle: float = 0.5) -> None:
        self._parts = parts
        self._idle = idle
        self._name = uuid4().hex
        self.hold = _HOLD
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.waiting = 0
        self._counted = 0.0

    def start(self) -> None:
        """Begin to work. Needs a running loop."""
        self._task = asyncio.create_task(self._run(), name="map-deliveries")

    def wake(self) -> None:
        """Something has come in."""
        self._woken.set()

    async def aclose(self) -> None:
        """Stop. What is under way is claimed again by another worker."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def step(self) -> int:
        """Map and append one batch; how many deliveries it had. Raises StoreUnavailable."""
        parts = self._parts
        now = parts.clock.now()
        raws = await parts.inbox.claim(self._name, most=_BATCH, hold=self.hold, now=now)
        if raws:
            batch = await parts.mapping.of(raws, now)
            appended = await parts.log.append(batch.mapped)
            parts.raise_all(batch.findings)
            await parts.effects(appended, batch.read)
            await parts.hear(batch.read)
        return len(raws)

    async def _run(self) -> None:
        failures, loop = 0, asyncio.get_running_loop()
        while True:
            self._woken.clear()
            began = loop.time()
            try:
                done = await self.step()
                await self._count(done)
            except StoreUnavailable as error:
                _LOG.warning("deliveries wait for the store", cause=error.cause)
                await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
                failures += 1
                continue
            failures = 0
            if 0 < done < _BATCH:
                # As long as it took: where time is short batches grow. What comes alone does not wait.
                await asyncio.sleep(min(loop.time() - began, _LONGEST_REST))
            if done < _BATCH:
                await rest(self._woken, self._idle)

    async def _count(self, done: int) -> None:
        """How many wait: to count them takes the longer the more it is, so not with each batch."""
        now = asyncio.get_running_loop().time()
        if done < _BATCH:
            self.waiting = 0
        elif now - self._counted >= _COUNT_EVERY:
            self._counted = now
            self.waiting = await self._parts.inbox.waiting()
