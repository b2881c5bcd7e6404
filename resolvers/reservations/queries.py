"""Reservations at the root of the graph: one's own, and no others."""

from typing import Annotated

import strawberry

from domain.reservations.records import Reservation
from domain.reservations.states import ReservationState
from resolvers.context import GraphContext
from resolvers.reservations.asking import booking_of, check_first, own
from resolvers.reservations.shown import Connection, connection, place

Info = strawberry.Info[GraphContext]
Id = Annotated[str, strawberry.argument(description="The `id` of the reservation.")]
Channel = Annotated[
    str | None, strawberry.argument(description="Of one channel; of all of yours where left out.")
]
State = Annotated[ReservationState | None, strawberry.argument(description="In one state.")]
First = Annotated[int, strawberry.argument(description="How many, from 1 to 100.")]
After = Annotated[str | None, strawberry.argument(description="`endCursor` of the page before.")]


async def reservation(info: Info, id: Id) -> Reservation:  # noqa: A002 - its name in the graph
    """One reservation. Raises NotFound."""
    return await own(info.context, id)


async def reservations(
    info: Info, channel: Channel = None, state: State = None, first: First = 20, after: After = None
) -> Connection:
    """One page of reservations."""
    rows, many = info.context.principal.grant.rows, check_first(first)
    found = await booking_of(info.context).page(
        rows, channel=channel, state=state, first=many + 1, after=place(after)
    )
    return connection(found, many, after)
