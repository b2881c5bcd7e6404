"""What a shipment's facts mean for the orders that travel in it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.folds.shipment_status import delivery, shipment_status
from domain.milestones import Milestone, MilestoneCode, actual, chronology
from domain.quantities import Quantity, zero
from domain.shipments import Shipment, ShipmentStatus

_LEFT = {
    ShipmentStatus.PICKED_UP,
    ShipmentStatus.IN_TRANSIT,
    ShipmentStatus.CUSTOMS,
    ShipmentStatus.OUT_FOR_DELIVERY,
    ShipmentStatus.AVAILABLE_FOR_PICKUP,
    ShipmentStatus.DELIVERY_ATTEMPTED,
    ShipmentStatus.DELIVERED,
}


def order_milestones(
    shipment: Shipment, order: str, tracks: Iterable[Sequence[Milestone]] | None = None
) -> list[Milestone]:
    """The order's SHIPPED and DELIVERED facts that this shipment and its tracking numbers prove.

    A shipment of several packages is delivered for the order when each of its tracks is: until
    then nothing is, because contents are not always told by package. Packages that were called off
    do not count. A system that tells of its own shipments has no tracks to give; with tracks, the
    quantities are counted by the shipment's first source, whoever tells when they moved.
    """
    pieces = [actual([*shipment.milestones, *track]) for track in tracks or ()]
    told = [
        piece
        for piece in pieces or [actual(shipment.milestones)]
        if shipment_status(piece) is not ShipmentStatus.CANCELLED
    ]
    counted_by = "" if tracks is None else next(iter(shipment.sources), "")
    parts = _parts(shipment, order, counted_by)
    return [
        *_proven(parts, MilestoneCode.SHIPPED, [_first_departure(facts) for facts in told]),
        *_proven(parts, MilestoneCode.DELIVERED, [delivery(facts) for facts in told]),
    ]


def _first_departure(facts: Sequence[Milestone]) -> Milestone | None:
    return next((fact for fact in facts if shipment_status([fact]) in _LEFT), None)


class _Part(NamedTuple):
    """So much of one line of the order, in all packages of the shipment together."""

    shipment: Shipment
    line: str
    quantity: Quantity
    counted_by: str

    def as_told(self, code: MilestoneCode, fact: Milestone) -> Milestone:
        return Milestone(
            code=code,
            occurred_at=fact.occurred_at,
            recorded_at=fact.recorded_at,
            source=fact.source,
            reference=self.shipment.id,
            line=self.line,
            quantity=self.quantity,
            counted_by=self.counted_by,
            location=self.shipment.origin,
        )


def _parts(shipment: Shipment, order: str, counted_by: str) -> list[_Part]:
    amounts: dict[tuple[str, str], Quantity] = {}
    for content in shipment.contents:
        if content.order == order:
            key = (content.line, content.quantity.unit)
            amounts[key] = amounts.get(key, zero(content.quantity.unit)) + content.quantity
    return [_Part(shipment, line, quantity, counted_by) for (line, _), quantity in amounts.items()]


def _proven(
    parts: Iterable[_Part], code: MilestoneCode, facts: Sequence[Milestone | None]
) -> list[Milestone]:
    """The code for all parts, at the last of the facts, where there is one of each piece."""
    proven = [fact for fact in facts if fact is not None]
    if not proven or len(proven) < len(facts):
        return []
    last = max(proven, key=chronology)
    return [part.as_told(code, last) for part in parts]
