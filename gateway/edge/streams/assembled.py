"""Open connections of one process, put together."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry

from domain.ports.log import EventLog
from domain.ports.state import Clock
from gateway.edge.streams.bounds import Bounds
from gateway.edge.streams.holders import Holders
from gateway.edge.streams.operations import Operations
from gateway.edge.streams.shared import Streams
from gateway.hub.tail import Tail
from gateway.identity.authenticator import Authenticator
from gateway.live.groups import Groups
from gateway.settings.limits import Limits
from gateway.telemetry.live_metrics import LiveMetrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where events come from, and what time it is."""

    log: EventLog
    tail: Tail
    clock: Clock


def assembled_streams(
    sources: Sources,
    limits: Limits,
    registry: CollectorRegistry,
    operations: Operations,
    authenticator: Authenticator,
) -> Streams:
    """Nothing has begun."""
    metrics = LiveMetrics(registry)
    groups = Groups(
        sources.log,
        sources.tail,
        sources.clock,
        metrics,
        most=limits.stream_groups,
        room=limits.stream_items,
    )
    return Streams(
        operations=operations,
        groups=groups,
        holders=Holders(authenticator),
        metrics=metrics,
        bounds=Bounds(
            connections=limits.connections,
            of_partner=limits.connections_of_partner,
            operations=limits.subscriptions_of_connection,
            init_time=limits.init_time,
        ),
    )
