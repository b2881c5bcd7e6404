"""One process, from its settings to an application: everything is made here once, and closed again."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, partial

import httpx

from domain.errors import StoreUnavailable
from domain.ports.state import Clock
from gateway.app import Parts
from gateway.clock import SystemClock
from gateway.edge.explorer import Explorer, ready_made
from gateway.edge.graphql_endpoint import GraphQLEndpoint
from gateway.edge.identity import Authenticator
from gateway.edge.issuer_keys import IssuerKeys
from gateway.edge.readiness import Readiness
from gateway.execution.engine import Engine
from gateway.reloading import Reloading
from gateway.settings.instance_file import InstanceFile, load_instance_file
from gateway.settings.process import ProcessSettings
from gateway.settings.search_key import search_key
from gateway.shield.guards import GuardState, guard_state
from gateway.shield.state import ShieldState, shield_state
from gateway.store.cases.sql_exception_cases import SqlExceptionCases
from gateway.store.cases.writer import CaseWriter
from gateway.store.database import is_embedded, open_database
from gateway.store.last_known import SqlLastKnown
from gateway.store.links.sql_links import SqlLinks
from gateway.store.migrating import make_ready, needed_revision
from gateway.store.poll_claims import AdvisoryClaims
from gateway.store.search.sql_feeds import SqlFeeds
from gateway.store.search.sql_order_index import SqlOrderIndex
from gateway.store.sql_store import SqlStore
from gateway.sync.claims import ClaimsInProcess
from gateway.sync.kept import Kept
from gateway.sync.runner import SyncRunner
from gateway.telemetry.metrics import process_metrics
from gateway.telemetry.probing import tell_unreachable
from gateway.watching.watches import Watches
from gateway.wiring import Graph, ServedGraph, connected_graph, known_adapters

_ISSUER_SECONDS = 5.0
_FLUSH = timedelta(seconds=5)
_LINGER = timedelta(seconds=2)
"""How much longer than a request may take a replaced graph stays open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """The graph over our own state; `start` makes both ready, `aclose` gives them back.

    graph: the first; served: the one that requests get, which may be another after a reload.
    """

    store: SqlStore
    cases: CaseWriter
    shield: ShieldState
    guards: GuardState | None
    graph: Graph
    served: ServedGraph
    file: InstanceFile
    watches: Watches
    clock: Clock

    async def start(self, *, polling: bool) -> None:
        await make_ready(self.store)
        self.cases.start()
        await self.shield.start()
        await self.graph.start(polling=polling)

    async def aclose(self) -> None:
        await self.served.aclose()
        await self.cases.aclose(_FLUSH)
        await self.shield.aclose()
        if self.guards is not None:
            await self.guards.aclose()
        await self.store.aclose()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Resources:
    """What serving opens at the start and gives back at the end."""

    opened: _Opened
    client: httpx.AsyncClient
    polling: bool
    background: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        await self.opened.start(polling=self.polling)
        asked = tell_unreachable(self.opened.graph.connections, self.opened.clock)
        self.background.add(asyncio.create_task(asked, name="ask-every-system-once"))

    async def aclose(self) -> None:
        for task in self.background:
            task.cancel()
        await asyncio.gather(*self.background, return_exceptions=True)
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
    opened = _opened(settings, environ, clock or SystemClock())
    start = partial(opened.start, polling=False)
    return SyncParts(runner=opened.graph.sync.runner, start=start, aclose=opened.aclose)


def parts(settings: ProcessSettings, environ: Mapping[str, str], clock: Clock | None = None) -> Parts:
    """Everything that the application is made of. Raises ConfigInvalid; opens nothing yet.

    clock: what time it is for the graph. Tokens are dated by the world outside, and so by the machine.
    """
    opened = _opened(settings, environ, clock or SystemClock())
    file = opened.file
    client = httpx.AsyncClient(timeout=_ISSUER_SECONDS, trust_env=False)
    explorer = Explorer(assets=settings.graphiql_assets, operations=ready_made(settings.examples))
    resources = _Resources(opened=opened, client=client, polling=settings.sync_enabled)
    return Parts(
        graphql=GraphQLEndpoint(
            _engine(opened, settings),
            _authenticator(file, client, SystemClock()),
            page=explorer.page,
            body_bytes=file.limits.body_bytes,
        ),
        explorer=explorer,
        readiness=Readiness(opened.store, opened.served, revision=needed_revision()),
        metrics=opened.watches.metrics,
        clock=opened.clock,
        start=resources.start,
        aclose=resources.aclose,
        reload=opened.served.reload,
    )


def _opened(settings: ProcessSettings, environ: Mapping[str, str], clock: Clock) -> _Opened:
    file = load_instance_file(settings.config, known_adapters(), environ)
    watches = Watches(clock, process_metrics())
    store = SqlStore(open_database(settings.database))
    kept_cases = SqlExceptionCases(store.engine)
    cases = CaseWriter(kept_cases, clock, watches.metrics)
    kept = Kept(
        index=SqlOrderIndex(store.engine),
        feeds=SqlFeeds(store.engine),
        links=SqlLinks(store.engine),
        email_key=search_key(settings),
        cases=kept_cases,
        raise_all=cases.offer,
        claims=ClaimsInProcess() if is_embedded(store.engine.url) else AdvisoryClaims(store.engine),
        sync_every=settings.sync_every,
        guards=guard_state(settings, clock, watches.hosts, watches.metrics.limits_degraded),
        shield=shield_state(
            settings.redis.get_secret_value(), clock, SqlLastKnown(store.engine), file.freshness.last_known
        ),
    )
    graph = connected_graph(file, clock, watches, kept)

    async def another() -> Graph:
        read = await asyncio.to_thread(load_instance_file, settings.config, known_adapters(), environ)
        made = connected_graph(read, clock, watches, kept)
        try:
            await made.start(polling=settings.sync_enabled)
        except StoreUnavailable:
            await made.aclose()
            raise
        return made

    served = Reloading(graph, another, settings.request_timeout + _LINGER)
    watches.expose(served)
    return _Opened(
        store=store,
        cases=cases,
        shield=kept.shield,
        guards=kept.guards,
        graph=graph,
        served=served,
        file=file,
        watches=watches,
        clock=clock,
    )


def _engine(opened: _Opened, settings: ProcessSettings) -> Engine:
    return Engine(
        opened.graph.schema,
        contexts=opened.served.context,
        clock=opened.clock,
        limits=opened.graph.limits,
        timeout=settings.request_timeout,
        lanes=opened.file.limits.timeouts,
        lifetime=cache(lambda instance, port: opened.file.freshness.terms(instance, port).soft),
        watch=opened.watches.operations,
    )


def _authenticator(file: InstanceFile, client: httpx.AsyncClient, clock: Clock) -> Authenticator:
    identity = file.identity
    return Authenticator(
        IssuerKeys(client, clock, identity.issuer),
        clock,
        issuer=identity.issuer,
        audience=identity.audience,
        principals=identity.principals,
    )
