"""One process, from its settings to an application: everything is made here once, and closed again."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

import httpx

from domain.ports.state import Clock
from gateway.app import Parts
from gateway.clock import SystemClock
from gateway.edge.admission import Admission
from gateway.edge.explorer import Explorer, ready_made
from gateway.edge.heads import HeadBounds
from gateway.edge.over_http.endpoint import GraphQLEndpoint
from gateway.edge.over_http.schema_download import SchemaDownload
from gateway.edge.readiness import Readiness
from gateway.edge.streams.assembled import Sources, assembled_streams
from gateway.edge.streams.http_streams import HttpStreams
from gateway.edge.streams.operations import Operations
from gateway.edge.streams.shared import Streams
from gateway.edge.websocket.endpoint import WebSocketEndpoint
from gateway.execution.engine import Engine
from gateway.execution.texts import Registered, Texts
from gateway.identity.authenticator import Authenticator
from gateway.identity.registry_first import RegistryFirst
from gateway.identity.tokens import Tokens, issuers
from gateway.opened import Opened, opened_state
from gateway.quotas.state import quota_accounts
from gateway.settings.identity.key_secret import key_secret
from gateway.settings.process import ProcessSettings
from gateway.store.migrating import needed_revision
from gateway.sync.runner import SyncRunner
from gateway.telemetry.probing import tell_unreachable

_ISSUER_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Resources:
    """What serving opens at the start and gives back at the end."""

    opened: Opened
    client: httpx.AsyncClient
    admission: Admission
    streams: Streams
    polling: bool
    background: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        await self.opened.start(polling=self.polling)
        await self.opened.partners.following.start()
        await self.opened.intake.start(rereading=self.polling)
        self.opened.webhooks.start(self.opened.intake.tail)
        self.opened.reservations.following.start(self.opened.intake.tail)
        self.opened.brokers.start()
        self.admission.accounts.start()
        self.streams.start()
        asked = tell_unreachable(self.opened.graph.systems.connections, self.opened.clock)
        self.background.add(asyncio.create_task(asked, name="ask-every-system-once"))

    async def aclose(self) -> None:
        for task in self.background:
            task.cancel()
        await asyncio.gather(*self.background, return_exceptions=True)
        await self.streams.aclose()
        await self.admission.accounts.aclose()
        await self.opened.aclose()
        await self.client.aclose()


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncParts:
    """What a process that only keeps the index is made of."""

    runner: SyncRunner
    start: Callable[[], Awaitable[None]]
    aclose: Callable[[], Awaitable[None]]


def sync_parts(
    settings: ProcessSettings, environ: Mapping[str, str], clock: Clock | None = None
) -> SyncParts:
    """Everything that polls are made of; none has begun. Raises ConfigInvalid; opens nothing yet."""
    opened = opened_state(settings, environ, clock or SystemClock())

    async def start() -> None:
        await opened.start(polling=False)
        await opened.intake.follow()

    return SyncParts(runner=opened.graph.sync.runner, start=start, aclose=opened.aclose)


def parts(settings: ProcessSettings, environ: Mapping[str, str], clock: Clock | None = None) -> Parts:
    """Everything that the application is made of. Raises ConfigInvalid; opens nothing yet.

    clock: what time it is for the graph. Tokens are dated by the world outside, and so by the machine.
    """
    opened = opened_state(settings, environ, clock or SystemClock())
    file = opened.file
    client = httpx.AsyncClient(timeout=_ISSUER_SECONDS, trust_env=False, verify=file.tls.context())
    explorer = _explorer(settings)
    admission = _admission(opened, settings)
    engine, authenticator = engine_of(opened, settings), _authenticator(opened, settings, client)
    streams = _streams(opened, Operations(engine, admission, engine.live), authenticator)
    resources = _Resources(
        opened=opened, client=client, admission=admission, streams=streams, polling=settings.sync_enabled
    )
    return Parts(
        graphql=GraphQLEndpoint(
            engine,
            authenticator,
            admission,
            page=explorer.page if explorer else None,
            streams=HttpStreams(streams),
            body_bytes=file.limits.body_bytes,
            body_time=file.limits.body_time,
            batch=file.limits.batch,
        ),
        events=opened.intake.endpoint,
        download=SchemaDownload(engine, authenticator),
        explorer=explorer,
        readiness=Readiness(opened.store, opened.served, revision=needed_revision()),
        metrics=opened.watches.metrics,
        clock=opened.clock,
        start=resources.start,
        aclose=resources.aclose,
        reload=opened.served.reload,
        origins=settings.allowed_origins,
        sockets=WebSocketEndpoint(streams, origins=settings.allowed_origins),
        leave=streams.leave,
        message_bytes=file.limits.message_bytes,
        head=HeadBounds(
            size=file.limits.header_bytes, headers=file.limits.headers, time=file.limits.header_time
        ),
    )


def _explorer(settings: ProcessSettings) -> Explorer | None:
    if not settings.graphiql:
        return None
    return Explorer(assets=settings.graphiql_assets, operations=ready_made(settings.examples))


def engine_of(opened: Opened, settings: ProcessSettings) -> Engine:
    """What runs operations on the graph. Nothing is opened for it."""
    return Engine(
        opened.graph.schema,
        contexts=opened.served.context,
        clock=opened.clock,
        limits=opened.graph.limits,
        timeout=settings.request_timeout,
        lanes=opened.file.limits.timeouts,
        lifetime=cache(lambda instance, port: opened.file.freshness.terms(instance, port).soft),
        watch=opened.watches.operations,
        texts=Texts(opened.trusted, Registered(opened.file.limits.persisted_bytes)),
        introspection=settings.introspection,
        audit=opened.partners.reads.noted,
        settled=opened.graph.stocks.abreast.of,
    )


def _streams(opened: Opened, operations: Operations, authenticator: Authenticator) -> Streams:
    sources = Sources(log=opened.intake.stores.log, tail=opened.intake.tail, clock=opened.clock)
    registry = opened.watches.metrics.registry
    return assembled_streams(sources, opened.file.limits, registry, operations, authenticator)


def _admission(opened: Opened, settings: ProcessSettings) -> Admission:
    limits, watch = opened.file.limits, opened.watches.quotas
    redis = settings.redis.get_secret_value()
    return Admission(
        quota_accounts(redis, opened.clock, watch, limits.quota_lease),
        watch,
        opened.clock,
        most=limits.operations_at_once,
        cost=limits.cost,
    )


def _authenticator(opened: Opened, settings: ProcessSettings, client: httpx.AsyncClient) -> Authenticator:
    identity, clock = opened.file.identity, SystemClock()
    return Authenticator(
        Tokens(issuers(identity.issuers, client, clock), clock),
        RegistryFirst(opened.partners.directory, opened.declared),
        clock,
        key_secret=key_secret(settings),
        persons=identity.persons,
    )
