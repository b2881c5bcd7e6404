"""Things by their numbers, for those who may see them: for all others there is no such thing.

A shipment or a return belongs to the orders in it: whoever may see one of those may see it.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from domain.orders import Order
from domain.partners import Principal
from domain.policy import unrestricted
from domain.ports.backends import ORDERS, PURCHASE_ORDERS, RETURNS, SHIPMENTS, TRACKING
from domain.ports.reading import Port
from domain.purchasing import PurchaseOrder
from domain.returns import Return
from domain.shipments import Shipment, Track
from resolvers.batched import ask_one, value_of
from resolvers.builds.shipments import orders_to_check, visible
from resolvers.context import GraphContext
from resolvers.owners import visible_order, visible_purchase_order

V = TypeVar("V")
Visible = Callable[[V | None, Principal], V | None]


def order_by_number(context: GraphContext, key: str) -> Order | Awaitable[Order | None] | None:
    """An order, if it is one of the principal's rows."""
    if unrestricted(context.principal):
        return ask_one(context, ORDERS, key)
    return _own(context, ORDERS, key, visible_order)


def purchase_order_by_number(
    context: GraphContext, key: str
) -> PurchaseOrder | Awaitable[PurchaseOrder | None] | None:
    """A purchase order, if it is one of the principal's rows."""
    if unrestricted(context.principal):
        return ask_one(context, PURCHASE_ORDERS, key)
    return _own(context, PURCHASE_ORDERS, key, visible_purchase_order)


def shipment_by_id(context: GraphContext, key: str) -> Shipment | Awaitable[Shipment | None] | None:
    """A shipment, if the principal may see any of the orders in it."""
    if unrestricted(context.principal):
        return ask_one(context, SHIPMENTS, key)
    return _own_shipment(context, key)


def return_by_number(context: GraphContext, key: str) -> Return | Awaitable[Return | None] | None:
    """A return, if the principal may see its order."""
    if unrestricted(context.principal):
        return ask_one(context, RETURNS, key)
    return _own_return(context, key)


def track_by_number(context: GraphContext, key: str) -> Track | Awaitable[Track | None] | None:
    """A track. Whose parcel it is a carrier does not say, so a row scope shows none by number alone."""
    if not unrestricted(context.principal):
        return None
    return ask_one(context, TRACKING, key)


async def _own(context: GraphContext, port: Port[str, V], key: str, visible: Visible[V]) -> V | None:
    """Nothing of a record that may not be seen reaches the answer, not even how old it is."""
    found = await context.batches.gather(port, [key])
    value = visible(value_of(found, key), context.principal)
    if value is not None:
        context.batches.show(port, [key])
    return value


async def _own_shipment(context: GraphContext, key: str) -> Shipment | None:
    found = value_of(await context.batches.gather(SHIPMENTS, [key]), key)
    numbers = orders_to_check(found, context.principal) if found else []
    orders = await context.batches.gather(ORDERS, numbers)
    shipment = visible(found, orders, context.principal)
    if shipment is not None:
        context.batches.show(SHIPMENTS, [key])
    return shipment


async def _own_return(context: GraphContext, key: str) -> Return | None:
    returned = value_of(await context.batches.gather(RETURNS, [key]), key)
    if returned is None or not returned.order:
        return None
    orders = await context.batches.gather(ORDERS, [returned.order])
    if visible_order(value_of(orders, returned.order), context.principal) is None:
        return None
    context.batches.show(RETURNS, [key])
    return returned
