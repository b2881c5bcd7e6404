"""The systems behind the graph, for those who run it."""

from datetime import datetime, timedelta

import strawberry

from domain.budgets import BreakerState
from resolvers.types.lanes import Lane

strawberry.federation.enum(
    BreakerState,
    inaccessible=True,
    description="Whether a host is called: CLOSED is all is well, HALF_OPEN lets a few calls through to see.",
)


@strawberry.federation.type(inaccessible=True, description="What one lane may take of a host's budget.")
class LaneBudget:
    """After domain.hosts.LaneBudget."""

    lane: Lane = strawberry.field(description="The lane.")
    left: int | None = strawberry.field(
        description="Calls that it may make at once, as far as this process knows; empty for no limit."
    )


@strawberry.federation.type(inaccessible=True, description="The calls of the last minute.")
class RecentCalls:
    """After domain.hosts.Lately."""

    calls: int = strawberry.field(description="How many came to an end.")
    failures: int = strawberry.field(description="Those that failed.")
    error_rate: float | None = strawberry.field(description="The part that failed; empty without calls.")
    p50: timedelta | None = strawberry.field(description="What half of them took at most.")
    p99: timedelta | None = strawberry.field(description="What 99 of 100 took at most.")


@strawberry.federation.type(
    inaccessible=True, description="One host, with all systems that are there, as this process calls it."
)
class BackendHost:
    """After domain.hosts.HostState."""

    host: str = strawberry.field(description="Name and port.")
    breaker: BreakerState = strawberry.field(description="The worst of its breakers.")
    budget: list[LaneBudget] = strawberry.field(description="What is left, lane by lane.")
    pace: float = strawberry.field(
        description="1, or the part of its usual pace at which it is called since it asked to be spared."
    )
    lately: RecentCalls = strawberry.field(description="How calls went in the last minute.")
    last_success_at: datetime | None = strawberry.field(description="When it last answered well.")
    last_failure_at: datetime | None = strawberry.field(description="When a call last failed.")


@strawberry.federation.type(
    inaccessible=True, description="One configured system, and how it has been answering."
)
class Backend:
    """After domain.instances.BackendState."""

    instance: str = strawberry.field(description="The name that it was given.")
    adapter: str | None = strawberry.field(description="The adapter that speaks with it.")
    kind: str | None = strawberry.field(description="erp, wms, tms or carrier.")
    capabilities: list[str] | None = strawberry.field(description="What it offers.")
    reachable: bool | None = strawberry.field(description="Whether the last read was answered.")
    calls: int | None = strawberry.field(description="Reads since this process started.")
    failures: int | None = strawberry.field(description="Those that failed.")
    last_success_at: datetime | None = strawberry.field(description="When it last answered.")
    last_failure_at: datetime | None = strawberry.field(description="When it last failed to.")
    last_error: str | None = strawberry.field(description="Code of the last failure.")
    host: BackendHost | None = strawberry.field(description="Where it is; empty if it is not called by HTTP.")
    hit_ratio: float | None = strawberry.field(
        description="The part of all keys for which it was not asked; empty where none was wanted."
    )
    feed_watermark: datetime | None = strawberry.field(
        description="Up to when this process has heard all its changes."
    )
    oldest_served: datetime | None = strawberry.field(
        description="Since when the oldest value was known that answers of the last minute showed of it."
    )
