"""What a process has of partners: the registry in its database, and all of it at hand."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports.cache import Signal
from domain.ports.partners import PartnerDirectory, PartnerRegistry
from domain.ports.state import Clock
from gateway.partners.changing import PartnerChanges
from gateway.partners.directory import RegisteredPartners
from gateway.partners.following import Following
from gateway.partners.key_changes import KeyChanges
from gateway.partners.office import PartnerOffice
from gateway.partners.personal_reads import ReadWriter
from gateway.store.partners.personal_reads import SqlPersonalReads
from gateway.store.partners.sql_partner_registry import SqlPartnerRegistry
from gateway.telemetry.metrics import Metrics
from gateway.telemetry.partner_metrics import AuditMetrics, PartnerMetrics


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerState:
    """Made once for a process.

    following: keeps the directory up, from its `start` to its `aclose`. reads: takes who was shown personal
    data, between the same. office: where the graph administers partners.
    """

    registry: PartnerRegistry
    directory: PartnerDirectory
    following: Following
    reads: ReadWriter
    office: PartnerOffice


def partner_state(
    engine: AsyncEngine, signal: Signal, clock: Clock, metrics: Metrics, hashed: Callable[[str], bytes]
) -> PartnerState:
    """Nothing is read yet. clock: the world's, by which keys expire and partners are suspended.

    hashed: what is kept of a key's text.
    """
    registry = SqlPartnerRegistry(engine)
    directory = RegisteredPartners(registry, clock, PartnerMetrics(metrics.registry))
    return PartnerState(
        registry=registry,
        directory=directory,
        following=Following(directory, signal),
        reads=ReadWriter(SqlPersonalReads(engine), AuditMetrics(metrics.registry)),
        office=PartnerOffice(
            registry, PartnerChanges(registry, signal, clock), KeyChanges(registry, signal, clock, hashed)
        ),
    )
