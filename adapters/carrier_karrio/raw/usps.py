"""USPS: Greenwich time, to the second, beside the local time of the scan.

Its local times may bear a `Z` that does not mean Greenwich: it is cut off.
"""

import msgspec

from adapters.carrier_karrio.raw.records import (
    Place,
    RawEvent,
    RawTrack,
    Told,
    estimated,
    from_json,
    told,
    told_day,
)
from domain.errors import ImpossibleValue

_HERE = "US"
_LENGTH_OF_DAY = len("2026-03-02")


class _Event(msgspec.Struct, rename="camel"):
    event_timestamp: str = ""
    greenwich: str = msgspec.field(name="GMTTimestamp", default="")
    offset: str = msgspec.field(name="GMTOffset", default="")
    event_code: str = ""
    event_city: str = ""
    event_state: str = ""
    event_country: str = _HERE


class _Reply(msgspec.Struct, rename="camel"):
    tracking_events: list[_Event]
    destination_city: str = ""
    destination_state: str = ""
    destination_country_code: str = _HERE
    predicted: str = msgspec.field(name="predictedDeliveryTimeStamp", default="")
    expected: str = msgspec.field(name="expectedDeliveryTimeStamp", default="")


def read(text: str) -> RawTrack:
    """One mail piece."""
    reply = from_json(text, _Reply)
    to = Place(reply.destination_city, reply.destination_state, reply.destination_country_code)
    return RawTrack(
        events=tuple(_event(event) for event in reply.tracking_events),
        estimates=estimated((_expected(reply.predicted), _expected(reply.expected)), to),
    )


def _event(event: _Event) -> RawEvent:
    place = Place(event.event_city, event.event_state, event.event_country)
    return RawEvent(event.event_code, _at(event), place)


def _at(event: _Event) -> Told | ImpossibleValue:
    if event.greenwich:
        return told(event.greenwich if event.greenwich.endswith("Z") else f"{event.greenwich}Z")
    return told(event.event_timestamp.removesuffix("Z") + event.offset)


def _expected(text: str) -> Told | ImpossibleValue | None:
    if not text:
        return None
    return told_day(text) if len(text) == _LENGTH_OF_DAY else told(text.removesuffix("Z"))
