"""Lets events wait for endpoints, and delivers what waits, as long as the process lives.

Every replica has one, and each claims its deliveries, a tour of some at a time, so that they share the work.
What is claimed and not settled, whatever the reason, is claimed again: at least once.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import structlog

from domain.errors import StoreUnavailable
from domain.log.records import Logged
from domain.ports.log import EventLog
from domain.ports.webhooks import Deliveries, Endpoints
from domain.webhooks.records import Endpoint, EndpointState, Tour
from domain.webhooks.tours import Room
from gateway.hub.resting import rest
from gateway.hub.tail import Tail
from gateway.telemetry.webhook_metrics import WebhookMetrics
from gateway.webhooks.delivering import Means
from gateway.webhooks.lengths import Lengths
from gateway.webhooks.outlook import Outlook
from gateway.webhooks.settling import RaiseAll, Settling
from gateway.webhooks.spreading import Spreading
from gateway.webhooks.touring import Start, Touring, TourParts

_LOG = structlog.get_logger(__name__)
_PAUSE = 1.0
_GATHERED = 0.025
"""Seconds in which tours that end make room together: not for each is it asked what is next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many requests at once: of this process, and to one endpoint from all of them. Each tour makes one.

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
        self._lengths = Lengths()
        self._settling = Settling(parts.deliveries, parts.raise_all, parts.means.clock, parts.pace.hold)
        self._touring = Touring(
            TourParts(
                log=parts.log,
                means=parts.means,
                settling=self._settling,
                lengths=self._lengths,
                metrics=parts.metrics,
            )
        )
        self._woken = asyncio.Event()
        self._out: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None

    def start(self, tail: Tail) -> None:
        """Begin to work, at once when the tail tells of something. Needs a running loop."""
        self._end = tail.listen(self._hear)
        self._task = asyncio.create_task(self._run(), name="deliver-webhooks")

    def _hear(self, events: Sequence[Logged] | None) -> None:
        if self._outlook.hear(events):
            self._woken.set()

    async def aclose(self, patience: timedelta = timedelta(0)) -> None:
        """Begin nothing more, and wait for what is out. What is out then is sent again by another worker."""
        if self._task is None:
            return
        self._end()
        self._touring.closing.set()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if self._out:
            await asyncio.wait(self._out, timeout=patience.total_seconds())
        for task in self._out:
            task.cancel()
        await asyncio.gather(*self._out, return_exceptions=True)
        await self._settling.aclose()

    async def spread(self) -> bool:
        """Let a page of events wait for each endpoint; whether there may be more. Raises StoreUnavailable."""
        return await self._spread(await self._parts.endpoints.endpoints())

    async def _spread(self, endpoints: Sequence[Endpoint]) -> bool:
        means, more = self._parts.means, False
        full = await self._spreading.full(endpoints)
        for endpoint in endpoints:
            principal = means.principals(endpoint.partner)
            if endpoint.state is not EndpointState.ACTIVE or principal is None:
                continue
            if endpoint.id in full:
                self._outlook.leave(endpoint, None)
                continue
            step = await self._spreading.step(endpoint, principal, means.clock.now())
            self._outlook.leave(endpoint, None if step.more else step.reached)
            more |= step.more
        return more

    async def _spread_news(self, endpoints: Sequence[Endpoint]) -> bool:
        """As `spread`, for those endpoints alone for which there may be something."""
        known = {each.id for each in endpoints}
        self._outlook.keep(known)
        self._lengths.keep(known)
        self._outlook.begin(self._parts.means.clock.monotonic())
        return await self._spread([each for each in endpoints if self._outlook.wants(each)])

    async def deliver(self) -> int:
        """Begin what is due, as far as there is room; how many deliveries. Raises StoreUnavailable."""
        self._touring.endpoints = {each.id: each for each in await self._parts.endpoints.endpoints()}
        return await self._deliver()

    async def _deliver(self) -> int:
        parts, begun = self._parts, self._parts.means.clock.monotonic()
        room = Room(parts.pace.at_once - len(self._out), parts.pace.per_endpoint, self._lengths.of)
        if not room.most:
            return 0
        log = await parts.log.name()
        tours = await parts.deliveries.claim(
            self._name, room, hold=parts.pace.hold, now=parts.means.clock.now()
        )
        for tour in tours:
            self._begin(tour, Start(log, begun))
        return sum(len(tour.deliveries) for tour in tours)

    async def drained(self) -> None:
        """Wait for what is out."""
        while self._out:
            await asyncio.wait(self._out)

    def _begin(self, tour: Tour, start: Start) -> None:
        task = asyncio.create_task(
            self._touring.make(tour, start), name=f"deliver-{tour.endpoint}-{tour.name}"
        )
        self._out.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._out.discard(task)
        self._woken.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOG.error("a tour failed", task=task.get_name(), exc_info=error)

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                endpoints = await self._parts.endpoints.endpoints()
                self._touring.endpoints = {each.id: each for each in endpoints}
                more = await self._spread_news(endpoints)
                await self._deliver()
            except StoreUnavailable as error:
                self._outlook.again()
                _LOG.warning("webhooks wait for the store", cause=error.cause)
                await rest(asyncio.Event(), _PAUSE)
                continue
            if not more:
                await rest(self._woken, self._parts.pace.idle)
            if self._out:
                await rest(asyncio.Event(), _GATHERED)
