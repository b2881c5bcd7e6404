"""The closed list of event types: `subject.what_happened`.

Each type of an order, a shipment or a return names the milestone that it gives, and each type the record
of what it tells. `changed` says only that the source has news: read again.
"""

from collections.abc import Mapping

import msgspec

from domain.events import payloads
from domain.events.payloads import Payload
from domain.milestones import MilestoneCode


class EventType(msgspec.Struct, frozen=True):
    """A type's name on the wire, what it tells, the milestone that it gives, if any, and its version."""

    name: str
    tells: type[Payload]
    milestone: MilestoneCode | None = None
    version: int = 1


_OTHERWISE: Mapping[str, type[Payload]] = {
    "shipment.eta_changed": payloads.EtaNews,
    "stock.snapshot": payloads.StockFigures,
}


def _types(
    subject: str, tells: type[Payload], milestones: Mapping[str, MilestoneCode | None]
) -> list[EventType]:
    names = {f"{subject}.{what}": code for what, code in milestones.items()}
    return [EventType(name, _told(name, tells), code) for name, code in names.items()]


def _told(name: str, tells: type[Payload]) -> type[Payload]:
    return payloads.Changed if name.endswith(".changed") else _OTHERWISE.get(name, tells)


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
        *_types("order", payloads.OrderNews, _ORDER),
        *_types("stock", payloads.StockNews, dict.fromkeys(_STOCK.split())),
        *_types("reservation", payloads.ReservationNews, dict.fromkeys(_RESERVATION.split())),
        *_types("shipment", payloads.ShipmentNews, _SHIPMENT),
        *_types("return", payloads.ReturnNews, _RETURN),
        *_types("purchase_order", payloads.PurchaseNews, dict.fromkeys(_PURCHASE.split())),
        *_types("exception", payloads.CaseNews, dict.fromkeys(("opened", "assigned", "resolved"))),
        *_types("source", payloads.FeedNews, dict.fromkeys(("silent", "recovered"))),
    ]
}
