"""One number's reply as a track: the SDK's words for what happened, the reply's own times for when."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from adapters.carrier_karrio.mapping.meaning import Event, Meaning, incident_is_known, meaning
from adapters.carrier_karrio.mapping.vocabulary import TROUBLE
from adapters.carrier_karrio.raw import (
    any_carrier,
    canadapost,
    dhl_express,
    dhl_universal,
    fedex,
    purolator,
    ups,
    usps,
)
from adapters.carrier_karrio.raw.records import RawEvent, RawTrack
from adapters.carrier_karrio.sdk.answers import ParsedEvent, ParsedTrack, Reply
from adapters.carrier_karrio.sdk.words import Words
from adapters.carrier_karrio.zones import Declared, instant
from adapters.reading.notes import Notes
from domain.errors import BadInput, ImpossibleValue
from domain.identifiers import IdentifierKind
from domain.milestones import Milestone
from domain.ports.reading import Found
from domain.shipments import Estimate, Track

READINGS: Mapping[str, Callable[[str], RawTrack]] = {
    "ups": ups.read,
    "fedex": fedex.read,
    "usps": usps.read,
    "dhl_express": dhl_express.read,
    "dhl_universal": dhl_universal.read,
    "canadapost": canadapost.read,
    "purolator": purolator.read,
}
"""Carriers whose own replies we read, by the SDK's names for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """What every reply of one instance is mapped with. code: what others call this carrier."""

    instance: str
    carrier: str
    code: str
    words: Words
    zones: Declared


def subject(number: str) -> str:
    """The entity key of a tracking number."""
    return f"{IdentifierKind.TRACKING}:{number}"


def track(reply: Reply, number: str, how: Mapped, fetched_at: datetime) -> Found[Track]:
    """The track of the number that was asked for.

    Raises ImpossibleValue where the reply itself cannot be read, or tells other events than the SDK's parser.
    """
    parsed = reply.tracks[0]
    raw = _raw(reply.text, parsed, how.carrier)
    if [event.code for event in raw.events] != [event.code for event in parsed.events]:
        raise ImpossibleValue("does not tell the events that its parser tells", field="events")
    notes = Notes(how.instance, subject(number))
    value = Track(
        tracking_number=number,
        source=how.instance,
        carrier=how.code,
        service=parsed.service,
        milestones=tuple(_milestones(zip(parsed.events, raw.events, strict=True), number, how, notes)),
        estimates=tuple(_estimates(raw, how, notes)),
        references=tuple(dict.fromkeys(raw.references)),
    )
    return notes.found(value, None, fetched_at)


def _raw(text: str, parsed: ParsedTrack, carrier: str) -> RawTrack:
    read = READINGS.get(carrier)
    if read is None:
        return any_carrier.read(text, parsed)
    try:
        return read(text)
    except (BadInput, msgspec.DecodeError) as error:
        raise ImpossibleValue(str(error)) from error


def _milestones(
    events: Iterable[tuple[ParsedEvent, RawEvent]], number: str, how: Mapped, notes: Notes
) -> Iterator[Milestone]:
    """Every event whose time is known. The others are noted: a guessed time would be a lie."""
    for parsed, raw in events:
        occurred_at = notes.attempt("events.at", instant, raw.at, raw.place, how.zones)
        told = _meaning(parsed, raw, how, notes)
        if occurred_at is not None:
            yield Milestone(
                code=told.code,
                occurred_at=occurred_at,
                source=how.instance,
                reference=number,
                place=str(raw.place),
                reason=told.reason,
                fault=told.fault,
                raw_code=raw.code or raw.kind,
            )


def _meaning(parsed: ParsedEvent, raw: RawEvent, how: Mapped, notes: Notes) -> Meaning:
    event = Event(raw.code, raw.kind, raw.incident, parsed.status, parsed.reason, parsed.description)
    told = meaning(how.carrier, event, how.words)
    if not told.known:
        notes.unknown("event", raw.code or raw.kind)
    if raw.incident and told.code in TROUBLE and not incident_is_known(how.carrier, raw.incident):
        notes.unknown("reason", raw.incident)
    return told


def _estimates(raw: RawTrack, how: Mapped, notes: Notes) -> Iterator[Estimate]:
    for expected in raw.estimates:
        at = notes.attempt("estimates.at", instant, expected.at, expected.place, how.zones)
        if at is not None:
            yield Estimate(at=at, source=how.instance, classifier=expected.classifier)
