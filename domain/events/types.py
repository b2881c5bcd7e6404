"""The closed list of event types: `subject.what_happened`.

Each type of an order, a shipment or a return names the milestone that it gives, and each type the record
of what it tells. `changed` says only that the source has news: read again.
"""

from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from domain.events import payloads
from domain.events.payloads import Payload
from domain.milestones import MilestoneCode as Code


class EventType(msgspec.Struct, frozen=True, kw_only=True):
    """One type: its name on the wire, what happened, what it tells, and the milestone that it gives."""

    name: str
    meaning: str
    tells: type[Payload]
    milestone: Code | None = None
    version: int = 1


_Meanings: TypeAlias = Mapping[str, str]
_NEWS = "The source has news of it and does not say what: read it again."

_ORDER: _Meanings = {
    "placed": "The order came in.",
    "acknowledged": "It was accepted.",
    "held": "It may not go on until a hold is released.",
    "hold_released": "A hold was released.",
    "released": "It was given to the warehouses.",
    "backordered": "There is not enough to fill it; it waits for supply.",
    "allocated": "Stock was promised to it.",
    "pick_started": "Picking began.",
    "picked": "It was picked.",
    "short_picked": "Less was found than was to be picked.",
    "packed": "It was packed.",
    "shipped": "It left the house.",
    "delivered": "It arrived.",
    "invoiced": "It was invoiced.",
    "credited": "Money was given back for it.",
    "cancelled": "It will not be filled.",
    "closed": "Nothing more will happen to it.",
    "changed": _NEWS,
}
_RETURN: _Meanings = {
    "authorised": "The customer may send it back.",
    "in_transit": "It is on its way back.",
    "received": "It came back.",
    "inspected": "It was looked at, and what becomes of it is known.",
    "credited": "Money was given back for it.",
    "refused": "It was not accepted.",
    "closed": "Nothing more will happen to it.",
}
_SHIPMENT: _Meanings = {
    "created": "It was made, and has not left.",
    "milestone": "Something happened on its way: see `milestone`.",
    "eta_changed": "Another time of arrival is expected. No progress.",
    "cancelled": "It will not go.",
    "changed": _NEWS,
}
_STOCK: _Meanings = {
    "received": "Units came in.",
    "adjusted": "The count was set right.",
    "counted": "Units were counted.",
    "picked": "Units were taken for an order.",
    "shipped": "Units left the house.",
    "transfer_shipped": "Units left for another location.",
    "transfer_received": "Units arrived from another location.",
    "returned": "Units came back from a customer.",
    "damaged": "Units were found damaged.",
    "quarantined": "Units were set aside for a decision.",
    "quarantine_released": "Units that were set aside may be sold.",
    "allocated": "Units were promised to an order line.",
    "deallocated": "A promise was taken back.",
    "snapshot": "All figures of the position, absolute.",
    "changed": _NEWS,
}
_RESERVATION: _Meanings = {
    "held": "Units are held for a while.",
    "extended": "The hold lasts longer.",
    "confirmed": "The hold belongs to an order.",
    "released": "The hold was given up.",
    "expired": "The hold ran out.",
}
_PURCHASE: _Meanings = {
    "placed": "It was sent to the supplier.",
    "acknowledged": "The supplier accepted it.",
    "changed": _NEWS,
    "announced": "The supplier says that it is on its way.",
    "received": "It arrived.",
}
_EXCEPTION: _Meanings = {
    "opened": "Something needs a person.",
    "assigned": "Somebody looks after it.",
    "resolved": "It is settled.",
}
_SOURCE: _Meanings = {
    "silent": "It was not heard for longer than expected: what rests on it is stale.",
    "recovered": "It is heard again.",
}

_OTHERWISE: Mapping[str, type[Payload]] = {
    "shipment.eta_changed": payloads.EtaNews,
    "stock.snapshot": payloads.StockFigures,
}
_MILESTONE_OF: Mapping[str, Mapping[str, Code]] = {
    "order": {what: Code[what.upper()] for what in _ORDER if what != "changed"},
    "return": {what: Code[f"RETURN_{what.upper()}"] for what in _RETURN},
    "shipment": {"created": Code.SHIPMENT_CREATED, "cancelled": Code.CANCELLED},
}


def _types(subject: str, tells: type[Payload], meanings: _Meanings) -> list[EventType]:
    milestones = _MILESTONE_OF.get(subject, {})
    return [
        EventType(
            name=f"{subject}.{what}",
            meaning=meaning,
            tells=_told(f"{subject}.{what}", tells),
            milestone=milestones.get(what),
        )
        for what, meaning in meanings.items()
    ]


def _told(name: str, tells: type[Payload]) -> type[Payload]:
    return payloads.Changed if name.endswith(".changed") else _OTHERWISE.get(name, tells)


EVENT_TYPES: Mapping[str, EventType] = {
    event_type.name: event_type
    for event_type in [
        *_types("order", payloads.OrderNews, _ORDER),
        *_types("stock", payloads.StockNews, _STOCK),
        *_types("reservation", payloads.ReservationNews, _RESERVATION),
        *_types("shipment", payloads.ShipmentNews, _SHIPMENT),
        *_types("return", payloads.ReturnNews, _RETURN),
        *_types("purchase_order", payloads.PurchaseNews, _PURCHASE),
        *_types("exception", payloads.CaseNews, _EXCEPTION),
        *_types("source", payloads.FeedNews, _SOURCE),
    ]
}
