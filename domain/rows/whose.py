"""Whose business each record is, by all kinds of owners that a row scope may name.

A kind of owner that a record could have, but that no system tells of it, is an empty set: a scope over it
shows none of them. So a scope over suppliers shows no orders, for nobody tells whose goods are sent straight
from a supplier, and a scope over customers, channels or carriers shows no purchase orders.
"""

from collections.abc import Iterable

from domain.events.owners import Owners
from domain.orders import Order
from domain.purchasing import PurchaseOrder
from domain.shipments import Shipment

NOBODY: frozenset[str] = frozenset()


def of_order(order: Order, shipments: Iterable[Shipment] = ()) -> Owners:
    """Customer and channel, the places that its lines and its shipments leave, and who carries these.

    The order's own record knows neither carriers nor which place did ship it: without its shipments there
    are no carriers, and no places but those of its lines.
    """
    made = list(shipments)
    return Owners(
        customers=_named(order.customer),
        channels=_named(order.channel),
        locations=_named(*(line.location for line in order.lines), *(each.origin for each in made)),
        suppliers=NOBODY,
        carriers=NOBODY.union(*map(carriers, made)),
    )


def of_parties(order: Order) -> Owners:
    """Customer and channel alone, for what else is said of the order elsewhere."""
    return Owners(customers=_named(order.customer), channels=_named(order.channel), suppliers=NOBODY)


def of_shipment(shipment: Shipment, order: Order) -> Owners:
    """As far as it carries this order: the order's customer and channel, its own place and carriers."""
    return Owners(
        customers=_named(order.customer),
        channels=_named(order.channel),
        locations=_named(shipment.origin),
        suppliers=NOBODY,
        carriers=carriers(shipment),
    )


def carriers(shipment: Shipment) -> frozenset[str]:
    """Who delivers it, and who carries it on the way."""
    return _named(shipment.carrier, *(leg.carrier for leg in shipment.legs))


def of_purchase_order(order: PurchaseOrder) -> Owners:
    """The supplier and the place that it is for."""
    return Owners(
        customers=NOBODY,
        channels=NOBODY,
        locations=_named(order.location),
        suppliers=_named(order.supplier),
        carriers=NOBODY,
    )


def of_place(code: str) -> Owners:
    """A place's own, and that of the stock there: who buys, supplies or carries does not matter to it."""
    return Owners(locations=_named(code))


def of_customer(code: str) -> Owners:
    """A customer's own record."""
    return Owners(customers=_named(code))


def _named(*names: str) -> frozenset[str]:
    return frozenset(name for name in names if name)
