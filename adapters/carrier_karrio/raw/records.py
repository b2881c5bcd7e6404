"""The plain records that every carrier's reply is read into, before anything is mapped."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from typing import NamedTuple, TypeVar

import msgspec

from adapters.reading.xml_records import read_xml, undeclared
from domain.errors import ImpossibleValue
from domain.milestones import Classifier

W = TypeVar("W")


END_OF_DAY = time(23, 59, 59)
"""What is expected on a day is due by its end."""


class Place(NamedTuple):
    """Where something happened. region: a state or province; area: the carrier's own code for the place."""

    city: str = ""
    region: str = ""
    country: str = ""
    area: str = ""

    def __str__(self) -> str:
        """City, region and country. What has digits in it is a street or a postcode, and is left out."""
        words = (part.strip() for word in self[:3] for part in word.split(","))
        return ", ".join(dict.fromkeys(word for word in words if word and not any(map(str.isdigit, word))))


class Told(NamedTuple):
    """A time as the source writes it. moment: without a zone where the source gives none."""

    text: str
    moment: datetime


class RawEvent(NamedTuple):
    """One event. kind: what the carrier calls its type, apart from its code; incident: why, by its code."""

    code: str
    at: Told | ImpossibleValue
    place: Place = Place()
    kind: str = ""
    incident: str = ""


class RawEstimate(NamedTuple):
    """When delivery is expected, at that place."""

    at: Told | ImpossibleValue
    place: Place = Place()
    classifier: Classifier = Classifier.ESTIMATED


class RawTrack(NamedTuple):
    """What a reply says of one number, its events in the order in which the SDK gives them."""

    events: tuple[RawEvent, ...] = ()
    estimates: tuple[RawEstimate, ...] = ()
    references: tuple[str, ...] = ()


Reading = Callable[[str], RawTrack]
"""Reads one number's reply. Raises BadInput or msgspec's errors where it is not what the carrier sends."""


def told(text: str, read: Callable[[str], datetime] = datetime.fromisoformat) -> Told | ImpossibleValue:
    """A time, or why the text is none."""
    try:
        return Told(text, read(text))
    except (ValueError, OverflowError):
        return ImpossibleValue(f"{text[:40]!r} is not a time")


def told_day(text: str) -> Told | ImpossibleValue:
    """The end of a day, `2026-03-02` or `20260302`."""
    return told(text, lambda day: datetime.combine(datetime.fromisoformat(day), END_OF_DAY))


def estimated(times: Iterable[Told | ImpossibleValue | None], place: Place) -> tuple[RawEstimate, ...]:
    """The first of several that is there."""
    return tuple(RawEstimate(at, place) for at in times if at is not None)[:1]


def from_json(text: str, shape: type[W]) -> W:
    """A JSON reply in its shape. Raises msgspec's errors."""
    return msgspec.convert(_filled(msgspec.json.decode(text)), shape)


def from_xml(text: str, shape: type[W]) -> W:
    """An XML reply, its root as the one record of its name. Raises BadInput and msgspec's errors."""
    root, record = read_xml(undeclared(text))
    return msgspec.convert(_filled({root: [record]} | dict(record)), shape)


def _filled(value: object) -> object:
    """What is said: nothing empty, and numbers as the text that they are to us."""
    if isinstance(value, Mapping):
        return {name: kept for name, each in value.items() if (kept := _filled(each)) not in ("", None)}
    if isinstance(value, list):
        return [kept for each in value if (kept := _filled(each)) not in ("", None)]
    return str(value) if isinstance(value, int | float) else value
