"""What subscriptions tell: the state at first, then each change of it, and what could not be told."""

import strawberry

from domain.ports.backends import ORDERS, SHIPMENTS
from domain.ports.graph import AVAILABILITY
from resolvers.batched import batched, derived, sold
from resolvers.builds import updates as build
from resolvers.builds.updates import Reread, UpdateKind
from resolvers.types.availability import Availability
from resolvers.types.events import Event
from resolvers.types.exceptions import Case
from resolvers.types.orders import Order, Shipment

strawberry.enum(
    UpdateKind,
    description=(
        "SNAPSHOT is the state as it is now, EVENT a change of it. GAP: changes were lost before this one. "
        "HEARTBEAT: all was told up to its cursor."
    ),
)
strawberry.enum(Reread, description="What is to be read again after a gap.")

_KIND = "Why it comes."
_CURSOR = "Where the stream stands after it, for `after`; empty where more comes that belongs to it."
_EVENT = "The event that made it come; empty where you may not see events of its family."
_GAP = "With GAP alone: what was lost."


@strawberry.type(description="Changes that were lost, and what is to be done about it.")
class UpdateGap:
    """After resolvers.builds.updates.UpdateGap."""

    restart: str = strawberry.field(description="From where the stream goes on, as its `cursor` says too.")
    reread: Reread = strawberry.field(description="What to read again.")
    keys: list[str] = strawberry.field(description="Which of them; empty for all that the stream is about.")


@strawberry.type(description="News of one order.")
class OrderUpdate:
    """After resolvers.builds.updates.Update."""

    kind: UpdateKind = strawberry.field(description=_KIND)
    cursor: str | None = derived(build.cursor, description=_CURSOR)
    event: Event | None = strawberry.field(description=_EVENT)
    order: Order | None = batched(
        ORDERS, build.key, build.entity, description="The order as it is now; empty where it is not yours."
    )
    gap: UpdateGap | None = strawberry.field(description=_GAP)


@strawberry.type(description="News of one shipment.")
class ShipmentUpdate:
    """After resolvers.builds.updates.Update."""

    kind: UpdateKind = strawberry.field(description=_KIND)
    cursor: str | None = derived(build.cursor, description=_CURSOR)
    event: Event | None = strawberry.field(description=_EVENT)
    shipment: Shipment | None = batched(
        SHIPMENTS,
        build.key,
        build.entity,
        description="The shipment as it is now; empty where nothing of it is yours.",
    )
    gap: UpdateGap | None = strawberry.field(description=_GAP)


@strawberry.type(
    description="What may be promised of one item now: always the latest, whatever happened before."
)
class AvailabilityUpdate:
    """After resolvers.builds.updates.Update."""

    kind: UpdateKind = strawberry.field(description=_KIND)
    cursor: str | None = derived(build.cursor, description=_CURSOR)
    availability: Availability | None = sold(
        AVAILABILITY,
        build.question,
        build.availability,
        description="As it is now; empty for an item that no system keeps.",
    )
    gap: UpdateGap | None = strawberry.field(description=_GAP)


@strawberry.type(description="News of one exception case.")
class ExceptionUpdate:
    """After resolvers.builds.updates.Update."""

    kind: UpdateKind = strawberry.field(description=_KIND)
    cursor: str | None = derived(build.cursor, description=_CURSOR)
    event: Event | None = strawberry.field(description=_EVENT)
    exception: Case | None = strawberry.field(description="The case as it is now.")
    gap: UpdateGap | None = strawberry.field(description=_GAP)


@strawberry.type(description="One event, as it comes in.")
class EventUpdate:
    """After resolvers.builds.updates.Update."""

    kind: UpdateKind = strawberry.field(description=_KIND)
    cursor: str | None = derived(build.cursor, description=_CURSOR)
    event: Event | None = strawberry.field(description="The event.")
    gap: UpdateGap | None = strawberry.field(description=_GAP)
