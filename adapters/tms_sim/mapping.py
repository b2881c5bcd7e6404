"""From a load to the shipment that it carries: pure, and what cannot be meant becomes a finding."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from adapters.tms_sim import wire
from adapters.tms_sim.mapping_estimates import Expected, estimates
from adapters.tms_sim.mapping_legs import StopTimes, legs, planned
from adapters.tms_sim.mapping_messages import Told, messages
from adapters.tms_sim.stops import Stops
from adapters.tms_sim.vocabulary import KIND_OF, LOAD_STATUSES, PROVEN_BY_STATUS, SHIPMENT
from domain.errors import ImpossibleValue
from domain.exceptions import Finding, bad_value, unmapped
from domain.freshness import Stamp
from domain.identifiers import Identifier, IdentifierKind, identifier
from domain.instants import parse_instant
from domain.milestones import Milestone
from domain.ports.reading import Found
from domain.shipments import Estimate, Leg, Shipment


class Course(NamedTuple):
    """Where a load was and is expected, and what of that could not be read."""

    told: list[Told]
    expected: list[Expected]
    legs: list[Leg]
    findings: tuple[Finding, ...]


def shipment(load: wire.Load, reference: str, instance: str, fetched_at: datetime) -> Found[Shipment]:
    """The load as the shipment that its shipper calls `reference`.

    Raises ImpossibleValue where one of its numbers cannot name anything.
    """
    about = subject(reference)
    stops = Stops.of(load.stops)
    course = _course(load, stops, instance, about)
    as_of, bad_update = _updated_at(load, instance, about)
    proven, unknown_status = _proven(load, course.told, as_of, instance)
    carrier, tracking_numbers = _delivering(load)
    value = Shipment(
        id=reference,
        sources=(instance,),
        carrier=carrier,
        tracking_numbers=tracking_numbers,
        legs=tuple(course.legs),
        origin=stops.site(stops.first),
        destination=stops.place(stops.last),
        milestones=(*proven, *(milestone for _, milestone in course.told)),
        estimates=_of_delivery(course.expected, stops, instance),
        identifiers=tuple(_identifiers(load, instance)),
        as_of=as_of,
    )
    stamp = Stamp(source=instance, as_of=as_of, fetched_at=fetched_at)
    return Found(value, (stamp,), (*course.findings, *bad_update, *unknown_status))


def subject(reference: str) -> str:
    """The entity key of a shipment."""
    return f"shipment:{reference}"


def shipment_references(references: Iterable[wire.Reference]) -> list[str]:
    """What the shipper calls the shipments of a load."""
    own = (reference.value for reference in references if reference.type == SHIPMENT)
    return list(dict.fromkeys(filter(None, own)))


def _course(load: wire.Load, stops: Stops, instance: str, about: str) -> Course:
    told, bad_messages = messages(load, stops, instance, about)
    expected, bad_estimates = estimates(load, stops, instance, about)
    plan, bad_plan = planned(load, instance, about)
    travelled, bad_legs = legs(load, stops, StopTimes(told, expected, plan), instance, about)
    return Course(told, expected, travelled, (*bad_messages, *bad_estimates, *bad_plan, *bad_legs))


def _delivering(load: wire.Load) -> tuple[str, tuple[str, ...]]:
    """The carrier to the door and its number for each package: the legs before hand over to it."""
    if not load.legs:
        return "", ()
    last = max(load.legs, key=lambda leg: leg.sequence)
    carrier = last.carrier.scac if last.carrier else ""
    return carrier, tuple(dict.fromkeys(filter(None, last.tracking_numbers)))


def _identifiers(load: wire.Load, instance: str) -> Iterator[Identifier]:
    named = [(IdentifierKind.LOAD, load.load_number)]
    named += [(KIND_OF[told.type], told.value) for told in load.references if told.type in KIND_OF]
    for leg in load.legs:
        named += [
            (IdentifierKind.TRACKING, number) for number in (leg.pro_number or "", *leg.tracking_numbers)
        ]
    for kind, value in dict.fromkeys(named):
        if value.strip():
            yield identifier(kind, instance, value, field=f"references.{kind}")


def _proven(
    load: wire.Load, told: Sequence[Told], as_of: datetime | None, instance: str
) -> tuple[list[Milestone], list[Finding]]:
    """What the load's own status says and no message does; it became so with the last update."""
    if load.status not in LOAD_STATUSES:
        return [], [
            unmapped(instance, "load status", load.status, f"{IdentifierKind.LOAD}:{load.load_number}")
        ]
    code = PROVEN_BY_STATUS.get(load.status)
    if code is None or as_of is None or code in {milestone.code for _, milestone in told}:
        return [], []
    fact = Milestone(
        code=code, occurred_at=as_of, source=instance, reference=load.load_number, raw_code=load.status
    )
    return [fact], []


def _of_delivery(expected: Sequence[Expected], stops: Stops, instance: str) -> tuple[Estimate, ...]:
    return tuple(
        Estimate(at=estimate.at, source=instance, told_at=estimate.told_at)
        for estimate in expected
        if estimate.stop == stops.last
    )


def _updated_at(load: wire.Load, instance: str, about: str) -> tuple[datetime | None, Sequence[Finding]]:
    try:
        return parse_instant(load.updated_at), ()
    except ImpossibleValue as error:
        return None, (bad_value(instance, "updatedAt", str(error), about),)
