"""One process, from its settings to an application: everything is made here once, and closed again."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec

from domain.errors import ConfigInvalid
from gateway.app import Parts
from gateway.clock import SystemClock
from gateway.edge.explorer import Explorer, ReadyMade
from gateway.edge.graphql_endpoint import GraphQLEndpoint
from gateway.edge.identity import Authenticator
from gateway.edge.issuer_keys import IssuerKeys
from gateway.edge.readiness import Readiness
from gateway.execution.engine import Engine
from gateway.settings.instance_file import InstanceFile, load_instance_file
from gateway.settings.process import ProcessSettings
from gateway.settings.search_key import search_key
from gateway.store.case_writer import CaseWriter
from gateway.store.database import open_database
from gateway.store.migrating import make_ready, needed_revision
from gateway.store.sql_exception_cases import SqlExceptionCases
from gateway.store.sql_feeds import SqlFeeds
from gateway.store.sql_links import SqlLinks
from gateway.store.sql_order_index import SqlOrderIndex
from gateway.store.sql_store import SqlStore
from gateway.telemetry.metrics import process_metrics
from gateway.telemetry.probing import tell_unreachable
from gateway.wiring import Graph, Kept, connected_graph, known_adapters

_ISSUER_SECONDS = 5.0
_FLUSH = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Resources:
    """What is opened at the start and given back at the end."""

    store: SqlStore
    cases: CaseWriter
    graph: Graph
    client: httpx.AsyncClient
    clock: SystemClock
    background: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        await make_ready(self.store)
        self.cases.start()
        self.graph.start(polling=self.polling)
        asked = tell_unreachable(self.graph.connections, self.clock)
        self.background.add(asyncio.create_task(asked, name="ask-every-system-once"))

    async def aclose(self) -> None:
        for task in self.background:
            task.cancel()
        await asyncio.gather(*self.background, return_exceptions=True)
        await self.cases.aclose(_FLUSH)
        await self.graph.aclose()
        await self.client.aclose()
        await self.store.aclose()


def parts(settings: ProcessSettings, environ: Mapping[str, str]) -> Parts:
    """Everything that the application is made of. Raises ConfigInvalid; opens nothing yet."""
    file = load_instance_file(settings.config, known_adapters(), environ)
    clock, metrics = SystemClock(), process_metrics()
    store = SqlStore(open_database(settings.database))
    cases = CaseWriter(SqlExceptionCases(store.engine), clock, metrics)
    kept = Kept(
        index=SqlOrderIndex(store.engine),
        feeds=SqlFeeds(store.engine),
        links=SqlLinks(store.engine),
        email_key=search_key(settings),
        raise_all=cases.offer,
    )
    graph = connected_graph(file, clock, metrics, kept)
    client = httpx.AsyncClient(timeout=_ISSUER_SECONDS, trust_env=False)
    explorer = Explorer(assets=settings.graphiql_assets, operations=_examples(settings.examples))
    resources = _Resources(store=store, cases=cases, graph=graph, client=client, clock=clock)
    return Parts(
        graphql=GraphQLEndpoint(
            _engine(graph, clock, settings),
            _authenticator(file, client, clock),
            page=explorer.page,
            body_bytes=file.limits.body_bytes,
        ),
        explorer=explorer,
        readiness=Readiness(store, graph.backends, revision=needed_revision()),
        metrics=metrics,
        clock=clock,
        start=resources.start,
        aclose=resources.aclose,
    )


def _engine(graph: Graph, clock: SystemClock, settings: ProcessSettings) -> Engine:
    return Engine(
        graph.schema,
        contexts=graph.context,
        clock=clock,
        limits=graph.limits,
        timeout=settings.request_timeout,
    )


def _authenticator(file: InstanceFile, client: httpx.AsyncClient, clock: SystemClock) -> Authenticator:
    identity = file.identity
    return Authenticator(
        IssuerKeys(client, clock, identity.issuer),
        clock,
        issuer=identity.issuer,
        audience=identity.audience,
        principals=identity.principals,
    )


def _examples(file: Path | None) -> list[ReadyMade]:
    """The ready-made operations of the console page, where a file gives some."""
    if file is None:
        return []
    try:
        return msgspec.json.decode(file.read_bytes(), type=list[ReadyMade])
    except (OSError, msgspec.MsgspecError) as error:
        raise ConfigInvalid(f"cannot be read: {error}", place="ORDERGRAPH_EXAMPLES") from error
