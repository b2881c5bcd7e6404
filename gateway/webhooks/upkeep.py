"""What a process does for webhooks now and then: tell how many wait, and forget the old delivery log."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from domain.errors import StoreUnavailable
from domain.ports.state import Clock
from domain.ports.webhooks import Deliveries, Endpoints
from gateway.telemetry.webhook_metrics import WebhookMetrics

_LOG = structlog.get_logger(__name__)
_LOOK = 15.0
_FORGET = timedelta(hours=1)

Sleep = Callable[[float], Awaitable[None]]


class Upkeep:
    """From `start` to `aclose`; replicas may do so side by side. keep: how old the delivery log may grow."""

    def __init__(  # noqa: PLR0913 - each is a part of its own
        self,
        endpoints: Endpoints,
        deliveries: Deliveries,
        metrics: WebhookMetrics,
        clock: Clock,
        *,
        keep: timedelta,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._endpoints = endpoints
        self._deliveries = deliveries
        self._metrics = metrics
        self._clock = clock
        self._keep = keep
        self._sleep = sleep
        self._forgotten_at: datetime | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin. Needs a running loop."""
        self._task = asyncio.create_task(self._run(), name="look-after-webhooks")

    async def aclose(self) -> None:
        """Stop, wherever it is."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def step(self) -> None:
        """Look, and forget what is too old if that was not done lately. Raises StoreUnavailable."""
        states = Counter(each.state for each in await self._endpoints.endpoints())
        self._metrics.looked(await self._deliveries.waiting_in_all(), states)
        now = self._clock.now()
        if self._forgotten_at is None or now - self._forgotten_at >= _FORGET:
            await self._deliveries.prune(before=now - self._keep)
            self._forgotten_at = now

    async def _run(self) -> None:
        while True:
            try:
                await self.step()
            except StoreUnavailable as error:
                _LOG.warning("the delivery log is looked after later", cause=error.cause)
            await self._sleep(_LOOK)
