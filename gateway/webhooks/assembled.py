"""Everything that sends webhooks, put together for one process."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.partners import Principal
from domain.ports.partners import PartnerDirectory
from domain.ports.search import OrderIndex
from domain.ports.state import ExceptionCases
from domain.registry.records import PartnerStatus, principal_of
from domain.webhooks.schedule import Terms
from gateway.clock import SystemClock
from gateway.hub.tail import Tail
from gateway.settings.webhooks.section import Webhooks
from gateway.store.log.sql_event_log import SqlEventLog
from gateway.store.webhooks.sealing import KeySealing
from gateway.store.webhooks.sql_deliveries import SqlDeliveries
from gateway.store.webhooks.sql_endpoints import SqlEndpoints
from gateway.telemetry.webhook_metrics import WebhookMetrics
from gateway.webhooks.delivering import Means, Principals
from gateway.webhooks.managing import EndpointDesk
from gateway.webhooks.office import EndpointOffice
from gateway.webhooks.sending import HttpSender
from gateway.webhooks.settling import RaiseAll
from gateway.webhooks.spreading import OwnOrders
from gateway.webhooks.targets import Targets
from gateway.webhooks.upkeep import Upkeep
from gateway.webhooks.worker import Pace, WebhookParts, WebhookWorker

_FLUSH = timedelta(seconds=5)
_MARGIN = timedelta(seconds=15)
"""How much longer than a request may take a delivery is its worker's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What webhooks are made of. secret: under which those of endpoints are sealed."""

    engine: AsyncEngine
    secret: bytes
    cases: ExceptionCases
    raise_all: RaiseAll
    partners: PartnerDirectory
    index: OrderIndex
    settings: Webhooks
    registry: CollectorRegistry


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhooksOut:
    """desk: for commands; office: for the graph. `start` begins to deliver, `aclose` lets what is out end."""

    desk: EndpointDesk
    office: EndpointOffice
    means: Means
    worker: WebhookWorker
    upkeep: Upkeep

    def start(self, tail: Tail) -> None:
        """Deliver what the tail hears of, and what waits. Needs a running loop."""
        self.worker.start(tail)
        self.upkeep.start()

    async def aclose(self) -> None:
        """End all of it."""
        await self.upkeep.aclose()
        await self.worker.aclose(_FLUSH)
        await self.means.sender.aclose()


def webhooks_out(of: Outgoing) -> WebhooksOut:
    """Make it; nothing has begun. Its clock is the world's, by which receivers check signatures."""
    means, metrics = _means(of), WebhookMetrics(of.registry)
    log, clock = SqlEventLog(of.engine), means.clock
    endpoints = SqlEndpoints(of.engine, KeySealing(of.secret, "webhooks"))
    deliveries = SqlDeliveries(of.engine)
    desk = EndpointDesk(endpoints, deliveries, log, of.cases, _targets(of.settings), clock)
    parts = WebhookParts(
        log=log,
        endpoints=endpoints,
        deliveries=deliveries,
        means=means,
        raise_all=of.raise_all,
        metrics=metrics,
        pace=_pace(of.settings),
    )
    return WebhooksOut(
        desk=desk,
        office=EndpointOffice(desk, means),
        means=means,
        worker=WebhookWorker(parts),
        upkeep=Upkeep(endpoints, deliveries, metrics, clock, keep=of.settings.keep_attempts),
    )


def _targets(settings: Webhooks) -> Targets:
    return Targets(networks=settings.networks, insecure=settings.plain_http)


def _pace(settings: Webhooks) -> Pace:
    return Pace(
        at_once=settings.at_once,
        per_endpoint=settings.per_endpoint,
        hold=settings.request_time + _MARGIN,
    )


def _means(of: Outgoing) -> Means:
    settings, clock = of.settings, SystemClock()
    terms = Terms(
        first=settings.first_pause,
        longest=settings.longest_pause,
        retry_for=settings.retry_for,
        disable_after=settings.disable_after,
    )
    return Means(
        sender=HttpSender(_targets(settings), clock, seconds=settings.request_time.total_seconds()),
        principals=principals_of(of.partners),
        own_orders=own_orders_by(of.index),
        clock=clock,
        chance=lambda most: random.uniform(0, most),  # noqa: S311 - spreads retries, protects nothing
        terms=terms,
    )


def principals_of(partners: PartnerDirectory) -> Principals:
    """Partners as they may ask now."""

    def named(name: str) -> Principal | None:
        partner = partners.named(name)
        if partner is None or partner.status is not PartnerStatus.ACTIVE:
            return None
        return principal_of(partner)

    return named


def own_orders_by(index: OrderIndex) -> OwnOrders:
    """Of some orders those that the index has for a principal."""

    async def own(numbers: Sequence[str], principal: Principal) -> frozenset[str]:
        return await index.known(numbers, principal.grant.rows)

    return own
