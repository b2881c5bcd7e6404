"""Reading values of one record: what is needed is refused by name, the rest is noted and left out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from adapters.wms_west.elements import rows
from adapters.wms_west.vocabulary import UNIT_OF
from domain.errors import ImpossibleValue
from domain.exceptions import Finding, bad_value, unmapped
from domain.freshness import Stamp
from domain.instants import parse_instant
from domain.quantities import Quantity, quantity

W = TypeVar("W")

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
    as_of: str
    fetched_at: datetime

    def stamp(self, as_of: datetime | None) -> Stamp:
        """Where a value comes from."""
        return Stamp(source=self.instance, as_of=as_of, fetched_at=self.fetched_at)


@dataclass(slots=True)
class Notes:
    """What was found not to be right while one record was mapped. zone: that of the record's times."""

    instance: str
    subject: str
    zone: str | None
    findings: list[Finding] = field(default_factory=list)

    def unknown(self, vocabulary: str, raw: str) -> None:
        """Note a code that no table of ours has."""
        self.findings.append(unmapped(self.instance, vocabulary, raw, self.subject))

    def bad(self, path: str, reason: str) -> None:
        """Note a value that is left out."""
        self.findings.append(bad_value(self.instance, path, reason, self.subject))

    def rows(self, records: Iterable[object], shape: type[W], path: str) -> Iterator[W]:
        """The rows that can be read; each of the others is noted."""
        for row in rows(records, shape, path.rpartition("/")[2]):
            if isinstance(row, str):
                self.bad(path, row)
            else:
                yield row

    def unit(self, uom: str) -> str:
        """Our name of a unit; an unknown one is noted and kept, so that nothing is added to it."""
        if uom not in UNIT_OF:
            self.unknown("unit", uom)
        return UNIT_OF.get(uom, uom)

    def instant(self, text: str, path: str) -> datetime | None:
        """A time; None where there is none, or where it is unusable and noted."""
        if not text:
            return None
        try:
            return local_time(text, self.zone)
        except ImpossibleValue as error:
            self.bad(path, str(error))
            return None

    def amount(self, text: str, uom: str, path: str) -> Quantity | None:
        """A quantity; None where it is unusable and noted."""
        try:
            return counted(text, self.unit(uom), path)
        except ImpossibleValue as error:
            self.bad(path, str(error))
            return None

    def weight(self, text: str, path: str) -> Decimal | None:
        """A weight; None where there is none, or where it is unusable and noted."""
        if not text:
            return None
        try:
            return counted(text, "KG", path).amount
        except ImpossibleValue as error:
            self.bad(path, str(error))
            return None


def local_time(text: str, zone: str | None, path: str = "") -> datetime:
    """A time of the warehouse's, `20260302 074500`, in UTC. Raises ImpossibleValue."""
    if not _LOCAL_TIME.fullmatch(text):
        raise ImpossibleValue(f"'{text[:40]}' is not a local time such as 20260302 074500", field=path)
    return parse_instant(text, zone=zone, field=path)


def counted(text: str, unit: str, path: str) -> Quantity:
    """An amount with a decimal comma, `41,50`. Raises ImpossibleValue, below zero too."""
    if not _DECIMAL_COMMA.fullmatch(text):
        raise ImpossibleValue(f"'{text[:40]}' is not a number with a decimal comma", field=path)
    if text.startswith("-"):
        raise ImpossibleValue(f"{text[:40]} is below zero", field=path)
    whole, _, part = text.partition(",")
    part = part.rstrip("0")
    return quantity(f"{whole}.{part}" if part else whole, unit, field=path)


def line_id(text: str, path: str) -> str:
    """The host's number of a line without leading zeros. Raises ImpossibleValue."""
    if not (text.isascii() and text.isdecimal()):
        raise ImpossibleValue(f"'{text[:40]}' is not a line number", field=path)
    return text.lstrip("0") or "0"
