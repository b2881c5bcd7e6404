"""Questions about stock at the root of the graph: what may be promised, and what lies where."""

from decimal import Decimal
from typing import Annotated

import strawberry

from domain.errors import BadInput
from domain.ports.graph import AVAILABILITY, POSITIONS
from resolvers.batched import ask
from resolvers.bounded_inputs import name
from resolvers.builds.availability import answered, questions
from resolvers.builds.stock import keys_for, positions
from resolvers.context import GraphContext

Info = strawberry.Info[GraphContext]
Skus = Annotated[list[str], strawberry.argument(description="Our names of the items.")]
Codes = Annotated[
    list[str] | None, strawberry.argument(description="Our codes of the places; all where left out.")
]
Channel = Annotated[
    str | None, strawberry.argument(description="The channel that promises; your own where it is left out.")
]
CustomerCode = Annotated[
    str | None, strawberry.argument(description="Our code of the customer to whom; your own if left out.")
]
Destination = Annotated[
    str | None,
    strawberry.argument(description="Where it goes, such as `US` or `US-CA`; else anywhere."),
]
Wanted = Annotated[
    Decimal | None, strawberry.argument(description="How much is wanted, in base units: for `earliest`.")
]


def availability(  # noqa: PLR0913, PLR0917 - the arguments of the field
    info: Info,
    skus: Skus,
    channel: Channel = None,
    customer: CustomerCode = None,
    destination: Destination = None,
    quantity: Wanted = None,
    locations: Codes = None,
) -> object:
    """One for each item. Raises BadInput that names the argument, and NotGranted for what is of others."""
    context = info.context
    if quantity is not None and quantity <= 0:
        raise BadInput("should be more than nothing", field="quantity")
    asker = context.asker(
        channel=_name(channel, "channel"),
        customer=_name(customer, "customer"),
        destination=_name(destination, "destination"),
    )
    keys = questions(skus, asker, locations)
    return ask(context, AVAILABILITY, keys, lambda found: answered(found, keys, quantity))


def stock_positions(info: Info, skus: Skus, locations: Codes = None) -> object:
    """Those that are there, with what we hold of them."""
    context = info.context
    keys = keys_for(skus, locations or context.places)
    return ask(context, POSITIONS, keys, lambda found: positions(found, keys))


def _name(given: str | None, field: str) -> str | None:
    return None if given is None else name(given, field)
