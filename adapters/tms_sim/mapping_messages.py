"""Status messages to milestones. They come late and out of order: each stands on its own time."""

from typing import NamedTuple

from adapters.reading.notes import Notes
from adapters.tms_sim import wire
from adapters.tms_sim.stops import Stops, instant_at, place
from adapters.tms_sim.vocabulary import (
    AFTER_THE_FIRST_STOP,
    BEFORE_THE_LAST_STOP,
    MEANING_OF,
    REASON_OF,
    Meaning,
)
from domain.instants import parse_instant
from domain.milestones import FaultParty, Milestone, MilestoneCode


class Told(NamedTuple):
    """A message and the milestone that it gives."""

    message: wire.StatusMessage
    milestone: Milestone


def messages(load: wire.Load, stops: Stops, notes: Notes) -> list[Told]:
    """Every message that can be meant."""
    told: list[Told] = []
    for message in notes.rows(load.status_messages, wire.MESSAGE, "statusMessages"):
        milestone = notes.attempt("statusMessages", _milestone, message, load, stops, notes.instance)
        if milestone is not None:
            told.append(Told(message, milestone))
            note_unknown_codes(message, notes)
    return told


def meaning(status_code: str, *, first: bool, last: bool) -> Meaning:
    """What a code says at a stop that is the load's first, last or neither."""
    if not first and status_code in AFTER_THE_FIRST_STOP:
        return AFTER_THE_FIRST_STOP[status_code]
    if not last and status_code in BEFORE_THE_LAST_STOP:
        return BEFORE_THE_LAST_STOP[status_code]
    return MEANING_OF.get(status_code, Meaning(MilestoneCode.UNKNOWN))


def reason(code: str | None) -> tuple[str, FaultParty | None]:
    """A reason code in words, with who is at fault."""
    return REASON_OF.get(code, (code, FaultParty.UNKNOWN)) if code else ("", None)


def note_unknown_codes(message: wire.StatusMessage, notes: Notes) -> None:
    """Note each code of the message that no table has."""
    notes.unless_known("status", message.status_code, MEANING_OF)
    if message.reason_code:
        notes.unless_known("reason", message.reason_code, REASON_OF)


def _milestone(message: wire.StatusMessage, load: wire.Load, stops: Stops, instance: str) -> Milestone:
    field = f"message {message.id}"
    if message.stop is not None:
        stops.at(message.stop, field)
    means = meaning(message.status_code, first=message.stop == stops.first, last=message.stop == stops.last)
    why, fault = reason(message.reason_code)
    return Milestone(
        code=means.code,
        classifier=means.classifier,
        occurred_at=instant_at(message, message.location, field),
        recorded_at=parse_instant(message.received_at, field=field),
        source=instance,
        event_id=message.id,
        reference=load.load_number,
        location=stops.site(message.stop),
        place=place(message.location),
        reason=why,
        fault=fault,
        raw_code=message.status_code,
    )
