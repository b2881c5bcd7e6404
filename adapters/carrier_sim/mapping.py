"""From the carrier's answers to tracks: pure, and what cannot be meant becomes a finding."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from adapters.carrier_sim import wire
from adapters.carrier_sim.vocabulary import CODE_OF, REASON_OF, SHIPPERS_OWN
from adapters.reading.notes import Notes
from domain.errors import ImpossibleValue
from domain.identifiers import IdentifierKind
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
    notes = Notes(instance, subject(number))
    milestones = tuple(_milestones(result.events, number, notes))
    as_of = notes.attempt("answeredAt", parse_instant, answered_at)
    value = Track(
        tracking_number=number,
        source=instance,
        carrier=CARRIER,
        service=result.service,
        milestones=milestones,
        estimates=tuple(_estimates(result.estimated_delivery, notes)),
        references=_shippers_own(result.references),
        as_of=as_of,
    )
    return notes.found(value, as_of, fetched_at)


def subject(number: str) -> str:
    """The entity key of a tracking number."""
    return f"{IdentifierKind.TRACKING}:{number}"


def milestone(event: wire.Event, number: str, notes: Notes) -> Milestone:
    """One scan. Raises ImpossibleValue for a time that cannot be meant or has no zone."""
    occurred_at = parse_instant(event.at, field=f"event {event.id}")
    code = notes.meaning("event", event.code, CODE_OF, MilestoneCode.UNKNOWN)
    reason, fault = _reason(event.reason, notes)
    return Milestone(
        code=code,
        occurred_at=occurred_at,
        source=notes.instance,
        event_id=event.id,
        reference=number,
        place=_place(event.location),
        reason=reason,
        fault=fault,
        raw_code=event.code,
    )


def _milestones(raws: Iterable[msgspec.Raw], number: str, notes: Notes) -> Iterator[Milestone]:
    for event in notes.rows(raws, wire.EVENT, "results.events"):
        fact = notes.attempt("results.events.at", milestone, event, number, notes)
        if fact is not None:
            yield fact


def _estimates(due: str | None, notes: Notes) -> Iterator[Estimate]:
    """When delivery is expected; since when the carrier expects it, it does not say."""
    at = None if due is None else notes.attempt("results.estimatedDelivery", parse_instant, due)
    if at is not None:
        yield Estimate(at=at, source=notes.instance)


def _reason(reason: wire.Reason | None, notes: Notes) -> tuple[str, FaultParty | None]:
    if reason is None:
        return "", None
    return notes.meaning("reason", reason.code, REASON_OF, (reason.code, FaultParty.UNKNOWN))


def _place(place: wire.Place | None) -> str:
    return ", ".join(filter(None, (place.city, place.region, place.country))) if place else ""


def _shippers_own(references: Iterable[wire.Reference]) -> tuple[str, ...]:
    own = (reference.value.strip() for reference in references if reference.type in SHIPPERS_OWN)
    return tuple(dict.fromkeys(filter(None, own)))
