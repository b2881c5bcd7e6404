"""What a warehouse knows of one of its orders; each WMS writes it in its own words."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from simulators.orders.facts import Fact, Kind, Order, Shipment, Work
from simulators.world import lookup
from simulators.world.world import World

_COUNTS = {
    Kind.ALLOCATED: "allocated",
    Kind.DEALLOCATED: "deallocated",
    Kind.PICKED: "picked",
    Kind.SHORT_PICKED: "short",
    Kind.SHIPPED: "shipped",
}
_STEPS = {
    Kind.RELEASED,
    Kind.ALLOCATED,
    Kind.WAVED,
    Kind.PICK_STARTED,
    Kind.PICK_ENDED,
    Kind.PACKED,
    Kind.STAGED,
    Kind.LOADED,
    Kind.DISPATCHED,
    Kind.CANCELLED,
}
_MOVES = {*_STEPS, *_COUNTS}


class Step(NamedTuple):
    """A warehouse order reaches a state; `short` tells a pick that ended with less."""

    at: int
    kind: Kind
    short: bool


class FloorLine(NamedTuple):
    """Eaches of one line of a warehouse order; `allocated` is what is not yet picked, the rest add up."""

    number: int
    line: int
    ordered: int
    allocated: int
    picked: int
    short: int
    packed: int
    shipped: int


def steps(order: Order, work: Work, now: int) -> list[Step]:
    """Give the states that a warehouse order went through by now, each once, oldest first."""
    found: dict[Kind, Step] = {}
    for fact in _of(order, work, now):
        is_part = fact.kind is Kind.CANCELLED and fact.line
        if fact.kind in _STEPS and fact.kind not in found and not is_part:
            found[fact.kind] = Step(fact.at, fact.kind, fact.reason == "short")
    return list(found.values())


def advanced(order: Order, fact: Fact, site: str) -> Work | None:
    """Give the warehouse order of a site that a fact takes on as a whole, None where it takes on none.

    A fact of a single line takes nothing on, save the first allocation: it stands for those of all lines.
    """
    work = next((each for each in order.works if each.number == fact.work and each.site == site), None)
    if work is None:
        return None
    first_allocated = fact.kind is Kind.ALLOCATED and fact.line == work.lines[0].line
    return work if not fact.line or first_allocated else None


def changed_at(order: Order, work: Work, now: int) -> int:
    """Give the instant of the last thing that happened to a warehouse order, 0 before it is known."""
    return max((fact.at for fact in _of(order, work, now) if fact.kind in _MOVES), default=0)


def lines(order: Order, work: Work, now: int) -> list[FloorLine]:
    """Give the lines of a warehouse order as they stand."""
    counts = {line.line: Counter[str]() for line in work.lines}
    packed = False
    for fact in _of(order, work, now):
        packed = packed or fact.kind is Kind.PACKED
        if fact.line and fact.kind in _COUNTS:
            counts[fact.line][_COUNTS[fact.kind]] += fact.quantity
    return [
        FloorLine(
            number=number,
            line=line.line,
            ordered=line.quantity,
            allocated=count["allocated"] - count["deallocated"] - count["picked"] - count["short"],
            picked=count["picked"],
            short=count["short"],
            packed=count["picked"] if packed else 0,
            shipped=count["shipped"],
        )
        for number, line in enumerate(work.lines, 1)
        for count in (counts[line.line],)
    ]


def shipment(order: Order, work: Work, now: int) -> Shipment | None:
    """Give the shipment of a warehouse order, once it is packed."""
    packed = any(fact.kind is Kind.PACKED for fact in _of(order, work, now))
    return next((each for each in order.shipments if packed and each.work == work.number), None)


def shipped_at(order: Order, work: Work, now: int) -> int | None:
    """Give the instant at which a warehouse order left."""
    return next((fact.at for fact in _of(order, work, now) if fact.kind is Kind.DISPATCHED), None)


def of_shipment(world: World, named: tuple[int, int] | None, site: str, now: int) -> list[tuple[Order, Work]]:
    """Give the warehouse orders that lie in the shipment that (leading order, its work) names."""
    found = lookup.shipment(world, named, now)
    if found is None or found[1].site != site:
        return []
    _, each = found
    orders = (world.any(index, now) for index in lookup.orders_in(each))
    return [
        (order, work)
        for order in orders
        if order
        for work in lookup.works_at(order, site, now)
        if work.number == each.work
    ]


def _of(order: Order, work: Work, now: int) -> Iterable[Fact]:
    return (fact for fact in order.seen(now) if fact.work == work.number)
