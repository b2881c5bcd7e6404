"""Reading values of one record: what is needed is refused by name, the rest is noted and left out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from adapters.erp_tryton.mapping import days
from adapters.erp_tryton.mapping.units import unit_name
from adapters.erp_tryton.wire.values import Coded, Day, Exact, Moment
from adapters.transport.decode import records, without_indices
from domain.errors import ImpossibleValue, ReplyInvalid
from domain.exceptions import Finding, bad_value, unmapped
from domain.freshness import Stamp
from domain.identifiers import Identifier, IdentifierKind, identifier
from domain.ports.reading import Found
from domain.quantities import Money, money

T = TypeVar("T")
W = TypeVar("W")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reply: who gave it and when, and how the company's days and units are meant."""

    instance: str
    zone: ZoneInfo
    units: Mapping[str, str]
    as_of: datetime | None
    fetched_at: datetime


@dataclass(slots=True)
class Notes:
    """What was found not to be right while one record was mapped."""

    reading: Reading
    subject: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def instance(self) -> str:
        """Whose record it is."""
        return self.reading.instance

    def found(self, value: T) -> Found[T]:
        """The record, with where it comes from and each thing that was noted once."""
        reading = self.reading
        stamp = Stamp(source=reading.instance, as_of=reading.as_of, fetched_at=reading.fetched_at)
        return Found(value, (stamp,), tuple(dict.fromkeys(self.findings)))

    def known(self, vocabulary: str, code: str, codes: Iterable[str]) -> None:
        """Note a code that no table of ours has."""
        if code not in codes:
            self.findings.append(unmapped(self.instance, vocabulary, code, self.subject))

    def bad(self, path: str, reason: str) -> None:
        """Note a value that is left out. The case is the same whichever row it stands in."""
        place = without_indices(path)
        reason = reason if place == path else f"{path}: {reason}"
        self.findings.append(bad_value(self.instance, place, reason, self.subject))

    def unit(self, symbol: str) -> str:
        """Our name of a unit."""
        return unit_name(symbol, self.reading.units)

    def instant(self, moment: Moment | None, path: str) -> datetime | None:
        """An instant; None where there is none, or where it cannot be meant and is noted."""
        return None if moment is None else self.attempt(lambda: days.instant(moment), path)

    def happened(self, day: Day | None, written: datetime | None, path: str) -> datetime | None:
        """When something that has a day happened; without a day, when it was written down."""
        if day is None:
            return written
        return self.attempt(lambda: days.happened(day, written, self.reading.zone), path)

    def due(self, day: Day | None, path: str) -> datetime | None:
        """By when something planned is due."""
        return None if day is None else self.attempt(lambda: days.due(day, self.reading.zone), path)

    def money(self, amount: Exact | None, currency: Coded | None, path: str) -> Money | None:
        """An amount of money, where both it and its currency are there."""
        if amount is None:
            return None
        return self.attempt(lambda: money(amount.decimal, code(currency)), path)

    def attempt(self, read: Callable[[], T], path: str) -> T | None:
        """What `read` gives; None, with a note, where it raises ImpossibleValue."""
        try:
            return read()
        except ImpossibleValue as error:
            self.bad(path, str(error))
            return None

    def rows(self, raws: Iterable[msgspec.Raw], decoder: msgspec.json.Decoder[W], path: str) -> Iterator[W]:
        """The rows that can be read; each of the others is noted."""
        for row in records(raws, decoder, self.instance):
            if isinstance(row, ReplyInvalid):
                self.bad(path, row.path)
            else:
                yield row

    def identifiers(self, names: Iterable[tuple[IdentifierKind, str | None]]) -> tuple[Identifier, ...]:
        """Identifiers of those names that are there and can be names."""
        made = (self._identifier(kind, value) for kind, value in names if value)
        return tuple(dict.fromkeys(name for name in made if name is not None))

    def _identifier(self, kind: IdentifierKind, value: str) -> Identifier | None:
        return self.attempt(lambda: identifier(kind, self.instance, value), f"{kind} number")


def code(record: Coded | None) -> str:
    """The code of a related record; "" where there is none."""
    return (record.code or "") if record else ""
