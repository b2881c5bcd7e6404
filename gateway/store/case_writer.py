"""Findings on their way to the exception cases, behind the requests that made them.

A request offers its findings and goes on. One task writes them in batches. Where the queue is full, or
the store stays away for too long, findings are lost: that is counted and logged, never silent.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import timedelta
from itertools import islice

import structlog

from domain.errors import StoreUnavailable
from domain.exceptions import Finding
from domain.ports.state import Clock, ExceptionCases
from gateway.telemetry.metrics import Metrics

CAPACITY = 10_000
BATCH = 200
RETRIES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds between the attempts to write one batch."""

Sleep = Callable[[float], Awaitable[None]]

_LOG = structlog.get_logger(__name__)


class CaseWriter:
    """A bounded queue in front of `ExceptionCases`, from `start` to `aclose`."""

    def __init__(
        self,
        cases: ExceptionCases,
        clock: Clock,
        metrics: Metrics,
        *,
        capacity: int = CAPACITY,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._cases = cases
        self._clock = clock
        self._metrics = metrics
        self._capacity = capacity
        self._sleep = sleep
        self._waiting: deque[Finding] = deque()
        self._arrived = asyncio.Event()
        self._closing = False
        self._overflow = 0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write. Needs a running loop."""
        self._task = asyncio.create_task(self._run(), name="case-writer")

    def offer(self, findings: Iterable[Finding]) -> None:
        """Take findings at once, without waiting; those beyond the capacity are dropped and counted."""
        offered = tuple(findings)
        if self._closing:
            self._lose(len(offered), "shutdown")
            return
        room = self._capacity - len(self._waiting)
        self._waiting.extend(offered[:room])
        if len(offered) > room:
            self._overflown(len(offered) - room)
        self._metrics.findings_queued(len(self._waiting))
        self._arrived.set()

    async def aclose(self, grace: timedelta) -> None:
        """Write what waits, for at most `grace`; the rest is lost, counted and logged."""
        self._closing = True
        self._arrived.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=grace.total_seconds())
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._lose(len(self._waiting), "shutdown")
        self._waiting.clear()
        self._metrics.findings_queued(0)

    async def _run(self) -> None:
        while self._waiting or not self._closing:
            await self._arrived.wait()
            while self._waiting:
                await self._write_next()
            if not self._closing:
                self._arrived.clear()

    async def _write_next(self) -> None:
        """A batch stays in the queue until it is written, so that `aclose` can count it."""
        batch = tuple(islice(self._waiting, BATCH))
        error = await self._write(batch)
        if error is not None:
            self._lose(len(batch), "store", cause=error.cause)
        for _ in batch:
            self._waiting.popleft()
        self._metrics.findings_queued(len(self._waiting))
        if self._overflow:
            _LOG.error("findings were lost while the queue was full", lost=self._overflow)
            self._overflow = 0

    async def _write(self, batch: Sequence[Finding]) -> StoreUnavailable | None:
        """Try until the last retry; the error of the last attempt, or None."""
        failure: StoreUnavailable | None = None
        for delay in (0.0, *RETRIES):
            if failure is not None:
                _LOG.warning("findings wait for the store", waiting=len(self._waiting), cause=failure.cause)
                await self._sleep(delay)
            try:
                await self._cases.raise_all(batch, self._clock.now())
            except StoreUnavailable as error:
                failure = error
            else:
                return None
        return failure

    def _overflown(self, count: int) -> None:
        """Count each, but log only the first of a flood; the sum follows when there is room again."""
        if not self._overflow:
            _LOG.error("findings are being lost: the queue is full", capacity=self._capacity)
        self._overflow += count
        self._metrics.findings_dropped("full", count)

    def _lose(self, count: int, reason: str, *, cause: str = "") -> None:
        if count:
            self._metrics.findings_dropped(reason, count)
            _LOG.error("findings are lost", lost=count, reason=reason, cause=cause)
