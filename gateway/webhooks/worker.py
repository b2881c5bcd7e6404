"""Lets events wait for endpoints, and delivers what waits, as long as the process lives.

Every replica has one, and each claims its deliveries, so that they share the work. What is claimed and not
settled, whatever the reason, is claimed again: at least once.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import structlog

from domain.errors import StoreUnavailable
from domain.exceptions import Finding
from domain.log.records import Logged
from domain.ports.log import EventLog
from domain.ports.webhooks import Deliveries, Endpoints
from domain.webhooks.records import Delivery, DeliveryState, Endpoint, EndpointState
from gateway.hub.tail import Tail, rest
from gateway.telemetry.webhook_metrics import WebhookMetrics
from gateway.webhooks.delivering import Done, Means, delivered
from gateway.webhooks.findings import disabled
from gateway.webhooks.outlook import Outlook
from gateway.webhooks.spreading import Spreading

_LOG = structlog.get_logger(__name__)
_PAUSE = 1.0
_GATHERED = 0.025
"""Seconds in which deliveries that end make room together: not for each is it asked what is next."""

RaiseAll = Callable[[Iterable[Finding]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much at once: of this process, and for one endpoint from all of them.

    hold: for how long a delivery is ours, longer than sending can take. idle: seconds between two looks where
    nothing woke us; retries wait for such a look.
    """

    at_once: int = 64
    per_endpoint: int = 4
    hold: timedelta = timedelta(minutes=1)
    idle: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookParts:
    """What the worker works with."""

    log: EventLog
    endpoints: Endpoints
    deliveries: Deliveries
    means: Means
    raise_all: RaiseAll
    metrics: WebhookMetrics
    pace: Pace = field(default_factory=Pace)


class WebhookWorker:
    """One worker, from `start` to `aclose`."""

    def __init__(self, parts: WebhookParts) -> None:
        self._parts = parts
        self._spreading = Spreading(parts.log, parts.deliveries)
        self._name = uuid4().hex
        self._outlook = Outlook()
        self._woken = asyncio.Event()
        self._out: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None

    def start(self, tail: Tail) -> None:
        """Begin to work, at once when the tail tells of something. Needs a running loop."""
        self._end = tail.listen(self._hear)
        self._task = asyncio.create_task(self._run(), name="deliver-webhooks")

    def _hear(self, events: Sequence[Logged] | None) -> None:
        self._outlook.hear(events)
        self._woken.set()

    async def aclose(self, patience: timedelta = timedelta(0)) -> None:
        """Begin nothing more, and wait for what is out. What is out then is sent again by another worker."""
        if self._task is None:
            return
        self._end()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if self._out:
            await asyncio.wait(self._out, timeout=patience.total_seconds())
        for task in self._out:
            task.cancel()
        await asyncio.gather(*self._out, return_exceptions=True)

    async def spread(self) -> bool:
        """Let a page of events wait for each endpoint; whether there may be more. Raises StoreUnavailable."""
        return await self._spread(await self._parts.endpoints.endpoints())

    async def _spread(self, endpoints: Sequence[Endpoint]) -> bool:
        means, more = self._parts.means, False
        for endpoint in endpoints:
            principal = means.principals(endpoint.partner)
            if endpoint.state is EndpointState.ACTIVE and principal is not None:
                step = await self._spreading.step(endpoint, principal, means.clock.now())
                self._outlook.leave(endpoint, None if step.more else step.reached)
                more |= step.more
        return more

    async def _spread_news(self) -> bool:
        """As `spread`, for those endpoints alone for which there may be something."""
        endpoints = await self._parts.endpoints.endpoints()
        self._outlook.keep(endpoints)
        self._outlook.begin(self._parts.means.clock.monotonic())
        return await self._spread([each for each in endpoints if self._outlook.wants(each)])

    async def deliver(self) -> int:
        """Begin what is due, as far as there is room; how many. Raises StoreUnavailable."""
        parts = self._parts
        room = parts.pace.at_once - len(self._out)
        if not room:
            return 0
        claimed = await parts.deliveries.claim(
            self._name,
            most=room,
            at_once=parts.pace.per_endpoint,
            hold=parts.pace.hold,
            now=parts.means.clock.now(),
        )
        if claimed:
            log = await parts.log.name()
            by_id = {each.id: each for each in await parts.endpoints.endpoints()}
            found = {each.position: each for each in await parts.log.at({each.position for each in claimed})}
            for delivery in claimed:
                if delivery.endpoint in by_id:
                    self._begin(delivery, by_id[delivery.endpoint], found.get(delivery.position), log)
        return len(claimed)

    async def drained(self) -> None:
        """Wait for what is out."""
        while self._out:
            await asyncio.wait(self._out)

    def _begin(self, delivery: Delivery, endpoint: Endpoint, logged: Logged | None, log: str) -> None:
        name = f"deliver-{delivery.endpoint}-{delivery.position}"
        task = asyncio.create_task(self._deliver(delivery, endpoint, logged, log), name=name)
        self._out.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._out.discard(task)
        self._woken.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOG.error("a delivery failed", task=task.get_name(), exc_info=error)

    async def _deliver(self, delivery: Delivery, endpoint: Endpoint, logged: Logged | None, log: str) -> None:
        try:
            done = await delivered(delivery, endpoint, logged, self._parts.means, log=log)
            self._count(done, logged)
            fails = await self._parts.deliveries.settle(
                done.delivery, done.attempt, dead_since=done.dead_since
            )
        except StoreUnavailable as error:
            _LOG.warning("a delivery waits for the store", endpoint=endpoint.id, cause=error.cause)
            return
        self._parts.raise_all(done.findings)
        if fails and done.attempt is not None:
            self._parts.raise_all([disabled(endpoint.partner, done.attempt)])
            _LOG.warning("an endpoint was disabled", endpoint=endpoint.id, partner=endpoint.partner)

    def _count(self, done: Done, logged: Logged | None) -> None:
        metrics = self._parts.metrics
        if done.delivery.state is DeliveryState.WITHHELD:
            metrics.withheld()
        if done.attempt is None:
            return
        metrics.attempted(done.attempt)
        if done.attempt.taken and logged is not None:
            metrics.arrived(self._parts.means.clock.now() - logged.event.recorded_at)

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                more = await self._spread_news()
                await self.deliver()
            except StoreUnavailable as error:
                self._outlook.again()
                _LOG.warning("webhooks wait for the store", cause=error.cause)
                await rest(asyncio.Event(), _PAUSE)
                continue
            if not more:
                await rest(self._woken, self._parts.pace.idle)
            if self._out:
                await rest(asyncio.Event(), _GATHERED)
