"""What a shipment's facts mean for the orders that travel in it."""

from collections.abc import Iterable, Sequence

from domain.folds.shipment_status import shipment_status
from domain.milestones import Milestone, MilestoneCode, actual
from domain.shipments import Content, Shipment, ShipmentStatus

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
    shipment: Shipment, order: str, tracks: Iterable[Sequence[Milestone]] = ()
) -> list[Milestone]:
    """The order's SHIPPED and DELIVERED facts that this shipment and its tracking numbers prove.

    A shipment of several packages is delivered for the order when each of its tracks is: until
    then nothing is, because contents are not always told by package.
    """
    contents = [content for content in shipment.contents if content.order == order]
    pieces = [list(track) for track in tracks] or [[]]
    told = [actual([*shipment.milestones, *piece]) for piece in pieces]
    return [
        *_part(shipment, contents, MilestoneCode.SHIPPED, [_first_departure(facts) for facts in told]),
        *_part(shipment, contents, MilestoneCode.DELIVERED, [_delivery(facts) for facts in told]),
    ]


def _first_departure(facts: Sequence[Milestone]) -> Milestone | None:
    return next((fact for fact in facts if shipment_status([fact]) in _LEFT), None)


def _delivery(facts: Sequence[Milestone]) -> Milestone | None:
    if shipment_status(facts) is not ShipmentStatus.DELIVERED:
        return None
    return next(fact for fact in facts if fact.code is MilestoneCode.DELIVERED)


def _part(
    shipment: Shipment,
    contents: Sequence[Content],
    code: MilestoneCode,
    facts: Sequence[Milestone | None],
) -> list[Milestone]:
    proven = [fact for fact in facts if fact is not None]
    if len(proven) < len(facts):
        return []
    last = max(proven, key=lambda fact: fact.occurred_at)
    return [
        Milestone(
            code=code,
            occurred_at=last.occurred_at,
            recorded_at=last.recorded_at,
            source=last.source,
            reference=shipment.id,
            line=content.line,
            quantity=content.quantity,
            location=shipment.origin,
        )
        for content in contents
    ]
