"""What is late at an instant: promised, due, and not happened. Told from the timeline alone."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from simulators.orders.facts import Header, Kind, Order, Shipment
from simulators.reference.promises import OF_ORDERS, OF_SHIPMENTS, Promise
from simulators.world import expected, lookup
from simulators.world.world import World

_PROMISE_DAYS = 5
_GOODS = ("shipped", "delivered")


class Late(NamedTuple):
    """A kind of fact that should have happened at `due` (epoch seconds), at `site` where that says which."""

    what: str
    due: int
    owed_by: str
    site: str = ""


def promised_at(header: Header) -> int:
    """Give the instant by which the order was promised to its customer."""
    return header.placed_at + _PROMISE_DAYS * 86_400


def of_order(order: Order, now: int) -> list[Late]:
    """Give what an order's systems are late with.

    Nobody owes anything for an order that is held or over; one of another ERP was promised nothing here.
    """
    over = {fact.kind for fact in order.seen(now) if not fact.line}
    if over & {Kind.CLOSED, Kind.CANCELLED}:
        return []
    if order.header.host or (Kind.HELD in over and Kind.HOLD_RELEASED not in over):
        return []
    return sorted(_late_of_order(order, now), key=lambda late: (late.due, late.what))


def _late_of_order(order: Order, now: int) -> Iterator[Late]:
    for promise in OF_ORDERS:
        speaks = not promise.channels or order.header.channel in promise.channels
        lines = [line.number for line in order.header.lines if promise.site in {"", line.site}]
        due = _due(promise, order, now) if speaks and lines else None
        if due is not None and due < now and _is_missing(promise, order, lines, now):
            yield Late(promise.what, due, promise.owed_by, promise.site)


def of_shipment(world: World, shipment: Shipment, now: int) -> list[Late]:
    """Give what the road is late with."""
    inside = [world.order(index) for index in lookup.orders_in(shipment)]
    seen = [fact for order in inside for fact in order.seen(now) if fact.work == shipment.work]
    happened: dict[str, int] = {}
    for fact in sorted(seen, key=lambda fact: fact.at):
        happened.setdefault(fact.kind, fact.at)
    late = []
    for promise in OF_SHIPMENTS:
        began = happened.get(promise.since)
        due = None if began is None else began + promise.seconds
        if due is not None and due < now and promise.what not in happened:
            late.append(Late(promise.what, due, promise.owed_by, shipment.site))
    return sorted(late, key=lambda late: (late.due, late.what))


def late_orders(world: World, now: int) -> Iterator[str]:
    """Give the numbers of all orders of this world's own ERP that are late with anything."""
    for index in range(1, world.count_at(now) + 1):
        order = world.order(index)
        if of_order(order, now):
            yield lookup.number_of(order)


def _due(promise: Promise, order: Order, now: int) -> int | None:
    if not promise.since:
        return promised_at(order.header) + promise.seconds
    works = {work.number for work in order.works if promise.site in {"", work.site}}
    began = (f.at for f in order.seen(now) if f.kind == promise.since and (not f.work or f.work in works))
    first = min(began, default=None)
    return None if first is None else first + promise.seconds


def _is_missing(promise: Promise, order: Order, lines: Iterable[int], now: int) -> bool:
    """Goods are missing unless all of them came that can: not those given up, nor those that lack supply."""
    if promise.what not in _GOODS:
        return all(fact.kind != promise.what for fact in order.seen(now))
    counts = expected.quantities(order, now)
    return any(
        counts[line][promise.what]
        < order.line(line).quantity - counts[line]["cancelled"] - counts[line]["backordered"]
        for line in lines
    )
