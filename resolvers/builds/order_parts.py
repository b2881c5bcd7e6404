"""The parts of an order that another system than its owner may own: each told, or refused by name.

Where the instance whose word counts for a part could not answer, another's would be a guess.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.authority import Fact
from domain.orders import Address, Hold, InvoiceReference, Order


def told(order: Order, *parts: Fact) -> Order:
    """The same order, where all these parts of it are told. Raises BackendError for the first that is not."""
    gap = order.gap(*parts)
    if gap is not None:
        raise gap
    return order


def channel(order: Order) -> str:
    """Where it was sold."""
    return told(order, Fact.ORDER_PARTIES).channel


def ship_to(order: Order) -> Address | None:
    """Where it goes."""
    return told(order, Fact.ORDER_PARTIES).ship_to


def promised_at(order: Order) -> datetime | None:
    """When delivery is promised."""
    return told(order, Fact.ORDER_PROMISE).promised_at


def holds(order: Order) -> Sequence[Hold]:
    """Why it does not move, or did not."""
    return told(order, Fact.ORDER_HOLDS).holds


def invoices(order: Order) -> Sequence[InvoiceReference]:
    """References to its invoices."""
    return told(order, Fact.ORDER_INVOICES).invoices
