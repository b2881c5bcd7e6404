"""Things that belong to the orders in them: whoever may see one of those may see the thing."""

from collections.abc import Awaitable

from domain.policy import unrestricted
from domain.ports.backends import ORDERS, RETURNS, SHIPMENTS, TRACKING
from domain.returns import Return
from domain.shipments import Shipment, Track
from resolvers.batched import ask, value_of
from resolvers.builds.shipments import orders_to_check, visible
from resolvers.context import GraphContext
from resolvers.owners import visible_order


def shipment_by_id(context: GraphContext, key: str) -> Shipment | Awaitable[Shipment | None] | None:
    """A shipment, if the principal may see any of the orders in it."""
    if unrestricted(context.principal):
        return ask(context, SHIPMENTS, [key], lambda found: value_of(found, key))
    return _visible_shipment(context, key)


def return_by_number(context: GraphContext, key: str) -> Return | Awaitable[Return | None] | None:
    """A return, if the principal may see its order."""
    if unrestricted(context.principal):
        return ask(context, RETURNS, [key], lambda found: value_of(found, key))
    return _visible_return(context, key)


def track_by_number(context: GraphContext, key: str) -> Track | Awaitable[Track | None] | None:
    """A track. Whose parcel it is a carrier does not say, so a row scope shows none by number alone."""
    if not unrestricted(context.principal):
        return None
    return ask(context, TRACKING, [key], lambda found: value_of(found, key))


async def _visible_shipment(context: GraphContext, key: str) -> Shipment | None:
    shipment = value_of(await context.batches.gather(SHIPMENTS, [key]), key)
    numbers = orders_to_check(shipment, context.principal) if shipment else []
    orders = await context.batches.gather(ORDERS, numbers)
    return visible(shipment, orders, context.principal)


async def _visible_return(context: GraphContext, key: str) -> Return | None:
    returned = value_of(await context.batches.gather(RETURNS, [key]), key)
    if returned is None or not returned.order:
        return None
    orders = await context.batches.gather(ORDERS, [returned.order])
    order = visible_order(value_of(orders, returned.order), context.principal)
    return returned if order is not None else None
