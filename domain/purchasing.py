"""Purchase orders: supply that is on its way in. An ASN is an inbound shipment."""

from datetime import datetime
from enum import StrEnum

import msgspec

from domain.identifiers import Identifier
from domain.quantities import Quantity


class PurchaseState(StrEnum):
    """How far a purchase order is."""

    PLACED = "PLACED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    ANNOUNCED = "ANNOUNCED"
    PARTIALLY_RECEIVED = "PARTIALLY_RECEIVED"
    RECEIVED = "RECEIVED"
    CANCELLED = "CANCELLED"
    UNKNOWN = "UNKNOWN"


class PurchaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line: ordered, what the supplier acknowledged and for when, announced by ASN, received."""

    id: str
    sku: str
    ordered: Quantity
    acknowledged: Quantity | None = None
    announced: Quantity | None = None
    received: Quantity | None = None
    expected_at: datetime | None = None


class PurchaseOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One order to one supplier for one of our locations.

    business_unit: the company that buys, as its source writes it.
    """

    number: str
    source: str
    state: PurchaseState = PurchaseState.UNKNOWN
    raw_state: str = ""
    supplier: str = ""
    location: str = ""
    business_unit: str = ""
    placed_at: datetime | None = None
    lines: tuple[PurchaseLine, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    as_of: datetime | None = None
