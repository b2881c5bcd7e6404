"""Reservations at the roots of the graph, which inherit these fields."""

import strawberry

from resolvers.batched import asked
from resolvers.reservations.mutations import (
    confirm_reservation,
    extend_reservation,
    release_reservation,
    reserve,
)
from resolvers.reservations.queries import reservation, reservations
from resolvers.reservations.types import (
    ConfirmReservationPayload,
    ExtendReservationPayload,
    ReleaseReservationPayload,
    Reservation,
    ReservationConnection,
    ReservePayload,
)


@strawberry.type
class ReservationQueries:
    """Inherited by resolvers.queries.Query."""

    reservation: Reservation | None = asked(
        reservation,
        description="One reservation.",
    )
    reservations: ReservationConnection | None = asked(
        reservations,
        description="Reservations of one's own channels and customers, the newest first.",
    )


@strawberry.type
class ReservationMutations:
    """Inherited by resolvers.mutations.Mutation."""

    reserve: ReservePayload | None = asked(
        reserve,
        description=(
            "Hold units, so that no other channel is promised them. Where they come from is decided here: "
            "from as few places as possible."
        ),
    )
    extend_reservation: ExtendReservationPayload | None = asked(
        extend_reservation,
        description="Hold longer, from now on; never shorter than it is held already.",
    )
    confirm_reservation: ConfirmReservationPayload | None = asked(
        confirm_reservation,
        description="Tie a hold to its order. It does not run out any more.",
    )
    release_reservation: ReleaseReservationPayload | None = asked(
        release_reservation,
        description="Give the units back. Doing so twice changes nothing.",
    )
