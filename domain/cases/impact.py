"""What an exception case touches: the orders, items, customers and places that its subjects lead to."""

from collections.abc import Iterable

import msgspec

from domain.orders import Order
from domain.shipments import Shipment


class Impact(msgspec.Struct, frozen=True, kw_only=True):
    """Our names, each once, in order."""

    orders: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()


class Touched(msgspec.Struct, frozen=True, kw_only=True):
    """What one subject says by itself: names for the impact, and numbers to follow."""

    direct: Impact = Impact()
    shipment: str = ""
    tracking: str = ""


def touched(subject: str) -> Touched:
    """Read an entity key such as `order:SO-1`, `sku:AX-1@EAST` or `shipment:SHE-1`."""
    kind, _, name = subject.partition(":")
    if kind in {"sku", "item", "product"}:
        sku, _, place = name.partition("@")
        return Touched(direct=Impact(skus=_named(sku), locations=_named(place)))
    directly = {
        "order": Impact(orders=_named(name)),
        "customer": Impact(customers=_named(name)),
        "location": Impact(locations=_named(name)),
    }
    if kind in directly:
        return Touched(direct=directly[kind])
    return Touched(
        shipment=name if kind == "shipment" else "",
        tracking=name if kind == "tracking" else "",
    )


def of_shipment(shipment: Shipment) -> Impact:
    """The orders in it, and its items."""
    return union([Impact(orders=_named(c.order), skus=_named(c.sku)) for c in shipment.contents])


def of_order(order: Order) -> Impact:
    """The order, who placed it, and the items and places of its lines."""
    return Impact(
        orders=(order.number,),
        skus=_sorted(line.sku for line in order.lines),
        customers=_named(order.customer),
        locations=_sorted(line.location for line in order.lines),
    )


def union(parts: Iterable[Impact]) -> Impact:
    """Everything that any of them touches."""
    every = list(parts)
    return Impact(
        orders=_sorted(name for part in every for name in part.orders),
        skus=_sorted(name for part in every for name in part.skus),
        customers=_sorted(name for part in every for name in part.customers),
        locations=_sorted(name for part in every for name in part.locations),
    )


def _named(name: str) -> tuple[str, ...]:
    return (name,) if name else ()


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name}))
