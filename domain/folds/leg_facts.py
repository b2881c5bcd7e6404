"""What the carrier of one leg tells, as facts of the whole shipment.

A carrier that hands over to the next one says `delivered` of its own leg: the shipment has arrived there,
no more. What a carrier expects of its own leg is no estimate of delivery.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.milestones import Milestone, MilestoneCode
from domain.shipments import Shipment, Track

_ALONG_THE_WAY = {
    MilestoneCode.DELIVERED: MilestoneCode.ARRIVED,
    MilestoneCode.AVAILABLE_FOR_PICKUP: MilestoneCode.ARRIVED,
    MilestoneCode.OUT_FOR_DELIVERY: MilestoneCode.IN_TRANSIT,
    MilestoneCode.DELIVERY_ATTEMPTED: MilestoneCode.EXCEPTION,
    MilestoneCode.CANCELLED: MilestoneCode.EXCEPTION,
}


def leg_numbers(shipment: Shipment) -> tuple[str, ...]:
    """The numbers that carriers of its legs have for all of it; those of its pieces stand apart."""
    if not shipment.legs:
        return ()
    numbers = (leg.tracking_number for leg in shipment.legs if leg.tracking_number)
    return tuple(dict.fromkeys(number for number in numbers if number not in shipment.tracking_numbers))


def leg_facts(shipment: Shipment, tracks: Iterable[Track]) -> list[Milestone]:
    """The facts of those tracks that are of a leg, raw codes kept; only the last leg delivers."""
    tracks = list(tracks)
    if not tracks:
        return []
    last = max((leg.sequence for leg in shipment.legs), default=0)
    delivering = {leg.tracking_number for leg in shipment.legs if leg.sequence == last}
    return [
        fact if track.tracking_number in delivering else _along_the_way(fact)
        for track in tracks
        for fact in track.milestones
    ]


def _along_the_way(fact: Milestone) -> Milestone:
    return replace(fact, code=_ALONG_THE_WAY.get(fact.code, fact.code))
