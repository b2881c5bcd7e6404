"""Reservations at the root of the graph: one's own, and no others."""

from typing import Annotated

import strawberry

from domain.reservations.records import Reservation
from domain.reservations.states import ReservationState
from resolvers.builds.pages import Connection
from resolvers.context import GraphContext
from resolvers.paging import After, First, page_length
from resolvers.reservations.asking import booking_of, own
from resolvers.reservations.shown import connection, place

Info = strawberry.Info[GraphContext]
Id = Annotated[str, strawberry.argument(description="The `id` of the reservation.")]
Channel = Annotated[
    str | None, strawberry.argument(description="Of one channel; of all of yours where left out.")
]
State = Annotated[ReservationState | None, strawberry.argument(description="In one state.")]


async def reservation(info: Info, id: Id) -> Reservation:  # noqa: A002 - its name in the graph
    """One reservation. Raises NotFound."""
    return await own(info.context, id)


async def reservations(
    info: Info, channel: Channel = None, state: State = None, first: First = 20, after: After = None
) -> Connection[Reservation]:
    """One page of reservations."""
    rows, many = info.context.principal.grant.rows, page_length(first)
    found = await booking_of(info.context).page(
        rows, channel=channel, state=state, first=many + 1, after=place(after)
    )
    return connection(found, many, after)
