"""The systems behind the graph, for those who run it."""

from datetime import datetime

import strawberry


@strawberry.federation.type(
    inaccessible=True, description="One configured system, and how it has been answering."
)
class Backend:
    """After domain.instances.BackendState."""

    instance: str = strawberry.field(description="The name that it was given.")
    adapter: str | None = strawberry.field(description="The adapter that speaks with it.")
    kind: str | None = strawberry.field(description="erp, wms, tms or carrier.")
    capabilities: list[str] | None = strawberry.field(description="What it offers.")
    reachable: bool | None = strawberry.field(description="Whether the last call was answered.")
    calls: int | None = strawberry.field(description="Calls since this process started.")
    failures: int | None = strawberry.field(description="Those that failed.")
    last_success_at: datetime | None = strawberry.field(description="When it last answered.")
    last_failure_at: datetime | None = strawberry.field(description="When it last failed to.")
    last_error: str | None = strawberry.field(description="Code of the last failure.")
