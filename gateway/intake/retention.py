"""What intake keeps is forgotten in time: each kind after a time of its own, of the section `events`."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from domain.errors import StoreUnavailable
from domain.ports.log import DeadLetters, EventLog, Inbox
from domain.ports.state import Clock
from gateway.settings.events import Events

_LOG = structlog.get_logger(__name__)
_EVERY = 3_600.0

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogStores:
    """Where deliveries, events and dead letters are kept."""

    inbox: Inbox
    log: EventLog
    letters: DeadLetters


class Retention:
    """Prunes once an hour, from `start` to `aclose`. Replicas may do so side by side."""

    def __init__(
        self, stores: LogStores, kept: Events, clock: Clock, *, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._stores = stores
        self._kept = kept
        self._clock = clock
        self._sleep = sleep
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin. Needs a running loop."""
        self._task = asyncio.create_task(self._run(), name="forget-old-events")

    async def aclose(self) -> None:
        """Stop, wherever it is."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def step(self) -> None:
        """Forget what is too old now. Raises StoreUnavailable."""
        stores, kept, now = self._stores, self._kept, self._clock.now()
        await stores.letters.prune_settled(before=now - kept.keep_dead_letters)
        await stores.inbox.prune(before=now - kept.keep_inbox)
        await stores.log.compact(before=now - kept.keep_log)
        await stores.log.prune_receipts(before=now - kept.keep_receipts)

    async def _run(self) -> None:
        while True:
            await self._sleep(_EVERY)
            try:
                await self.step()
            except StoreUnavailable as error:
                _LOG.warning("old events are forgotten later", cause=error.cause)
