"""The composition root: the one place that brings adapters and the graph together.

Everything here is constructed once, at the start of the process, from checked settings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeAlias

import httpx
from strawberry.federation import Schema

from adapters.manifest import Connection, Manifest, Surroundings
from adapters.registry import MANIFESTS
from adapters.transport.guard import HostGuard
from domain.availability.selling import Selling
from domain.errors import ConfigInvalid
from domain.folds.overdue import DueRule
from domain.instances import BackendState
from domain.partners import Principal
from domain.ports.demand import Demand
from domain.ports.reading import Readers
from domain.ports.state import Clock, Crosswalk
from gateway.assembly.declared import InstanceReaders
from gateway.assembly.graph import assembled
from gateway.assembly.selling.bound import with_availability
from gateway.positions.assembled import KeptStocks, kept_stocks
from gateway.reloading import Reloading
from gateway.settings.instance_file import InstanceFile
from gateway.shield.stack import Shield, Shielded
from gateway.shield.timing import Timing
from gateway.shield.watched import BackendLedger
from gateway.store.links.sql_crosswalk import SqlCrosswalk, crosswalk_of
from gateway.store.links.writer import LinkWriter, told_to
from gateway.sync.assembled import Sync, Synced, assembled_sync, polled
from gateway.sync.kept import Kept
from gateway.sync.known_lately import KnownLately
from gateway.watching.backends import WatchedBackends
from gateway.watching.reads import watched_reads
from gateway.watching.watches import Watches
from resolvers.context import GraphContext, Search
from resolvers.limits import Limits
from resolvers.schema import build_schema

_FLUSH = timedelta(seconds=5)


def known_adapters() -> Mapping[str, Manifest]:
    """Every adapter by name, for whoever checks an instance file."""
    return MANIFESTS


def published_schema() -> str:
    """The contract: the graph as SDL, as `schema.graphql` holds it."""
    return f"{build_schema().as_str()}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The graph over connected instances, and how large an operation on it may be."""

    schema: Schema
    limits: Limits
    readers: Readers
    backends: WatchedBackends
    places: Sequence[str]
    selling: Selling
    connections: Sequence[Connection]
    clock: Clock
    due: Sequence[DueRule]
    search: Search
    crosswalk: SqlCrosswalk
    kept: Kept
    sync: Sync
    learned: LinkWriter
    shield: Shield
    stocks: KeptStocks

    def context(self, principal: Principal, demand: Demand) -> GraphContext:
        """What one operation carries."""
        return GraphContext(
            principal=principal,
            demand=demand,
            readers=self.readers,
            backends=self.backends,
            clock=self.clock,
            due=self.due,
            places=self.places,
            selling=self.selling,
            search=self.search,
            cases=self.kept.cases,
            log=self.kept.log,
            office=self.kept.office,
            booking=self.kept.booking,
            webhooks=self.kept.webhooks,
            intake=self.kept.intake,
        )

    async def start(self, *, polling: bool) -> None:
        """Read imported links; then learn from requests and, if `polling`, sync. Raises StoreUnavailable."""
        await self.crosswalk.load()
        self.learned.start()
        self.sync.start(polling=polling)
        self.stocks.start()

    async def aclose(self) -> None:
        """End what goes on behind requests, and close every connection."""
        await self.stocks.aclose()
        await self.sync.aclose()
        await self.learned.aclose(_FLUSH)
        await self.shield.aclose()
        for connection in self.connections:
            await connection.aclose()


ServedGraph: TypeAlias = Reloading[GraphContext]
"""The graph that requests get now; another may take its place."""


def connections(file: InstanceFile, clock: Clock) -> list[Connection]:
    """Every instance of the file, connected over the real network. Nothing is called yet."""
    surroundings = Surroundings(clock=clock, trust_of=file.tls_of)
    return [_connected(name, file, surroundings) for name in file.instances]


