"""Shipments as those on the road see them: found by any name, with the facts that concern them alone."""

from collections.abc import Iterator

from simulators.orders.facts import Fact, Kind, Order, Shipment
from simulators.reference import numbers
from simulators.world import lookup
from simulators.world.world import World

ROAD = frozenset(
    {
        Kind.LABEL_CREATED,
        Kind.TENDERED,
        Kind.ARRIVED_PICKUP,
        Kind.PICKED_UP,
        Kind.HUB_ARRIVED,
        Kind.HUB_DEPARTED,
        Kind.HANDED_OVER,
        Kind.CARRIER_RECEIVED,
        Kind.CUSTOMS_STARTED,
        Kind.CUSTOMS_CLEARED,
        Kind.OUT_FOR_DELIVERY,
        Kind.ATTEMPTED,
        Kind.ARRIVED,
        Kind.DELIVERED,
        Kind.DELAYED,
        Kind.ESTIMATED,
        Kind.DAMAGED,
        Kind.LOST,
        Kind.RETURNING,
        Kind.RETURNED,
    }
)

Consignment = tuple[Order, Shipment]


def facts(order: Order, shipment: Shipment) -> list[Fact]:
    """Give what happens to a shipment on the road, past and planned, oldest first."""
    return [fact for fact in order.facts if fact.work == shipment.work and fact.kind in ROAD]


def of_order(world: World, number: str, now: int) -> Iterator[Consignment]:
    """Give the shipments that parts of an order lie in."""
    order = lookup.by_number(world, number, now)
    for each in order.shipments if order else ():
        found = lookup.shipment(world, (each.lead, each.work), now)
        if found:
            yield found


def of_shipment(world: World, text: str, now: int) -> Iterator[Consignment]:
    """Give the shipment that a warehouse's shipment number names."""
    for site in ("EAST", "WEST"):
        found = lookup.shipment(world, numbers.parse_shipment(site, text), now)
        if found and found[1].site == site:
            yield found


def of_load(world: World, text: str, now: int) -> Iterator[Consignment]:
    """Give the shipment of a load number."""
    found = lookup.shipment(world, numbers.parse_load(text), now)
    if found:
        yield found


def of_pro(world: World, text: str, now: int) -> Iterator[Consignment]:
    """Give the shipment of a linehaul's PRO number."""
    found = lookup.shipment(world, numbers.parse_pro(text), now)
    if found and found[1].legs > 1:
        yield found


def of_tracking(world: World, text: str, now: int) -> Iterator[Consignment]:
    """Give the shipment of a tracking number."""
    piece = numbers.parse_tracking(text)
    found = lookup.shipment(world, (piece.order, piece.work), now) if piece else None
    if found and any(package.tracking == text for package in found[1].packages):
        yield found
