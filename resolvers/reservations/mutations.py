"""Changes of reservations, each of one's own."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated

import strawberry

from domain.quantities import Quantity
from domain.reservations.records import Mode, Request, Wanted
from resolvers.context import GraphContext
from resolvers.reservations.asking import booking_of, check_mode, own, own_customer
from resolvers.reservations.shown import Payload

Info = strawberry.Info[GraphContext]
Id = Annotated[str, strawberry.argument(description="The `id` of the reservation.")]
Channel = Annotated[str, strawberry.argument(description="The channel that sells.")]
Key = Annotated[
    str,
    strawberry.argument(
        description="Your own name of this request: repeated within 24 hours, it is answered the same."
    ),
]
Ttl = Annotated[
    timedelta | None,
    strawberry.argument(
        description="How long it is held, in whole seconds; as is usual here where left out."
    ),
]
Longer = Annotated[timedelta, strawberry.argument(description="How long from now, in whole seconds.")]
How = Annotated[Mode, strawberry.argument(description="What to do where there is less than asked for.")]
Customer = Annotated[
    str | None, strawberry.argument(description="The customer that it is for, where rules tell them apart.")
]
Destination = Annotated[
    str | None, strawberry.argument(description="Where it goes to, as `US-CA`, where rules tell that apart.")
]
OrderNumber = Annotated[str, strawberry.argument(description="Our number of the order.")]


@strawberry.input(name="ReservationLineInput", description="An item and how much of it.")
class ReservationLineInput:
    """One line of a request."""

    sku: str = strawberry.field(description="The item.")
    quantity: Decimal = strawberry.field(description="How much.")
    unit: str | None = strawberry.field(
        default=None, description="The unit of measure; the item's base unit where left out."
    )

    def wanted(self) -> Wanted:
        """What it means."""
        unit = (self.unit or "").strip().upper()
        return Wanted(sku=self.sku.strip(), quantity=Quantity(self.quantity, unit))


Lines = Annotated[
    list[ReservationLineInput], strawberry.argument(description="What to hold; a kit holds its components.")
]


async def reserve(  # noqa: PLR0913, PLR0917 - all that a request is
    info: Info,
    lines: Lines,
    channel: Channel,
    idempotency_key: Key,
    ttl: Ttl = None,
    mode: How = Mode.ALL_OR_NOTHING,
    customer: Customer = None,
    destination: Destination = None,
) -> Payload:
    """Hold what is asked for."""
    context = info.context
    principal, booking = context.principal, booking_of(context)
    check_mode(principal, mode)
    request = Request(
        partner=principal.partner,
        channel=channel.strip(),
        lines=tuple(line.wanted() for line in lines),
        seconds=booking.ttl if ttl is None else int(ttl.total_seconds()),
        key=idempotency_key,
        mode=mode,
        customer=own_customer(principal, channel.strip(), customer),
        destination=destination or "",
    )
    return Payload(await booking.reserve(request, context.demand))


async def extend_reservation(info: Info, id: Id, ttl: Longer) -> Payload:  # noqa: A002 - its name in the graph
    """Hold it longer."""
    name = (await own(info.context, id)).id
    return Payload(await booking_of(info.context).extend(name, int(ttl.total_seconds())))


async def confirm_reservation(info: Info, id: Id, order_number: OrderNumber) -> Payload:  # noqa: A002 - its name in the graph
    """Tie it to an order."""
    name = (await own(info.context, id)).id
    return Payload(await booking_of(info.context).confirm(name, order_number))


async def release_reservation(info: Info, id: Id) -> Payload:  # noqa: A002 - its name in the graph
    """Give its units back."""
    name = (await own(info.context, id)).id
    return Payload(await booking_of(info.context).release(name))
