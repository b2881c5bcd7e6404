"""Our own state and the graph over it, made once for a process from its settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports.state import Clock
from gateway.brokers.assembled import BrokerFeeds, assembled_brokers
from gateway.execution.trusted import TrustedDocuments
from gateway.file_in_use import file_in_use
from gateway.graphs import Graphs
from gateway.identity.declared import DeclaredPartners
from gateway.intake.assembled import Intake, assembled_intake
from gateway.offices import offices
from gateway.own_state import own_state
from gateway.partners.state import PartnerState
from gateway.reloading import Reloading
from gateway.reservations.assembled import ReservationState
from gateway.settings.instance_file import InstanceFile
from gateway.settings.process import ProcessSettings
from gateway.shield.guards import GuardState
from gateway.shield.state import ShieldState
from gateway.store.cases.writer import CaseWriter
from gateway.store.migrating import make_ready
from gateway.store.outbox.sql_outbox import SqlOutbox
from gateway.store.sql_store import SqlStore
from gateway.telemetry.metrics import process_metrics
from gateway.watching.watches import Watches
from gateway.webhooks.assembled import WebhooksOut
from gateway.wiring.assembling import connected_graph
from gateway.wiring.graph import Graph, ServedGraph

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
    used, watches = file_in_use(settings, environ), Watches(clock, process_metrics())
    own = own_state(settings, used.first, watches, clock)
    beside = offices(settings, used, own, watches, clock)
    graphs = Graphs(
        used, lambda file: connected_graph(file, clock, watches, beside.kept), beside.reservations.present
    )
    intake = assembled_intake(beside.of_store, graphs.present)
    beside.take(intake)
    intake.tail.listen(own.coming.hear)
    another = partial(graphs.another, polling=settings.sync_enabled)
    served = Reloading(graphs.first, another, settings.request_timeout + _LINGER)
    watches.expose(served)
    outbox, registry = SqlOutbox(own.durable), watches.metrics.registry
    return Opened(
        store=own.store,
        durable=own.durable,
        cases=own.cases,
        shield=own.kept.shield,
        guards=own.kept.guards,
        intake=intake,
        brokers=assembled_brokers(used.first, intake, beside.of_store, outbox, registry),
        webhooks=beside.webhooks,
        reservations=beside.reservations,
        partners=own.partners,
        graph=graphs.first,
        served=served,
        file=used.first,
        watches=watches,
        clock=clock,
        trusted=used.trusted,
        declared=used.declared,
    )
