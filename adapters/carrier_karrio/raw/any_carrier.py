"""A carrier whose replies we do not read: its times are found again in the text of its reply.

The SDK shortens times and stamps them with a zone that they do not have. Its wall clock is right: the one
time of the reply that shows it is the one that is meant, with its seconds and its offset.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from adapters.carrier_karrio.raw.records import (
    Place,
    RawEvent,
    RawTrack,
    Told,
    estimated,
    told,
    told_day,
)
from adapters.carrier_karrio.sdk.answers import ParsedEvent, ParsedTrack
from domain.errors import ImpossibleValue

_TIME = re.compile(
    r"(?<!\d)\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?(?!\d)"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?\s*(AM|PM)?", re.IGNORECASE)
_NOON = 12

Written = Mapping[datetime, frozenset[Told]]
"""Times as the reply has them, by their wall clock to the minute."""


def read(text: str, track: ParsedTrack) -> RawTrack:
    """The SDK's events with the times that the reply has for them."""
    written = _written(text)
    return RawTrack(
        events=tuple(_event(event, written) for event in track.events),
        estimates=estimated([told_day(track.due) if track.due else None], Place(country=track.country)),
    )


def _event(event: ParsedEvent, written: Written) -> RawEvent:
    return RawEvent(event.code, _at(event, written), Place(city=event.location, area=event.location))


def _at(event: ParsedEvent, written: Written) -> Told | ImpossibleValue:
    shown = told(f"{event.date} {event.time}".strip(), lambda _: _wall_clock(event))
    if isinstance(shown, ImpossibleValue):
        return shown
    meant = written.get(shown.moment, frozenset())
    if len({each.moment for each in meant}) > 1:
        texts = ", ".join(sorted(each.text for each in meant))
        return ImpossibleValue(f"'{shown.text}' may be any of {texts[:120]}")
    return next(iter(meant), shown)


def _wall_clock(event: ParsedEvent) -> datetime:
    """What the SDK shows. Raises ValueError."""
    clock = _CLOCK.fullmatch(event.time.strip())
    if clock is None:
        raise ValueError(event.time)
    hour = int(clock[1])
    half = (clock[3] or "").upper()
    if half == "PM" and hour < _NOON:
        hour += _NOON
    if half == "AM" and hour == _NOON:
        hour = 0
    return datetime.fromisoformat(event.date).replace(hour=hour, minute=int(clock[2]))


def _written(text: str) -> Written:
    found: dict[datetime, frozenset[Told]] = {}
    for match in _TIME.finditer(text):
        at = told(match[0].replace(",", "."))
        if isinstance(at, Told):
            shown = at.moment.replace(tzinfo=None, second=0, microsecond=0)
            found[shown] = found.get(shown, frozenset()) | {at}
    return found
