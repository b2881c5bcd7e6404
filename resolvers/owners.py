"""Whose business the records of the graph are, for the row decisions of the policy."""

from collections.abc import Sequence

from domain.events.owners import Owners
from domain.orders import Order
from domain.partners import Principal
from domain.policy import ALLOW, decide_row, unrestricted
from domain.ports.reading import Found, Outcomes
from domain.purchasing import PurchaseOrder
from domain.stock import StockKey

UNKNOWN = Owners(known=False)


def of_order(order: Order) -> Owners:
    """The customer, the channel and the places from which it ships."""
    return Owners(
        customers=frozenset({order.customer} - {""}),
        channels=frozenset({order.channel} - {""}),
        locations=frozenset(line.location for line in order.lines if line.location),
    )


def of_purchase_order(order: PurchaseOrder) -> Owners:
    """The supplier and the place that it is for."""
    return Owners(suppliers=frozenset({order.supplier} - {""}), locations=frozenset({order.location} - {""}))


def of_place(location: str) -> Owners:
    """A place's own."""
    return Owners(locations=frozenset({location}))


def visible_order(order: Order | None, principal: Principal) -> Order | None:
    """The order, or None for whom it does not exist."""
    if order is None or unrestricted(principal):
        return order
    return order if decide_row(principal, of_order(order)) is ALLOW else None


def visible_purchase_order(order: PurchaseOrder | None, principal: Principal) -> PurchaseOrder | None:
    """The purchase order, or None for whom it does not exist."""
    if order is None or decide_row(principal, of_purchase_order(order)) is not ALLOW:
        return None
    return order


def to_check(numbers: Sequence[str], principal: Principal) -> Sequence[str]:
    """The orders that must be read before something that belongs to them may be shown."""
    return [] if unrestricted(principal) else numbers


def visible_numbers(numbers: Sequence[str], orders: Outcomes[str, Order], principal: Principal) -> set[str]:
    """Those of the orders that the principal may see; one that could not be read is not shown."""
    if unrestricted(principal):
        return set(numbers)
    return {number for number in numbers if _may_see(orders, number, principal)}


def visible_keys(keys: Sequence[StockKey], principal: Principal) -> list[StockKey]:
    """The keys at places that the principal may see."""
    if unrestricted(principal):
        return list(keys)
    return [key for key in keys if decide_row(principal, of_place(key.location)) is ALLOW]


def _may_see(orders: Outcomes[str, Order], number: str, principal: Principal) -> bool:
    outcome = orders[number]
    return isinstance(outcome, Found) and visible_order(outcome.value, principal) is not None
