"""The ERP's two-digit statuses. It sees neither picking detail nor delivery."""

from collections import Counter

from simulators.orders.facts import Kind, Order
from simulators.world import expected

STATUS_TEXT = {
    "10": "Entered",
    "15": "Acknowledged",
    "20": "Blocked",
    "30": "Released",
    "35": "Backordered",
    "40": "Allocated",
    "50": "In fulfilment",
    "60": "Partially shipped",
    "70": "Shipped",
    "90": "Closed",
    "99": "Cancelled",
}
_STATUS = {
    "RECEIVED": "10",
    "ACKNOWLEDGED": "15",
    "ON_HOLD": "20",
    "RELEASED": "30",
    "BACKORDERED": "35",
    "ALLOCATED": "40",
    "PICKING": "50",
    "PACKED": "50",
    "PARTIALLY_SHIPPED": "60",
    "SHIPPED": "70",
    "CLOSED": "90",
    "CANCELLED": "99",
}
_BILLING = {"NOT_INVOICED": "A", "PARTIALLY_INVOICED": "B", "INVOICED": "C", "CREDITED": "D"}


def status(order: Order, now: int) -> str:
    """Give a header's two digits; what carriers know is left out, for the ERP does not hear it."""
    known = tuple(fact for fact in order.facts if fact.kind is not Kind.DELIVERED)
    return _STATUS[expected.status(Order(order.header, order.works, order.shipments, known), now)]


def billing_status(order: Order, now: int) -> str:
    """Give the letter that says how much is invoiced."""
    return _BILLING[expected.billing_status(order, now)]


def line_status(quantity: int, allocated: int, count: Counter[str], *, picking: bool) -> str:
    """Give a line's two digits; `picking` says that a warehouse works on it."""
    wanted = quantity - count["cancelled"]
    if wanted == 0:
        return "99"
    if count["shipped"] >= wanted:
        return "40"
    if count["shipped"]:
        return "45"
    if count["backordered"]:
        return "35"
    if picking:
        return "30"
    return "20" if allocated else "10"