def connected_graph(
    file: InstanceFile,
    clock: Clock,
    watches: Watches,
    kept: Kept,
    network: httpx.AsyncBaseTransport | None = None,
) -> Graph:
    """Connect every instance of the file and assemble the graph. Nothing is called yet."""
    guard_of = kept.guards.of(file, HostGuard) if kept.guards else None
    surroundings = Surroundings(clock=clock, network=network, guard_of=guard_of, trust_of=file.tls_of)
    connected = [_connected(name, file, surroundings) for name in file.instances]
    ledger = BackendLedger([_unasked(c, file) for c in connected], clock)
    seen = [_watched(connection, ledger, watches, clock) for connection in connected]
    crosswalk = crosswalk_of(file, kept.links, clock)
    learned = LinkWriter(told_to(crosswalk, clock, kept.raise_all), watches.metrics)
    stocks = kept_stocks(file.positions, kept, crosswalk, clock)
    shield = Shield(stocks.terms(file.freshness), kept.shield, Timing(clock))
    instances = [_readers(connection, file, shield, stocks) for connection in seen]
    readers = assembled(kept.assembly(instances, file, crosswalk, learned))
    sources = polled({each.instance: each.changes for each in seen}, file.instances, kept.sync_every)
    sync = assembled_sync(
        Synced(readers=readers, crosswalk=crosswalk, polled=sources, rules=file.due),
        kept.for_sync(),
        clock,
        kept.raise_all,
    )
    places = tuple(file.locations)
    selling = Selling(file.selling, places)
    return Graph(
        schema=build_schema(),
        limits=Limits(**file.limits.of_operation()),
        readers=with_availability(sync.readers, selling, places, clock, holds=kept.holds, supply=kept.coming),
        backends=watches.backends(ledger, file.instances, shield),
        places=places,
        selling=selling,
        connections=seen,
        clock=clock,
        due=file.due,
        search=_search(kept, sync, crosswalk, clock),
        crosswalk=crosswalk,
        kept=kept,
        sync=sync,
        learned=learned,
        shield=shield,
        stocks=stocks,
    )


def _search(kept: Kept, sync: Sync, crosswalk: Crosswalk, clock: Clock) -> Search:
    return Search(
        index=KnownLately(kept.index, clock),
        purchases=kept.purchases,
        feeds=kept.feeds,
        learner=sync.learner,
        crosswalk=crosswalk,
        email_term=kept.email_term,
    )


def _connected(name: str, file: InstanceFile, surroundings: Surroundings) -> Connection:
    instance = file.instances[name]
    manifest = MANIFESTS[instance.adapter]
    connection = manifest.connect(name, instance.settings, surroundings)
    if undeclared := ", ".join(sorted(connection.capabilities() ^ manifest.capabilities)):
        raise ConfigInvalid(f"{manifest.adapter} and its manifest disagree on {undeclared}", place=name)
    return connection


def _unasked(connection: Connection, file: InstanceFile) -> BackendState:
    manifest = MANIFESTS[file.instances[connection.instance].adapter]
    return BackendState(
        instance=connection.instance,
        adapter=manifest.adapter,
        kind=manifest.kind,
        capabilities=tuple(sorted(manifest.capabilities)),
    )


def _watched(connection: Connection, ledger: BackendLedger, watches: Watches, clock: Clock) -> Connection:
    """The same connection, with its reads watched."""
    name = connection.instance
    return replace(connection, offers=watched_reads(connection.offers, name, ledger, watches.metrics, clock))


def _readers(
    connection: Connection, file: InstanceFile, shield: Shield, stocks: KeptStocks
) -> InstanceReaders:
    """Its readers behind the shield, which knows of what a feed tells every change."""
    instance = file.instances[connection.instance]
    manifest = MANIFESTS[instance.adapter]
    place = f"{manifest.adapter} {instance.settings.model_dump_json()}"
    offers = stocks.offers(connection.instance, connection.offers)
    bound = shield.bound(offers, Shielded(instance.name, place, manifest.feeds))
    return InstanceReaders(instance=instance.name, readers=Readers(bound), references=manifest.references)
