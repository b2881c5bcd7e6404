"""Events: one closed, versioned list of types, and the record that the log keeps.

`subject.what_happened`. Each type of an order or shipment names the milestone that it gives.
`changed` says only that the source has news: re-read. Corrections are appended, never edited.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from domain.milestones import Classifier, MilestoneCode


class EventType(msgspec.Struct, frozen=True):
    """A type's name on the wire, its schema version and the milestone that it gives, if any."""

    name: str
    milestone: MilestoneCode | None = None
    version: int = 1


def _types(subject: str, milestones: Mapping[str, MilestoneCode | None]) -> list[EventType]:
    return [EventType(f"{subject}.{what}", code) for what, code in milestones.items()]


_ORDER = {
    "placed": MilestoneCode.PLACED,
    "acknowledged": MilestoneCode.ACKNOWLEDGED,
    "held": MilestoneCode.HELD,
    "hold_released": MilestoneCode.HOLD_RELEASED,
    "released": MilestoneCode.RELEASED,
    "backordered": MilestoneCode.BACKORDERED,
    "allocated": MilestoneCode.ALLOCATED,
    "pick_started": MilestoneCode.PICK_STARTED,
    "picked": MilestoneCode.PICKED,
    "short_picked": MilestoneCode.SHORT_PICKED,
    "packed": MilestoneCode.PACKED,
    "shipped": MilestoneCode.SHIPPED,
    "delivered": MilestoneCode.DELIVERED,
    "invoiced": MilestoneCode.INVOICED,
    "credited": MilestoneCode.CREDITED,
    "cancelled": MilestoneCode.CANCELLED,
    "closed": MilestoneCode.CLOSED,
    "changed": None,
}
_RETURN = {
    "authorised": MilestoneCode.RETURN_AUTHORISED,
    "in_transit": MilestoneCode.RETURN_IN_TRANSIT,
    "received": MilestoneCode.RETURN_RECEIVED,
    "inspected": MilestoneCode.RETURN_INSPECTED,
    "credited": MilestoneCode.RETURN_CREDITED,
    "refused": MilestoneCode.RETURN_REFUSED,
    "closed": MilestoneCode.RETURN_CLOSED,
}
_SHIPMENT = {
    "created": MilestoneCode.SHIPMENT_CREATED,
    "milestone": None,
    "eta_changed": None,
    "cancelled": MilestoneCode.CANCELLED,
    "changed": None,
}
_STOCK = (
    "received adjusted counted picked shipped transfer_shipped transfer_received returned damaged "
    "quarantined quarantine_released allocated deallocated snapshot changed"
)
_RESERVATION = "held extended confirmed released expired"
_PURCHASE = "placed acknowledged changed announced received"

EVENT_TYPES: Mapping[str, EventType] = {
    event_type.name: event_type
    for event_type in [
        *_types("order", _ORDER),
        *_types("stock", dict.fromkeys(_STOCK.split())),
        *_types("reservation", dict.fromkeys(_RESERVATION.split())),
        *_types("shipment", _SHIPMENT),
        *_types("return", _RETURN),
        *_types("purchase_order", dict.fromkeys(_PURCHASE.split())),
        *_types("exception", dict.fromkeys(("opened", "assigned", "resolved"))),
        *_types("source", dict.fromkeys(("silent", "recovered"))),
    ]
}


class Owners(msgspec.Struct, frozen=True, kw_only=True):
    """Whose business a record or event is: what row scopes are held against.

    None: this kind of record has no such owner, so that a row scope over it does not apply. An empty
    set: it has, but nobody is known. With `known` false nothing is known: for unrestricted grants only.
    """

    customers: frozenset[str] | None = None
    channels: frozenset[str] | None = None
    locations: frozenset[str] | None = None
    suppliers: frozenset[str] | None = None
    carriers: frozenset[str] | None = None
    known: bool = True


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One fact as the log keeps it. `data` holds no personal data.

    subject: one entity key (`order:SO-1`). related: the other keys that it concerns. source_event_id
    dedupes; source_sequence only detects gaps. raw_ref points at the raw document it came from.
    """

    type: str
    source: str
    subject: str
    occurred_at: datetime
    recorded_at: datetime
    id: str = ""
    schema_version: int = 1
    source_event_id: str = ""
    source_sequence: int | None = None
    related: tuple[str, ...] = ()
    owners: Owners = Owners(known=False)
    classifier: Classifier = Classifier.ACTUAL
    data: Mapping[str, str] = {}
    raw_ref: str = ""
    mapping_version: int = 1
    correlation_id: str = ""
    correction_of: str = ""
