"""What an exception case touches: the orders, items, customers and places that its subjects lead to."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from domain.orders import Order, OrderLine, OrderStatus
from domain.shipments import Shipment


class Impact(msgspec.Struct, frozen=True, kw_only=True):
    """Our names, each once, in order."""

    orders: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """Units of an item, or of all items, at these places, or at all places."""

    sku: str = ""
    places: tuple[str, ...] = ()

    def waits_in(self, line: OrderLine) -> bool:
        """Whether a line asks for them."""
        return self.sku in {"", line.sku} and (not self.places or line.location in self.places)


WAITING = (
    OrderStatus.RECEIVED,
    OrderStatus.ACKNOWLEDGED,
    OrderStatus.ON_HOLD,
    OrderStatus.RELEASED,
    OrderStatus.BACKORDERED,
    OrderStatus.ALLOCATED,
    OrderStatus.PICKING,
    OrderStatus.PACKED,
    OrderStatus.PARTIALLY_SHIPPED,
)
"""Where an order stands as long as it waits for goods."""


class Touched(msgspec.Struct, frozen=True, kw_only=True):
    """What one subject says by itself: names for the impact, and what to follow.

    goods: of which it speaks, so that the orders that wait for them are touched.
    """

    direct: Impact = Impact()
    goods: Goods | None = None
    shipment: str = ""
    tracking: str = ""


NO_PLACES: Mapping[str, Sequence[str]] = {}


def touched(subject: str, kept: Mapping[str, Sequence[str]] = NO_PLACES) -> Touched:
    """Read an entity key such as `order:SO-1`, `sku:AX-1@EAST` or `shipment:SHE-1`.

    kept: the places whose goods an instance keeps. Of one that keeps none no list would say what it touches.
    """
    kind, _, name = subject.partition(":")
    if kind in {"sku", "item", "product"}:
        sku, _, place = name.partition("@")
        direct = Impact(skus=_named(sku), locations=_named(place))
        return Touched(direct=direct, goods=Goods(sku=sku, places=_named(place)) if sku else None)
    if kind == "source" and kept.get(name):
        places = _sorted(kept[name])
        return Touched(direct=Impact(locations=places), goods=Goods(places=places))
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


def of_waiting(order: Order, goods: Goods) -> Impact:
    """The order with what it asks of these goods; nothing where it asks for none."""
    lines = [line for line in order.lines if goods.waits_in(line)]
    if not lines:
        return Impact()
    return Impact(
        orders=(order.number,),
        skus=_sorted(line.sku for line in lines),
        customers=_named(order.customer),
        locations=_sorted(line.location for line in lines),
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
