"""What requests leave to be written behind them: findings, and links that were learned.

A request offers its items and goes on. One task writes them in batches. Where the queue is full, or
the store stays away for too long, items are lost: that is counted and logged, never silent. Work in the
background, which may go no faster than the store, puts them instead: it waits while the queue is half full,
so that the other half is always there for requests.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Generic, TypeVar

import structlog

from domain.errors import StoreUnavailable

CAPACITY = 10_000
BATCH = 200
RETRIES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds between the attempts to write one batch."""

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]

_LOG = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Generic[T]):
    """Where the items are counted. noun: what they are called in the log. dropped: which, and why."""

    noun: str
    queued: Callable[[int], None]
    dropped: Callable[[Sequence[T], str], None]


class WriteBehind(Generic[T]):
    """A bounded queue in front of `write`, from `start` to `aclose`."""

    def __init__(
        self,
        write: Callable[[Sequence[T]], Awaitable[None]],
        account: Account[T],
        *,
        capacity: int = CAPACITY,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._write_all = write
        self._account = account
        self._capacity = capacity
        self._sleep = sleep
        self._waiting: deque[T] = deque()
        self._arrived = asyncio.Event()
        self._drained = asyncio.Event()
        self._closing = False
        self._overflow = 0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write. Needs a running loop."""
        self._task = asyncio.create_task(self._run(), name=f"write-{self._account.noun}")

    def offer(self, items: Iterable[T]) -> None:
        """Take items at once, without waiting; those beyond the capacity are dropped and counted."""
        self._take(tuple(items))

    async def put(self, items: Iterable[T]) -> None:
        """Take items as there comes room for them. None is dropped but at the end, or when cancelled."""
        left = tuple(items)
        try:
            while left:
                room = await self._room()
                taken, left = left[:room], left[room:]
                self._take(taken)
        finally:
            self._lose(left, "cancelled")

    async def _room(self) -> int:
        """How much of it background work may take now; waits until that is something, or nobody writes."""
        while (room := max(1, self._capacity // 2) - len(self._waiting)) <= 0:
            if self._closing or self._task is None:
                return self._capacity
            self._drained.clear()
            await self._drained.wait()
        return room

    def _take(self, offered: tuple[T, ...]) -> None:
        if self._closing:
            self._lose(offered, "shutdown")
            return
        room = self._capacity - len(self._waiting)
        self._waiting.extend(offered[:room])
        if len(offered) > room:
            self._overflown(offered[room:])
        self._account.queued(len(self._waiting))
        self._arrived.set()

    async def aclose(self, grace: timedelta) -> None:
        """Write what waits, for at most `grace`; the rest is lost, counted and logged."""
        self._closing = True
        self._arrived.set()
        self._drained.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=grace.total_seconds())
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._tell_overflow()
        self._lose(tuple(self._waiting), "shutdown")
        self._waiting.clear()
        self._account.queued(0)

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
            self._lose(batch, "store", cause=error.cause)
        for _ in batch:
            self._waiting.popleft()
        self._drained.set()
        self._account.queued(len(self._waiting))
        if len(self._waiting) <= self._capacity // 2:
            self._tell_overflow()

    def _tell_overflow(self) -> None:
        if self._overflow:
            _LOG.error(f"{self._account.noun} were lost while the queue was full", lost=self._overflow)
            self._overflow = 0

    async def _write(self, batch: Sequence[T]) -> StoreUnavailable | None:
        """Try until the last retry; the error of the last attempt, or None."""
        failure: StoreUnavailable | None = None
        for delay in (0.0, *RETRIES):
            if failure is not None:
                noun, waiting = self._account.noun, len(self._waiting)
                _LOG.warning(f"{noun} wait for the store", waiting=waiting, cause=failure.cause)
                await self._sleep(delay)
            try:
                await self._write_all(batch)
            except StoreUnavailable as error:
                failure = error
            else:
                return None
        return failure

    def _overflown(self, items: Sequence[T]) -> None:
        """Count each, but log only the first of a flood; the sum follows when half of the room is free."""
        if not self._overflow:
            _LOG.error(f"{self._account.noun} are being lost: the queue is full", capacity=self._capacity)
        self._overflow += len(items)
        self._account.dropped(items, "full")

    def _lose(self, items: Sequence[T], reason: str, *, cause: str = "") -> None:
        if items:
            self._account.dropped(items, reason)
            _LOG.error(f"{self._account.noun} are lost", lost=len(items), reason=reason, cause=cause)
