"""One tour: deliveries of one endpoint one after the other, as far as some seconds reach.

What it has no time for is free again at once, so that a slow endpoint holds little, and so that nothing is
begun when what was claimed may be another's.
"""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import structlog

from domain.errors import StoreUnavailable
from domain.log.records import Logged
from domain.ports.log import EventLog
from domain.webhooks.records import Delivery, DeliveryState, Endpoint, EndpointState, Tour
from gateway.telemetry.webhook_metrics import WebhookMetrics
from gateway.webhooks.delivering import Done, Means, delivered
from gateway.webhooks.lengths import Lengths
from gateway.webhooks.settling import Settling

_LOG = structlog.get_logger(__name__)
LASTS = 3.0
"""Seconds after which a tour begins nothing more, once it has made one delivery. With fewer, a process that
has little of its machine would do nothing but claim and settle."""
_LATE = 10.0
"""Seconds after which it does not begin at all: of a claim as much must be left as sending may take."""


class Start(NamedTuple):
    """log: the name of the log that a tour takes from. begun: before it was claimed."""

    log: str
    begun: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TourParts:
    """What tours work with."""

    log: EventLog
    means: Means
    settling: Settling
    lengths: Lengths
    metrics: WebhookMetrics


class Touring:
    """Makes tours, several side by side. Once `closing` is set they end with what they are at.

    endpoints: as they are by now, by id; to one that is not active nothing more is begun.
    """

    def __init__(self, parts: TourParts) -> None:
        self._parts = parts
        self.closing = asyncio.Event()
        self.endpoints: Mapping[str, Endpoint] = {}

    async def make(self, tour: Tour, start: Start) -> None:
        """Return once all that came of it is kept."""
        tried: set[int] = set()
        stuck: set[str] = set()
        try:
            events = await self._events_of(tour)
            for delivery in tour.deliveries:
                endpoint = self.endpoints.get(tour.endpoint)
                if endpoint is None or self._is_over(endpoint, start.begun, tried):
                    break
                if delivery.subject not in stuck:
                    done = await self._delivered(delivery, endpoint, events.get(delivery.position), start.log)
                    tried.add(delivery.position)
                    stuck.update([delivery.subject] if done.waits else [])
        except StoreUnavailable as error:
            _LOG.warning("a tour waits for the store", endpoint=tour.endpoint, cause=error.cause)
        left = [each for each in tour.deliveries if each.position not in tried]
        no_time = sum(each.subject not in stuck for each in left)
        self._parts.lengths.ended(tour.endpoint, tried=len(tried), no_time=no_time)
        await self._parts.settling.ended(tour._replace(deliveries=left))

    async def _events_of(self, tour: Tour) -> Mapping[int, Logged]:
        found = await self._parts.log.at({each.position for each in tour.deliveries})
        return {each.position: each for each in found}

    async def _delivered(
        self, delivery: Delivery, endpoint: Endpoint, logged: Logged | None, log: str
    ) -> Done:
        done = await delivered(delivery, endpoint, logged, self._parts.means, log=log)
        self._count(done, logged)
        self._parts.settling.add(endpoint.partner, done)
        return done

    def _is_over(self, endpoint: Endpoint, begun: float, tried: Collection[int]) -> bool:
        lasted = self._parts.means.clock.monotonic() - begun
        gone = self.closing.is_set() or endpoint.state is not EndpointState.ACTIVE
        return gone or lasted >= (LASTS if tried else _LATE)

    def _count(self, done: Done, logged: Logged | None) -> None:
        delivery, attempt, _ = done.settled
        if delivery.state is DeliveryState.WITHHELD:
            self._parts.metrics.withheld()
        if attempt is None:
            return
        self._parts.metrics.attempted(attempt)
        if attempt.taken and logged is not None:
            self._parts.metrics.arrived(self._parts.means.clock.now() - logged.event.recorded_at)
