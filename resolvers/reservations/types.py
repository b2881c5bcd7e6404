"""Reservations, and what changes of them answer with."""

from datetime import datetime

import strawberry

from domain.reservations.records import Mode
from domain.reservations.states import ReservationState
from resolvers.batched import derived
from resolvers.reservations import shown
from resolvers.types.search import PageInfo
from resolvers.types.values import Quantity

strawberry.enum(
    ReservationState,
    description="The life of a hold. `TAKEN_OVER`: its order claims the units by itself now.",
)
strawberry.enum(
    Mode,
    name="ReservationMode",
    description="Every line in full or nothing, or of each line what there is, but not nothing at all.",
)


@strawberry.type(description="A line as it was asked for, and how much of it was held.")
class ReservationLine:
    """After domain.reservations.records.HeldLine."""

    sku: str = strawberry.field(description="The item.")
    asked: Quantity = strawberry.field(description="How much was asked for.")
    held: Quantity = strawberry.field(description="How much is held; less under `BEST_EFFORT` alone.")


@strawberry.type(description="Units of one item at one place; of a kit, of its components.")
class ReservationAllotment:
    """After resolvers.reservations.shown.ShownAllotment."""

    sku: str = strawberry.field(description="The item.")
    location: str = strawberry.field(description="Our code of the place.")
    quantity: Quantity = strawberry.field(description="How much, in the item's base unit.")


@strawberry.type(description="Units that nobody else is promised, until a time or for an order.")
class Reservation:
    """After domain.reservations.records.Reservation."""

    id: str = strawberry.field(description="Its name here.")
    state: ReservationState = strawberry.field(description="How far it is.")
    channel: str = strawberry.field(description="The channel that it is for.")
    customer: str | None = derived(shown.customer, description="The customer that it is for, if it is.")
    lines: list[ReservationLine] = strawberry.field(description="What was asked for, in that order.")
    allotments: list[ReservationAllotment] = derived(
        shown.allotments, description="Where the units lie that were held."
    )
    created_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime = derived(
        shown.expires_at, description="Until then it holds; a confirmed one holds for its order."
    )
    order_number: str | None = derived(shown.order_number, description="The order that it was confirmed for.")


@strawberry.type(description="One reservation of a page.")
class ReservationEdge:
    """After resolvers.builds.pages.Edge."""

    cursor: str = strawberry.field(description="Its place, for `after`.")
    node: Reservation = strawberry.field(description="The reservation.")


@strawberry.type(description="A page of reservations, the newest first.")
class ReservationConnection:
    """After resolvers.builds.pages.Connection."""

    edges: list[ReservationEdge] = strawberry.field(description="The reservations of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")


@strawberry.type(description="What was held.")
class ReservePayload:
    """After resolvers.reservations.shown.Payload."""

    reservation: Reservation = strawberry.field(
        description="The reservation; to a key that is known, as it was answered first."
    )


@strawberry.type(description="The reservation as it is now.")
class ExtendReservationPayload:
    """After resolvers.reservations.shown.Payload."""

    reservation: Reservation = strawberry.field(description="The reservation.")


@strawberry.type(description="The reservation as it is now.")
class ConfirmReservationPayload:
    """After resolvers.reservations.shown.Payload."""

    reservation: Reservation = strawberry.field(description="The reservation.")


@strawberry.type(description="The reservation as it is now.")
class ReleaseReservationPayload:
    """After resolvers.reservations.shown.Payload."""

    reservation: Reservation = strawberry.field(description="The reservation.")
