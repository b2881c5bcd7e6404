"""What can be followed, at the root of the graph."""

from collections.abc import AsyncIterator

import strawberry

from resolvers.subscriptions.availability import availability_changed
from resolvers.subscriptions.events import event_logged
from resolvers.subscriptions.exceptions import exception_changed
from resolvers.subscriptions.orders import order_changed
from resolvers.subscriptions.shipments import shipment_changed
from resolvers.subscriptions.topics import followed
from resolvers.tags import OPS
from resolvers.types.updates import (
    AvailabilityUpdate,
    EventUpdate,
    ExceptionUpdate,
    OrderUpdate,
    ShipmentUpdate,
)


@strawberry.type(description="What happens, as it happens. Each stream resumes by the cursor of its items.")
class Subscription:
    """Each field needs its scope, as those of Query do."""

    order_changed: AsyncIterator[OrderUpdate | None] = followed(
        order_changed,
        description="Orders: each event of them, of their shipments and of their returns.",
    )
    shipment_changed: AsyncIterator[ShipmentUpdate | None] = followed(
        shipment_changed,
        description="Shipments: each event of them.",
    )
    availability_changed: AsyncIterator[AvailabilityUpdate | None] = followed(
        availability_changed,
        description=(
            "What may be promised of items. Of changes that come together the latest alone is told, and none "
            "that does not show in what you may see."
        ),
    )
    exception_changed: AsyncIterator[ExceptionUpdate | None] = followed(
        exception_changed,
        description="Exception cases; only what is about your own rows.",
        directives=[OPS],
    )
    events: AsyncIterator[EventUpdate | None] = followed(
        event_logged,
        description="The log, event by event: what you may see of it, about your own rows.",
    )
