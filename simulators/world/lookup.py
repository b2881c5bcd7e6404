"""From any system's number to the order, warehouse order or shipment that it names, as known by now."""

from simulators.orders.facts import Kind, Order, Shipment, Work
from simulators.reference import numbers
from simulators.world.injected import FIRST_INDEX
from simulators.world.world import World


def by_own_number(world: World, text: str, now: int) -> Order | None:
    """Find an order of this world's own ERP by its number there."""
    return world.own(numbers.parse_erp_order(text), now)


def by_number(world: World, text: str, now: int) -> Order | None:
    """Find an order, of another ERP too, by the number that its owner gave it."""
    injected = world.injected.find(text)
    return world.any(injected, now) if injected is not None else by_own_number(world, text, now)


def number_of(order: Order) -> str:
    """Give the number that the order's owner gave it."""
    return order.header.host or numbers.erp_order(order.index)


def number_at(world: World, index: int) -> str:
    """Give the owner's number of the order with an index."""
    return number_of(world.order(index)) if index >= FIRST_INDEX else numbers.erp_order(index)


def works_at(order: Order, site: str, now: int) -> list[Work]:
    """Give the warehouse orders of an order that a site has received by now."""
    known = {fact.work for fact in order.facts if fact.kind is Kind.RELEASED and fact.at <= now}
    return [work for work in order.works if work.site == site and work.number in known]


def work(world: World, named: tuple[int, int] | None, site: str, now: int) -> tuple[Order, Work] | None:
    """Find the warehouse order that (order, work) names."""
    order = world.any(named[0], now) if named else None
    if order is None or named is None:
        return None
    return next(((order, each) for each in works_at(order, site, now) if each.number == named[1]), None)


def shipment(world: World, named: tuple[int, int] | None, now: int) -> tuple[Order, Shipment] | None:
    """Find the shipment that (leading order, its work) names, once it is packed; with that leading order."""
    if named is None:
        return None
    order = world.any(named[0], now)
    if order is None:
        return None
    leader = world.order(order.shipments[0].lead) if order.shipments else order
    for each in leader.shipments:
        if (each.lead, each.work) == named and created_at(leader, each) <= now:
            return leader, each
    return None


def created_at(order: Order, each: Shipment) -> int:
    """Give the instant at which a shipment's label is made."""
    return next(f.at for f in order.facts if f.kind is Kind.LABEL_CREATED and f.work == each.work)


def orders_in(each: Shipment) -> list[int]:
    """Give the indexes of the orders that lie in a shipment, ascending."""
    return sorted({content.order for package in each.packages for content in package.contents})
