"""From the carrier's answers to tracks: pure, and what cannot be meant becomes a finding."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from adapters.carrier_sim import wire
from adapters.carrier_sim.vocabulary import CODE_OF, REASON_OF, SHIPPERS_OWN
from adapters.transport.decode import records
from domain.errors import ImpossibleValue, ReplyInvalid
from domain.exceptions import Finding, bad_value, unmapped
from domain.freshness import Stamp
from domain.instants import parse_instant
from domain.milestones import FaultParty, Milestone, MilestoneCode
from domain.ports.reading import Found
from domain.shipments import Estimate, Track

CARRIER = "PONE"
"""What shippers, warehouses and the TMS call this carrier."""


def track(result: wire.Result, answered_at: str, instance: str, fetched_at: datetime) -> Found[Track]:
    """One number's track. Pieces of one consignment have a number, and so a track, each.

    Raises ImpossibleValue where no events are told, which is not the same as none.
    """
    number = result.tracking_number
    if result.events is None:
        raise ImpossibleValue("a number that is found has to have them", field="events")
    milestones, findings = _events(result.events, number, instance)
    as_of, bad_answer_time = _time(answered_at, "answeredAt", number, instance)
    due, bad_estimate = _time(result.estimated_delivery, "results.estimatedDelivery", number, instance)
    value = Track(
        tracking_number=number,
        source=instance,
        carrier=CARRIER,
        service=result.service,
        milestones=tuple(milestones),
        # The carrier does not say since when it expects this.
        estimates=(Estimate(at=due, source=instance),) if due else (),
        references=_shippers_own(result.references),
        as_of=as_of,
    )
    stamp = Stamp(source=instance, as_of=as_of, fetched_at=fetched_at)
    return Found(value, (stamp,), (*findings, *bad_answer_time, *bad_estimate))


def subject(number: str) -> str:
    """The entity key of a tracking number."""
    return f"tracking:{number}"


def milestone(event: wire.Event, number: str, instance: str) -> tuple[Milestone, list[Finding]]:
    """One scan. Raises ImpossibleValue for a time that cannot be meant or has no zone."""
    code = CODE_OF.get(event.code)
    reason, fault, unknown_reason = _reason(event.reason, number, instance)
    findings = [] if code else [unmapped(instance, "event", event.code, subject(number))]
    fact = Milestone(
        code=code or MilestoneCode.UNKNOWN,
        occurred_at=parse_instant(event.at, field=f"event {event.id}"),
        source=instance,
        event_id=event.id,
        reference=number,
        place=_place(event.location),
        reason=reason,
        fault=fault,
        raw_code=event.code,
    )
    return fact, [*findings, *unknown_reason]


def _events(raws: Iterable[msgspec.Raw], number: str, instance: str) -> tuple[list[Milestone], list[Finding]]:
    milestones: list[Milestone] = []
    findings: list[Finding] = []
    for event in records(raws, wire.EVENT, instance):
        if isinstance(event, ReplyInvalid):
            findings.append(bad_value(instance, "results.events", event.path, subject(number)))
            continue
        try:
            fact, unknown = milestone(event, number, instance)
        except ImpossibleValue as error:
            findings.append(bad_value(instance, "results.events.at", str(error), subject(number)))
            continue
        milestones.append(fact)
        findings.extend(unknown)
    return milestones, findings


def _reason(
    reason: wire.Reason | None, number: str, instance: str
) -> tuple[str, FaultParty | None, Sequence[Finding]]:
    if reason is None:
        return "", None, ()
    known = REASON_OF.get(reason.code)
    if known is None:
        return reason.code, FaultParty.UNKNOWN, (unmapped(instance, "reason", reason.code, subject(number)),)
    return *known, ()


def _time(
    text: str | None, path: str, number: str, instance: str
) -> tuple[datetime | None, Sequence[Finding]]:
    """A time beside the events; None where there is none, with a finding where it is unusable."""
    if text is None:
        return None, ()
    try:
        return parse_instant(text), ()
    except ImpossibleValue as error:
        return None, (bad_value(instance, path, str(error), subject(number)),)


def _place(place: wire.Place | None) -> str:
    return ", ".join(filter(None, (place.city, place.region, place.country))) if place else ""


def _shippers_own(references: Iterable[wire.Reference]) -> tuple[str, ...]:
    own = (reference.value.strip() for reference in references if reference.type in SHIPPERS_OWN)
    return tuple(dict.fromkeys(filter(None, own)))
