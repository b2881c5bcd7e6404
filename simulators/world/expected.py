"""Where an order and its shipments stand at an instant, in OrderGraph's words, for tests to compare with."""

from collections import Counter
from collections.abc import Iterable

from simulators.orders.facts import Fact, Kind, Order, Shipment
from simulators.orders.picking import SUPPLY

_LINE_COUNTS = {
    Kind.ALLOCATED: "allocated",
    Kind.PICKED: "picked",
    Kind.SHIPPED: "shipped",
    Kind.CANCELLED: "cancelled",
    Kind.RETURN_RECEIVED: "returned",
}
QUANTITIES = ("allocated", "picked", "shipped", "delivered", "backordered", "cancelled", "returned")

_STAGES = (
    (Kind.PACKED, "PACKED"),
    (Kind.PICK_STARTED, "PICKING"),
    (Kind.ALLOCATED, "ALLOCATED"),
    (Kind.RELEASED, "RELEASED"),
    (Kind.ACKNOWLEDGED, "ACKNOWLEDGED"),
    (Kind.PLACED, "RECEIVED"),
)
_SUPPLIED = {Kind.ALLOCATED, Kind.PICK_STARTED, Kind.PICKED, Kind.SHORT_PICKED, Kind.PACKED}
_SHIPMENT_STATUS = {
    Kind.LABEL_CREATED: "CREATED",
    Kind.ARRIVED_PICKUP: "AT_PICKUP",
    Kind.PICKED_UP: "PICKED_UP",
    Kind.HUB_ARRIVED: "IN_TRANSIT",
    Kind.HUB_DEPARTED: "IN_TRANSIT",
    Kind.HANDED_OVER: "IN_TRANSIT",
    Kind.CARRIER_RECEIVED: "IN_TRANSIT",
    Kind.CUSTOMS_STARTED: "CUSTOMS",
    Kind.CUSTOMS_CLEARED: "IN_TRANSIT",
    Kind.OUT_FOR_DELIVERY: "OUT_FOR_DELIVERY",
    Kind.ATTEMPTED: "DELIVERY_ATTEMPTED",
    Kind.DELIVERED: "DELIVERED",
    Kind.DAMAGED: "EXCEPTION",
    Kind.LOST: "LOST",
    Kind.RETURNING: "RETURNING",
    Kind.RETURNED: "RETURNED",
}


def quantities(order: Order, now: int) -> dict[int, Counter[str]]:
    """Give, per line number, eaches by QUANTITIES; all cumulative but `backordered`."""
    lines = {line.number: Counter[str]() for line in order.header.lines}
    for fact in order.seen(now):
        if fact.line and fact.kind in _LINE_COUNTS:
            lines[fact.line][_LINE_COUNTS[fact.kind]] += fact.quantity
        if fact.line and fact.kind is Kind.BACKORDERED:
            lines[fact.line]["backordered"] += fact.quantity
        if fact.line and fact.kind is Kind.ALLOCATED and fact.reason == SUPPLY:
            lines[fact.line]["backordered"] -= fact.quantity
        if fact.kind is Kind.DELIVERED:
            _deliver(order, fact, lines)
    return lines


def _deliver(order: Order, fact: Fact, lines: dict[int, Counter[str]]) -> None:
    for package in order.shipment_of(fact.work).packages:
        for content in package.contents:
            if content.order == order.index:
                lines[content.line]["delivered"] += content.quantity


def status(order: Order, now: int) -> str:
    """Give the order's status: goods that left decide first, then a hold, then the furthest stage."""
    facts = order.seen(now)
    whole = {fact.kind for fact in facts if not fact.line}
    if Kind.CLOSED in whole:
        return "CLOSED"
    counts = quantities(order, now)
    wanted = {line.number: line.quantity - counts[line.number]["cancelled"] for line in order.header.lines}
    for quantity, complete, partly in (
        ("delivered", "DELIVERED", "PARTIALLY_DELIVERED"),
        ("shipped", "SHIPPED", "PARTIALLY_SHIPPED"),
    ):
        if any(counts[line][quantity] for line in wanted):
            return complete if all(counts[line][quantity] >= wanted[line] for line in wanted) else partly
    if Kind.CANCELLED in whole:
        return "CANCELLED"
    if Kind.HELD in whole and Kind.HOLD_RELEASED not in whole:
        return "ON_HOLD"
    return _stage(facts)


def _stage(facts: tuple[Fact, ...]) -> str:
    """Give the furthest stage; lacking goods come before it until something is supplied later."""
    lacking = max((fact.at for fact in facts if fact.kind is Kind.BACKORDERED), default=0)
    supplied = max((fact.at for fact in facts if fact.kind in _SUPPLIED), default=0)
    if lacking > supplied:
        return "BACKORDERED"
    happened = {fact.kind for fact in facts}
    return next((name for kind, name in _STAGES if kind in happened), "UNKNOWN")


def billing_status(order: Order, now: int) -> str:
    """Give how much of what the order's warehouses send is invoiced."""
    facts = order.seen(now)
    invoiced = {fact.work for fact in facts if fact.kind is Kind.INVOICED}
    if not invoiced:
        return "NOT_INVOICED"
    credited = sum(fact.quantity for fact in facts if fact.kind is Kind.RETURN_CREDITED)
    shipped = sum(fact.quantity for fact in facts if fact.kind is Kind.SHIPPED)
    if credited and credited >= shipped:
        return "CREDITED"
    return "INVOICED" if len(invoiced) == len(order.works) else "PARTIALLY_INVOICED"


def return_status(order: Order, now: int) -> str:
    """Give how much of the order came back."""
    kinds = {fact.kind for fact in order.seen(now)}
    counts = quantities(order, now)
    if any(count["returned"] for count in counts.values()):
        back = all(
            counts[line.number]["returned"] >= line.quantity - counts[line.number]["cancelled"]
            for line in order.header.lines
        )
        return "RETURNED" if back else "PARTIALLY_RETURNED"
    return "OPEN" if Kind.RETURN_AUTHORISED in kinds else "NONE"


def shipment_status(order: Order, shipment: Shipment, now: int) -> str:
    """Give a shipment's status; empty before its label is made."""
    found = [
        _SHIPMENT_STATUS[fact.kind] for fact in _of(order, shipment, now) if fact.kind in _SHIPMENT_STATUS
    ]
    return found[-1] if found else ""


def estimate(order: Order, shipment: Shipment, now: int) -> int | None:
    """Give the latest estimate of a shipment's delivery."""
    dues = [fact.due for fact in _of(order, shipment, now) if fact.kind is Kind.ESTIMATED]
    return dues[-1] if dues else None


def _of(order: Order, shipment: Shipment, now: int) -> Iterable[Fact]:
    return (fact for fact in order.seen(now) if fact.work == shipment.work)
