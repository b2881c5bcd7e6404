"""The status, estimate and delay of a shipment, folded from what every system tells about it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from domain.milestones import FaultParty, Milestone, MilestoneCode, actual
from domain.shipments import Delay, Estimate, ShipmentStatus

STATUS_OF: dict[MilestoneCode, ShipmentStatus] = {
    MilestoneCode.SHIPMENT_CREATED: ShipmentStatus.CREATED,
    MilestoneCode.PACKED: ShipmentStatus.CREATED,
    MilestoneCode.ARRIVED_AT_PICKUP: ShipmentStatus.AT_PICKUP,
    MilestoneCode.PICKED_UP: ShipmentStatus.PICKED_UP,
    MilestoneCode.SHIPPED: ShipmentStatus.PICKED_UP,
    MilestoneCode.DEPARTED: ShipmentStatus.IN_TRANSIT,
    MilestoneCode.ARRIVED: ShipmentStatus.IN_TRANSIT,
    MilestoneCode.IN_TRANSIT: ShipmentStatus.IN_TRANSIT,
    MilestoneCode.CUSTOMS_STARTED: ShipmentStatus.CUSTOMS,
    MilestoneCode.CUSTOMS_CLEARED: ShipmentStatus.IN_TRANSIT,
    MilestoneCode.OUT_FOR_DELIVERY: ShipmentStatus.OUT_FOR_DELIVERY,
    MilestoneCode.AVAILABLE_FOR_PICKUP: ShipmentStatus.AVAILABLE_FOR_PICKUP,
    MilestoneCode.DELIVERY_ATTEMPTED: ShipmentStatus.DELIVERY_ATTEMPTED,
    MilestoneCode.DELIVERED: ShipmentStatus.DELIVERED,
    MilestoneCode.EXCEPTION: ShipmentStatus.EXCEPTION,
    MilestoneCode.RETURN_STARTED: ShipmentStatus.RETURNING,
    MilestoneCode.RETURNED_TO_SENDER: ShipmentStatus.RETURNED,
    MilestoneCode.CANCELLED: ShipmentStatus.CANCELLED,
    MilestoneCode.LOST: ShipmentStatus.LOST,
}

AFTER_DELIVERY = {ShipmentStatus.RETURNING, ShipmentStatus.RETURNED}
FINAL = {ShipmentStatus.RETURNED, ShipmentStatus.CANCELLED}
NOT_CARRIED = {ShipmentStatus.CREATED, ShipmentStatus.AT_PICKUP, ShipmentStatus.EXCEPTION}
TROUBLE = (
    ShipmentStatus.LOST,
    ShipmentStatus.EXCEPTION,
    ShipmentStatus.RETURNING,
    ShipmentStatus.RETURNED,
)


def shipment_status(milestones: Iterable[Milestone]) -> ShipmentStatus:
    """The status of one piece on its way. Estimates, plans and unknown codes never advance it."""
    status = ShipmentStatus.UNKNOWN
    for _, reached in _way(milestones):
        status = reached
    return status


def delivery(milestones: Iterable[Milestone]) -> Milestone | None:
    """The fact that delivered one piece; what gave it back to its sender did not."""
    return next((fact for fact, status in _way(milestones) if status is ShipmentStatus.DELIVERED), None)


def status_of_all(pieces: Iterable[ShipmentStatus]) -> ShipmentStatus:
    """The status of several pieces together: trouble shows, otherwise the least advanced counts.

    They are not delivered while of one of them nothing is known.
    """
    told = set(pieces)
    for status in TROUBLE:
        if status in told:
            return status
    known = told - {ShipmentStatus.UNKNOWN}
    moving = known - {ShipmentStatus.CANCELLED}
    if not known or (known != told and moving == {ShipmentStatus.DELIVERED}):
        return ShipmentStatus.UNKNOWN
    return min(moving, key=_PROGRESS.index, default=ShipmentStatus.CANCELLED)


def current_estimate(estimates: Iterable[Estimate]) -> Estimate | None:
    """The estimate told last; of those without a time of telling, the latest date (the cautious one)."""
    return max(estimates, key=told, default=None)


def delay(
    promised: datetime | None, estimates: Iterable[Estimate], milestones: Iterable[Milestone]
) -> Delay | None:
    """How far delivery misses the promise, by its fact or else by the current estimate."""
    if promised is None:
        return None
    facts = actual(milestones)
    delivered = delivery(facts)
    estimate = current_estimate(estimates)
    expected = delivered.occurred_at if delivered else (estimate.at if estimate else None)
    if expected is None or expected <= promised:
        return None
    cause = next((m for m in reversed(facts) if m.fault or m.reason), None)
    return Delay(
        by=expected - promised,
        promised_at=promised,
        since=estimate.told_at if estimate and not delivered else promised,
        reason=cause.reason if cause else "",
        fault=_fault(cause),
    )


def told(estimate: Estimate) -> tuple[bool, datetime, datetime, str, str]:
    """Sort key of estimates: by when they were told, then by date, then by all else."""
    when = estimate.told_at or estimate.at
    return estimate.told_at is not None, when, estimate.at, estimate.classifier, estimate.source


def _way(milestones: Iterable[Milestone]) -> Iterator[tuple[Milestone, ShipmentStatus]]:
    """Each fact that changed the status of a piece, with what it changed it to."""
    status = ShipmentStatus.UNKNOWN
    carried = False
    for milestone in actual(milestones):
        told = STATUS_OF.get(milestone.code)
        if told is None or not _moves(status, told, carried=carried):
            continue
        status = told
        carried = carried or status not in NOT_CARRIED
        yield milestone, status


def _moves(status: ShipmentStatus, told: ShipmentStatus, *, carried: bool) -> bool:
    """Whether a fact that is later than all before it changes the status."""
    if status in FINAL:
        return False
    if status is ShipmentStatus.DELIVERED:
        return told in AFTER_DELIVERY
    if told is ShipmentStatus.CREATED:
        return status is ShipmentStatus.UNKNOWN
    if told in {ShipmentStatus.AT_PICKUP, ShipmentStatus.PICKED_UP}:
        return not carried
    return status is not ShipmentStatus.RETURNING or told in {*AFTER_DELIVERY, ShipmentStatus.LOST}


def _fault(cause: Milestone | None) -> FaultParty | None:
    return cause.fault if cause else None


_PROGRESS = list(ShipmentStatus)
