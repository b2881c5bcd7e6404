"""Returns: what a customer sends back, why, and what becomes of it."""

from datetime import datetime
from enum import StrEnum

import msgspec

from domain.identifiers import Identifier
from domain.milestones import Milestone
from domain.quantities import Quantity


class ReturnState(StrEnum):
    """How far a return is."""

    AUTHORISED = "AUTHORISED"
    IN_TRANSIT = "IN_TRANSIT"
    RECEIVED = "RECEIVED"
    INSPECTED = "INSPECTED"
    CREDITED = "CREDITED"
    CLOSED = "CLOSED"
    REFUSED = "REFUSED"
    UNKNOWN = "UNKNOWN"


class Disposition(StrEnum):
    """What inspection decided to do with the goods."""

    RESTOCK = "RESTOCK"
    QUARANTINE = "QUARANTINE"
    SCRAP = "SCRAP"
    UNDECIDED = "UNDECIDED"


class ReturnLine(msgspec.Struct, frozen=True, kw_only=True):
    """So much of one order line comes back."""

    line: str
    sku: str
    quantity: Quantity
    reason: str = ""
    disposition: Disposition = Disposition.UNDECIDED


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """One return of one order. `refund` is the credit note's number, where there is one.

    business_unit: the company or sales organisation that owns it, as its source writes it.
    """

    number: str
    source: str
    order: str = ""
    customer: str = ""
    business_unit: str = ""
    lines: tuple[ReturnLine, ...] = ()
    refund: str = ""
    milestones: tuple[Milestone, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    as_of: datetime | None = None
