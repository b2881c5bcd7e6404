"""How the warehouse writes: local times, decimal commas, line numbers with leading zeros, codes for units."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TypeAlias

from adapters.reading.values import Notation, ValueNotes
from adapters.wms_west import wire
from adapters.wms_west.vocabulary import UNIT_OF
from domain.errors import ImpossibleValue
from domain.instants import parse_instant

WestNotes: TypeAlias = ValueNotes[str, str]

_LOCAL_TIME = re.compile(r"\d{8} \d{6}", re.ASCII)
_DECIMAL_COMMA = re.compile(r"-?\d+(?:,\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The facility of an instance, and where its clocks stand (IANA name)."""

    facility: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reply: who gave it and for which place, its own local time, and when we read it."""

    instance: str
    place: Place
    told_at: str
    fetched_at: datetime

    def notes_on(self, subject: str, orders: Iterable[wire.Order] = ()) -> WestNotes:
        """Notes on a record of these orders. Times of another facility are refused: its zone is not known."""
        ours = all(order.facility == self.place.facility for order in orders)
        instant = partial(_instant, zone=self.place.zone if ours else None)
        return ValueNotes(self.instance, subject, Notation(units=UNIT_OF, instant=instant, exact=exact))

    def as_of(self, notes: WestNotes) -> datetime | None:
        """Its own time in UTC."""
        return notes.instant(self.told_at, "@asOf")


def local_time(text: str, zone: str | None, path: str = "") -> datetime:
    """A time of the warehouse's, `20260302 074500`, in UTC. Raises ImpossibleValue."""
    if not _LOCAL_TIME.fullmatch(text):
        raise ImpossibleValue(f"'{text[:40]}' is not a local time such as 20260302 074500", field=path)
    return parse_instant(text, zone=zone, field=path)


def exact(text: str) -> Decimal:
    """An amount with a decimal comma, `41,50`, without the zeros at its end. Raises ImpossibleValue."""
    if not _DECIMAL_COMMA.fullmatch(text):
        raise ImpossibleValue(f"'{text[:40]}' is not a number with a decimal comma")
    whole, _, part = text.partition(",")
    part = part.rstrip("0")
    return Decimal(f"{whole}.{part}" if part else whole)


def line_id(text: str, path: str = "") -> str:
    """The host's number of a line without leading zeros. Raises ImpossibleValue."""
    if not (text.isascii() and text.isdecimal()):
        raise ImpossibleValue(f"'{text[:40]}' is not a line number", field=path)
    return text.lstrip("0") or "0"


def _instant(text: str, zone: str | None) -> datetime | None:
    return local_time(text, zone) if text else None
