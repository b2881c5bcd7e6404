"""Our own state and the graph over it, made once for a process from its settings."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import StoreUnavailable
from domain.ports.state import Clock
from gateway.assembly.selling.holds import RememberedHolds
from gateway.brokers.assembled import BrokerFeeds, assembled_brokers
from gateway.execution.granted_shapes import check_shapes
from gateway.execution.trusted import TrustedDocuments, checked_documents
from gateway.identity.declared import DeclaredPartners
from gateway.identity.registry_first import RegistryFirst
from gateway.intake.assembled import Intake, assembled_intake
from gateway.intake.office import IntakeDesk
from gateway.intake.present import Fed, Present
from gateway.intake.stored import intaken, polled_news
from gateway.own_state import own_state
from gateway.partners.state import PartnerState
from gateway.reloading import Reloading
from gateway.reservations.assembled import ReservationState, reservations_of
from gateway.reservations.sold import sold
from gateway.settings.identity.key_secret import key_secret
from gateway.settings.instance_file import InstanceFile, load_instance_file
from gateway.settings.process import ProcessSettings
from gateway.shield.guards import GuardState
from gateway.shield.state import ShieldState
from gateway.store.cases.writer import CaseWriter
from gateway.store.migrating import make_ready
from gateway.store.outbox.sql_outbox import SqlOutbox
from gateway.store.sql_store import SqlStore
from gateway.telemetry.metrics import process_metrics
from gateway.watching.watches import Watches
from gateway.webhooks.assembled import Outgoing, WebhooksOut, webhooks_out
from gateway.wiring import Graph, ServedGraph, connected_graph, known_adapters

_FLUSH = timedelta(seconds=5)
_LINGER = timedelta(seconds=2)
"""How much longer than a request may take a replaced graph stays open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The graph over our own state; `start` makes both ready, `aclose` gives them back.

    durable: the store for what was acknowledged. graph: the first; served: the one that requests get, which
    may be another after a reload.
    """

    store: SqlStore
    durable: AsyncEngine
    cases: CaseWriter
    shield: ShieldState
    guards: GuardState | None
    intake: Intake
    brokers: BrokerFeeds
    webhooks: WebhooksOut
    reservations: ReservationState
    partners: PartnerState
    graph: Graph
    served: ServedGraph
    file: InstanceFile
    watches: Watches
    clock: Clock
    trusted: TrustedDocuments
    declared: DeclaredPartners

    async def start(self, *, polling: bool) -> None:
        await make_ready(self.store)
        self.cases.start()
        self.partners.reads.start()
        await self.shield.start()
        await self.graph.start(polling=polling)

    async def aclose(self) -> None:
        await self.reservations.following.aclose()
        await self.brokers.aclose()
        await self.webhooks.aclose()
        await self.intake.aclose()
        await self.served.aclose()
        await self.cases.aclose(_FLUSH)
        await self.partners.reads.aclose(_FLUSH)
        await self.partners.following.aclose()
        await self.shield.aclose()
        if self.guards is not None:
            await self.guards.aclose()
        await self.durable.dispose()
        await self.store.aclose()


def opened_state(settings: ProcessSettings, environ: Mapping[str, str], clock: Clock) -> Opened:
    """Make it; nothing is opened yet. Raises ConfigInvalid."""
    file = load_instance_file(settings.config, known_adapters(), environ, checked_documents)
    check_shapes(file.identity.partners.values())
    trusted, declared = TrustedDocuments(file.documents), DeclaredPartners(file.identity.partners.values())
    watches = Watches(clock, process_metrics())
    registry = watches.metrics.registry
    own = own_state(settings, file, watches, clock)
    durable, kept = own.durable, own.kept
    webhooks = webhooks_out(
        Outgoing(
            engine=durable,
            secret=key_secret(settings),
            index=kept.index,
            cases=kept.cases,
            raise_all=kept.raise_all,
            partners=RegistryFirst(own.partners.directory, declared),
            settings=file.webhooks,
            registry=registry,
        )
    )
    desk, of_store = IntakeDesk(clock), intaken(durable, kept, file.events, clock, registry)
    reservations = reservations_of(durable, kept, file.reservations, clock, registry)
    holds = RememberedHolds(reservations.store, clock)
    kept = replace(kept, webhooks=webhooks.office, booking=reservations.booking, told=polled_news(of_store))
    kept = replace(kept, holds=holds, intake=desk)
    graph = connected_graph(file, clock, watches, kept)
    present = Present(_fed(graph))
    reservations.present.take(sold(graph.readers, graph.places, file.selling))
    intake = assembled_intake(of_store, present)
    desk.take(intake)
    intake.tail.listen(holds.hear)
    intake.tail.listen(own.coming.hear)

    async def another() -> Graph:
        read = await asyncio.to_thread(
            load_instance_file, settings.config, known_adapters(), environ, checked_documents
        )
        check_shapes(read.identity.partners.values())
        made = connected_graph(read, clock, watches, kept)
        try:
            await made.start(polling=settings.sync_enabled)
        except StoreUnavailable:
            await made.aclose()
            raise
        trusted.take(read.documents)
        declared.take(read.identity.partners.values())
        present.take(_fed(made))
        reservations.present.take(sold(made.readers, made.places, read.selling))
        return made

    served = Reloading(graph, another, settings.request_timeout + _LINGER)
    watches.expose(served)
    return Opened(
        store=own.store,
        durable=durable,
        cases=own.cases,
        shield=kept.shield,
        guards=kept.guards,
        intake=intake,
        brokers=assembled_brokers(file, intake, of_store, SqlOutbox(durable), registry),
        webhooks=webhooks,
        reservations=reservations,
        partners=own.partners,
        graph=graph,
        served=served,
        file=file,
        watches=watches,
        clock=clock,
        trusted=trusted,
        declared=declared,
    )


def _fed(graph: Graph) -> Fed:
    webhooks = {each.instance: each.webhook for each in graph.connections if each.webhook}
    return Fed(
        webhooks=webhooks, crosswalk=graph.crosswalk, shield=graph.shield, indexing=graph.sync.indexing
    )
