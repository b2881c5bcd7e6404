"""A shipment: one consignment on its way, with legs, packages, contents and what carriers say of it.

A shipment may carry parts of several orders, an order may travel in many shipments. `status` is a
fold over milestones (`domain.folds.shipment_status`); reason, fault and delay stand apart from it.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

import msgspec

from domain.errors import BackendError
from domain.identifiers import Identifier
from domain.milestones import Classifier, FaultParty, Milestone
from domain.quantities import Quantity


class ShipmentStatus(StrEnum):
    """Where a shipment is in its life."""

    CREATED = "CREATED"
    AT_PICKUP = "AT_PICKUP"
    PICKED_UP = "PICKED_UP"
    IN_TRANSIT = "IN_TRANSIT"
    CUSTOMS = "CUSTOMS"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    AVAILABLE_FOR_PICKUP = "AVAILABLE_FOR_PICKUP"
    DELIVERY_ATTEMPTED = "DELIVERY_ATTEMPTED"
    DELIVERED = "DELIVERED"
    EXCEPTION = "EXCEPTION"
    RETURNING = "RETURNING"
    RETURNED = "RETURNED"
    CANCELLED = "CANCELLED"
    LOST = "LOST"
    UNKNOWN = "UNKNOWN"


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """One physical piece. `id` is the label or SSCC that the warehouse gave it."""

    id: str
    tracking_number: str = ""
    weight_kg: Decimal | None = None


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """This much of one order's line travels here, in that package where it is known."""

    order: str
    sku: str
    quantity: Quantity
    line: str = ""
    package: str = ""


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One carrier's part of the way, from stop to stop. Times are planned until they are actual."""

    sequence: int
    carrier: str = ""
    service: str = ""
    tracking_number: str = ""
    origin: str = ""
    destination: str = ""
    departs_at: datetime | None = None
    departure: Classifier = Classifier.PLANNED
    arrives_at: datetime | None = None
    arrival: Classifier = Classifier.PLANNED


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """When delivery is expected, who says so and since when."""

    at: datetime
    source: str
    told_at: datetime | None = None
    classifier: Classifier = Classifier.ESTIMATED


class Delay(msgspec.Struct, frozen=True, kw_only=True):
    """Against the promise: by how much, since when it is known, why and through whom.

    promised_at: the promise that is missed.
    """

    by: timedelta
    promised_at: datetime | None = None
    since: datetime | None = None
    reason: str = ""
    fault: FaultParty | None = None

    @property
    def seconds(self) -> int:
        """`by` in whole seconds."""
        return int(self.by.total_seconds())


class Shipment(msgspec.Struct, frozen=True, kw_only=True):
    """One shipment as one system knows it, or as all of them together do after assembly.

    gaps: systems that should have added to it and could not. What the others know stands; what is
    derived of all of it would be a guess.
    """

    id: str
    sources: tuple[str, ...]
    carrier: str = ""
    service: str = ""
    tracking_numbers: tuple[str, ...] = ()
    packages: tuple[Package, ...] = ()
    contents: tuple[Content, ...] = ()
    legs: tuple[Leg, ...] = ()
    origin: str = ""
    destination: str = ""
    promised_at: datetime | None = None
    milestones: tuple[Milestone, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    as_of: datetime | None = None
    gaps: tuple[BackendError, ...] = ()


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """What one carrier tells about one tracking number. `references` are the shipper's own numbers."""

    tracking_number: str
    source: str
    carrier: str = ""
    service: str = ""
    milestones: tuple[Milestone, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    references: tuple[str, ...] = ()
    as_of: datetime | None = None
