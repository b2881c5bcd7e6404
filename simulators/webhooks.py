"""Delivers webhooks: one bounded queue per system, in order, retried on 5xx; late or twice on demand."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

import httpx
import msgspec

from simulators.serving import faults
from simulators.serving.faults import FaultBook

QUEUE = 10_000
RETRY_AFTER = (1.0, 2.0, 4.0, 8.0)  # seconds before each further attempt
_DEADLINE = 5.0
_SERVER_ERRORS = 500

Sleep = Callable[[float], Awaitable[None]]
# Adds what proves the sender: (body, wall clock in epoch seconds, message id) -> headers.
Sign = Callable[[bytes, int, str], Mapping[str, str]]


class Message(NamedTuple):
    """A webhook before it is signed."""

    id: str
    body: bytes


class Deliveries(msgspec.Struct):
    """What became of a system's webhooks."""

    queued: int = 0
    delivered: int = 0
    retried: int = 0
    failed: int = 0
    dropped: int = 0


class Courier:
    """Carries one system's webhooks to its URL; without one nothing is queued."""

    def __init__(  # noqa: PLR0913 - the last two are given by tests alone
        self,
        system: str,
        sign: Sign,
        book: FaultBook,
        client: httpx.AsyncClient,
        *,
        wall: Callable[[], float] = time.time,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.url: str | None = None
        self.counts = Deliveries()
        self._system = system
        self._sign = sign
        self._book = book
        self._client = client
        self._wall = wall
        self._sleep = sleep
        self._queue: asyncio.Queue[Message] = asyncio.Queue(QUEUE)
        self._late: set[asyncio.Task[None]] = set()

    def post(self, message: Message) -> None:
        """Queue a webhook; what comes above the queue's bound is dropped and counted."""
        if self.url is None:
            return
        if self._book.due(self._system, {faults.WEBHOOK_DROP}):
            self.counts.dropped += 1
            return
        late = self._book.due(self._system, {faults.WEBHOOK_LATE})
        if late is not None:
            task = asyncio.get_running_loop().create_task(self._later(message, late.seconds))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
            return
        self._put(message)
        if self._book.due(self._system, {faults.WEBHOOK_DUPLICATE}):
            self._put(message)

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            await self.deliver_next()

    async def deliver_next(self) -> None:
        """Wait for the next webhook and see it through."""
        message = await self._queue.get()
        status = await self._attempt(message)
        for wait in RETRY_AFTER:
            if 0 < status < _SERVER_ERRORS:
                break
            self.counts.retried += 1
            await self._sleep(wait)
            status = await self._attempt(message)
        if httpx.codes.is_success(status):
            self.counts.delivered += 1
        else:
            self.counts.failed += 1

    @property
    def waiting(self) -> int:
        """How many webhooks wait for delivery."""
        return self._queue.qsize()

    async def _attempt(self, message: Message) -> int:
        """Give the receiver's status, 0 where it could not be reached or is no longer wanted."""
        if self.url is None:
            return 0
        headers = self._sign(message.body, int(self._wall()), message.id)
        try:
            answer = await self._client.post(
                self.url, content=message.body, headers=dict(headers), timeout=_DEADLINE
            )
        except httpx.HTTPError:
            return 0
        return answer.status_code

    async def _later(self, message: Message, seconds: float) -> None:
        await self._sleep(seconds)
        self._put(message)

    def _put(self, message: Message) -> None:
        try:
            self._queue.put_nowait(message)
        except asyncio.QueueFull:
            self.counts.dropped += 1
        else:
            self.counts.queued += 1
