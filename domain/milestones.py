"""Milestones: what happened, or is expected to happen, to an order, a shipment or a return.

One closed list of codes for all of them. A code that a system uses and we do not know becomes
`UNKNOWN`, keeps its raw code, and never advances a status.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter

import msgspec

from domain.quantities import Quantity


class MilestoneCode(StrEnum):
    """The closed list. The order of the members is their rank among equal times."""

    UNKNOWN = "UNKNOWN"
    PLACED = "PLACED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    HELD = "HELD"
    HOLD_RELEASED = "HOLD_RELEASED"
    RELEASED = "RELEASED"
    BACKORDERED = "BACKORDERED"
    ALLOCATED = "ALLOCATED"
    PICK_STARTED = "PICK_STARTED"
    SHORT_PICKED = "SHORT_PICKED"
    PICKED = "PICKED"
    PACKED = "PACKED"
    SHIPMENT_CREATED = "SHIPMENT_CREATED"
    ARRIVED_AT_PICKUP = "ARRIVED_AT_PICKUP"
    PICKED_UP = "PICKED_UP"
    SHIPPED = "SHIPPED"
    DEPARTED = "DEPARTED"
    ARRIVED = "ARRIVED"
    IN_TRANSIT = "IN_TRANSIT"
    CUSTOMS_STARTED = "CUSTOMS_STARTED"
    CUSTOMS_CLEARED = "CUSTOMS_CLEARED"
    DELAYED = "DELAYED"
    EXCEPTION = "EXCEPTION"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    DELIVERY_ATTEMPTED = "DELIVERY_ATTEMPTED"
    AVAILABLE_FOR_PICKUP = "AVAILABLE_FOR_PICKUP"
    DELIVERED = "DELIVERED"
    LOST = "LOST"
    RETURN_STARTED = "RETURN_STARTED"
    RETURNED_TO_SENDER = "RETURNED_TO_SENDER"
    INVOICED = "INVOICED"
    CREDITED = "CREDITED"
    RETURN_AUTHORISED = "RETURN_AUTHORISED"
    RETURN_IN_TRANSIT = "RETURN_IN_TRANSIT"
    RETURN_RECEIVED = "RETURN_RECEIVED"
    RETURN_INSPECTED = "RETURN_INSPECTED"
    RETURN_CREDITED = "RETURN_CREDITED"
    RETURN_REFUSED = "RETURN_REFUSED"
    RETURN_CLOSED = "RETURN_CLOSED"
    CANCELLED = "CANCELLED"
    CLOSED = "CLOSED"


_occurred_at = attrgetter("occurred_at")
RANK = {code: rank for rank, code in enumerate(MilestoneCode)}


class Classifier(StrEnum):
    """How sure a milestone is (after DCSA): only ACTUAL is progress."""

    PLANNED = "PLANNED"
    ESTIMATED = "ESTIMATED"
    ACTUAL = "ACTUAL"


class FaultParty(StrEnum):
    """Who is said to have caused an exception or a delay."""

    CARRIER = "CARRIER"
    SHIPPER = "SHIPPER"
    CONSIGNEE = "CONSIGNEE"
    CUSTOMS = "CUSTOMS"
    WEATHER = "WEATHER"
    UNKNOWN = "UNKNOWN"


class Milestone(msgspec.Struct, frozen=True, kw_only=True):
    """One fact or expectation, as one system tells it.

    occurred_at: when it happened, or is expected to. recorded_at: when the source wrote it down.
    reference: the document that it belongs to (shipment, hold, invoice), so that one fact told twice
    is one. line and quantity: the part of the order that it concerns; without them, all of it.
    counted_by: the instance whose count `quantity` is, where that is not the one that tells the fact.
    event_id and corrects: a correction names the event that it replaces; with code UNKNOWN it
    withdraws it.
    """

    code: MilestoneCode
    occurred_at: datetime
    source: str
    recorded_at: datetime | None = None
    classifier: Classifier = Classifier.ACTUAL
    event_id: str = ""
    corrects: str = ""
    reference: str = ""
    line: str = ""
    quantity: Quantity | None = None
    counted_by: str = ""
    location: str = ""
    place: str = ""
    reason: str = ""
    fault: FaultParty | None = None
    raw_code: str = ""


def standing(milestones: Iterable[Milestone]) -> list[Milestone]:
    """What still holds, oldest first: duplicates once, and what a correction replaced left out.

    The result depends only on the set of milestones, never on the order in which they came.
    """
    known = set(milestones)
    replaced = {(m.source, m.corrects) for m in known if m.corrects}
    kept = [m for m in known if (m.source, m.event_id) not in replaced] if replaced else list(known)
    kept.sort(key=_occurred_at)
    # Only among equal times something else must decide.
    if any(earlier.occurred_at == later.occurred_at for earlier, later in pairwise(kept)):
        kept.sort(key=chronology)
    return kept


def actual(milestones: Iterable[Milestone]) -> list[Milestone]:
    """The standing facts: no estimates, no plans, no unknown codes."""
    return [
        m
        for m in standing(milestones)
        if m.classifier is Classifier.ACTUAL and m.code is not MilestoneCode.UNKNOWN
    ]


def chronology(milestone: Milestone) -> tuple[datetime, int, bool, datetime, tuple[str, ...], Decimal]:
    """Sort key: by time, rank and recording, then by all else, so that no two are alike to it."""
    quantity = milestone.quantity
    names = (
        milestone.source,
        milestone.event_id,
        milestone.reference,
        milestone.line,
        milestone.location,
        milestone.place,
        milestone.raw_code,
        milestone.reason,
        milestone.fault or "",
        milestone.classifier,
        milestone.corrects,
        milestone.counted_by,
        quantity.unit if quantity else "",
    )
    return (
        milestone.occurred_at,
        RANK[milestone.code],
        milestone.recorded_at is not None,
        milestone.recorded_at or milestone.occurred_at,
        names,
        quantity.amount if quantity else Decimal(0),
    )
