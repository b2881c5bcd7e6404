"""An order as the system that took it knows it, and what warehouses know of fulfilling it.

Statuses are not stored here: `domain.folds` derives them from milestones of all systems.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from domain.authority import Fact
from domain.errors import BackendError
from domain.identifiers import Identifier
from domain.milestones import Milestone
from domain.quantities import Money, Quantity
from domain.shipments import Shipment


class OrderStatus(StrEnum):
    """How far the goods are."""

    RECEIVED = "RECEIVED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    ON_HOLD = "ON_HOLD"
    RELEASED = "RELEASED"
    BACKORDERED = "BACKORDERED"
    ALLOCATED = "ALLOCATED"
    PICKING = "PICKING"
    PACKED = "PACKED"
    PARTIALLY_SHIPPED = "PARTIALLY_SHIPPED"
    SHIPPED = "SHIPPED"
    PARTIALLY_DELIVERED = "PARTIALLY_DELIVERED"
    DELIVERED = "DELIVERED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"
    UNKNOWN = "UNKNOWN"


class BillingStatus(StrEnum):
    """How far the money is; invoicing often precedes delivery."""

    NOT_INVOICED = "NOT_INVOICED"
    PARTIALLY_INVOICED = "PARTIALLY_INVOICED"
    INVOICED = "INVOICED"
    CREDITED = "CREDITED"


class OrderReturnStatus(StrEnum):
    """How much has come back."""

    NONE = "NONE"
    OPEN = "OPEN"
    PARTIALLY_RETURNED = "PARTIALLY_RETURNED"
    RETURNED = "RETURNED"


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """Why an order does not move, and since when; `released_at` once it may again."""

    code: str
    reason: str = ""
    since: datetime | None = None
    released_at: datetime | None = None


class InvoiceReference(msgspec.Struct, frozen=True, kw_only=True):
    """Number, date, amount and the ERP's own state: a reference, not accounting."""

    number: str
    issued_at: datetime | None = None
    amount: Money | None = None
    state: str = ""


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where goods go. Personal data."""

    name: str = ""
    lines: tuple[str, ...] = ()
    city: str = ""
    postal_code: str = ""
    region: str = ""
    country: str = ""


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line as ordered. `id` is the ERP's line number; `location` is where it ships from.

    identifiers: what the customer calls the item.
    """

    id: str
    sku: str
    ordered: Quantity
    description: str = ""
    location: str = ""
    cancelled: Quantity | None = None
    promised_at: datetime | None = None
    unit_price: Money | None = None
    identifiers: tuple[Identifier, ...] = ()


class PartGap(msgspec.Struct, frozen=True):
    """A part of an order, named by its fact, that its declared owner could not tell."""

    fact: Fact
    error: BackendError


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Header, lines and the ERP's own milestones of one order.

    business_unit: the company or sales organisation that owns it, as its source writes it. gaps: parts that
    are left empty here, since the instance whose word counts for them could not answer.
    """

    number: str
    source: str
    placed_at: datetime | None = None
    promised_at: datetime | None = None
    customer: str = ""
    channel: str = ""
    business_unit: str = ""
    ship_to: Address | None = None
    lines: tuple[OrderLine, ...] = ()
    holds: tuple[Hold, ...] = ()
    invoices: tuple[InvoiceReference, ...] = ()
    return_numbers: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    as_of: datetime | None = None
    gaps: tuple[PartGap, ...] = ()

    def gap(self, *parts: Fact) -> BackendError | None:
        """Why one of these parts is empty; None where all of them are told."""
        return next((gap.error for gap in self.gaps if gap.fact in parts), None)


class WorkedLine(msgspec.Struct, frozen=True, gc=False):
    """A line of an order as a source numbers it in its milestones, and the item in it."""

    source: str
    line: str
    sku: str


class Fulfilment(msgspec.Struct, frozen=True, kw_only=True):
    """What warehouses know of one order: their milestones and the shipments they made of it.

    lines: which items the numbers of lines stand for, by source: a warehouse keeps those that it was told.
    """

    order: str
    sources: tuple[str, ...] = ()
    lines: tuple[WorkedLine, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    as_of: datetime | None = None


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """What all systems beside the order's own tell of it: the facts that its statuses are folded of."""

    order: str
    milestones: tuple[Milestone, ...] = ()


class LineQuantities(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a line is where, all in the unit of `ordered`."""

    ordered: Quantity
    allocated: Quantity
    picked: Quantity
    shipped: Quantity
    delivered: Quantity
    backordered: Quantity
    cancelled: Quantity
    returned: Quantity
