"""Events of the log: what happened, as systems told it."""

from datetime import datetime

import strawberry

from domain.milestones import Classifier
from resolvers.batched import derived
from resolvers.builds import events as build
from resolvers.tags import OPS
from resolvers.types.scalars import Json
from resolvers.types.search import PageInfo


@strawberry.type(description="One fact as the log keeps it. What is wrong is corrected by a later one.")
class Event:
    """After resolvers.builds.events.ToldEvent."""

    id: str = strawberry.field(description="Its name, by which one that comes twice is known.")
    type: str = strawberry.field(
        description="What happened: `order.shipped`, `shipment.milestone`. docs/events has them all."
    )
    schema_version: int = strawberry.field(description="The version of the schema of its data.")
    source: str = strawberry.field(description="The system that told it.")
    subject: str = strawberry.field(description="What it is about: `order:SO-1`, `sku:AX-1@EAST`.")
    related: list[str] = strawberry.field(
        description="What else it concerns; of other orders those alone that are yours."
    )
    occurred_at: datetime = strawberry.field(description="When it happened, or is expected to.")
    recorded_at: datetime = strawberry.field(description="When it came in here.")
    classifier: Classifier = strawberry.field(description="Fact, estimate or plan.")
    data: Json | None = derived(
        build.data, description="What its source tells, by the JSON Schema of its type; empty for nothing."
    )
    correction_of: str | None = derived(
        build.correction_of, description="The `id` of the event that it takes the place of."
    )
    cursor: str = strawberry.field(description="Its place in the log, for `after`.")
    raw_ref: str | None = derived(
        build.raw_ref, description="What came in, and was read as this event.", directives=[OPS]
    )
    correlation_id: str | None = derived(
        build.correlation_id, description="The trace under which the logs tell of it.", directives=[OPS]
    )


@strawberry.type(description="One event of a page.")
class EventEdge:
    """After resolvers.builds.pages.Edge."""

    cursor: str = strawberry.field(description="Its place in the log, for `after`: good under any filter.")
    node: Event = strawberry.field(description="The event.")


@strawberry.type(description="Events that the log has dropped, or never had: what rests on them is outdated.")
class LogGap:
    """After resolvers.builds.events.Lost."""

    restart: str = strawberry.field(
        description="From where the log goes on. Read again what you keep, then go on from here."
    )


@strawberry.type(description="A page of the log, the oldest event first.")
class EventConnection:
    """After resolvers.builds.events.WithGap."""

    edges: list[EventEdge] = strawberry.field(description="The events of this page.")
    page_info: PageInfo = strawberry.field(
        description="Where this page stands; `endCursor` is there on an empty page too."
    )
    gap: LogGap | None = strawberry.field(description="What was lost between `after` and this page.")


@strawberry.input(description="Which events. All conditions must hold; in a list, any of its values.")
class EventFilterInput:
    """Each condition that is left out does not matter."""

    types: list[str] | None = strawberry.field(
        default=None, description="Types such as `order.shipped`, or families such as `order`."
    )
    keys: list[str] | None = strawberry.field(
        default=None, description="What they are about or concern: `order:SO-1`, `sku:AX-1@EAST`."
    )
    sources: list[str] | None = strawberry.field(default=None, description="The systems that told them.")
    since: datetime | None = strawberry.field(default=None, description="Recorded here then or later.")
