"""Canada Post (XML): local times, mostly with the name of their zone."""

from collections.abc import Mapping

import msgspec

from adapters.carrier_karrio.raw.records import (
    Place,
    RawEvent,
    RawTrack,
    Told,
    estimated,
    from_xml,
    told,
    told_day,
)
from domain.errors import BadInput, ImpossibleValue

_HERE = "CA"
_OFFSET: Mapping[str, str] = {
    "NST": "-03:30",
    "NDT": "-02:30",
    "AST": "-04:00",
    "ADT": "-03:00",
    "EST": "-05:00",
    "EDT": "-04:00",
    "CST": "-06:00",
    "CDT": "-05:00",
    "MST": "-07:00",
    "MDT": "-06:00",
    "PST": "-08:00",
    "PDT": "-07:00",
    "UTC": "+00:00",
    "GMT": "+00:00",
}
_PROVINCE_OF: Mapping[str, str] = {
    **dict(zip("ABCE", ("NL", "NS", "PE", "NB"), strict=True)),
    **dict.fromkeys("GHJ", "QC"),
    **dict.fromkeys("KLMNP", "ON"),
    **dict(zip("RSTVY", ("MB", "SK", "AB", "BC", "YT"), strict=True)),
}
"""By the first letter of a postcode; X is two territories."""


class _Event(msgspec.Struct, rename="kebab"):
    event_identifier: str = ""
    event_date: str = ""
    event_time: str = ""
    event_time_zone: str = ""
    event_site: str = ""
    event_province: str = ""


class _Events(msgspec.Struct):
    occurrence: list[_Event] = []


class _Detail(msgspec.Struct, rename="kebab"):
    significant_events: list[_Events] = []
    expected_delivery_date: str = ""
    changed_expected_date: str = ""
    destination_postal_id: str = ""


class _Reply(msgspec.Struct, rename="kebab"):
    tracking_detail: list[_Detail] = []


def read(text: str) -> RawTrack:
    """The detail of one number, alone or in an element around it."""
    details = from_xml(text, _Reply).tracking_detail
    if not details:
        raise BadInput("has no tracking-detail")
    detail = details[0]
    day = detail.changed_expected_date or detail.expected_delivery_date
    to = Place("", _PROVINCE_OF.get(detail.destination_postal_id[:1].upper(), ""), _HERE)
    return RawTrack(
        events=tuple(_event(event) for events in detail.significant_events for event in events.occurrence),
        estimates=estimated([told_day(day) if day else None], to),
    )


def _event(event: _Event) -> RawEvent:
    place = Place(event.event_site, event.event_province, _HERE)
    return RawEvent(event.event_identifier, _at(event), place)


def _at(event: _Event) -> Told | ImpossibleValue:
    zone = event.event_time_zone.strip().upper()
    if zone and zone not in _OFFSET:
        return ImpossibleValue(
            f"'{event.event_date} {event.event_time}' is of the unknown zone {zone[:20]!r}"
        )
    return told(f"{event.event_date}T{event.event_time}{_OFFSET.get(zone, '')}")
