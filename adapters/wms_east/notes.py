"""Reading values of one record: what is needed is refused by name, the rest is noted and left out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import msgspec

from adapters.transport.decode import records
from adapters.wms_east.vocabulary import UNIT_OF
from domain.errors import ImpossibleValue, ReplyInvalid
from domain.exceptions import Finding, bad_value, unmapped
from domain.freshness import Stamp
from domain.instants import from_epoch_millis
from domain.quantities import Quantity, quantity

W = TypeVar("W")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reply: who gave it, its own time (milliseconds), and when we read it."""

    instance: str
    server_millis: int | None
    fetched_at: datetime

    def stamp(self, as_of: datetime | None) -> Stamp:
        """Where a value comes from."""
        return Stamp(source=self.instance, as_of=as_of, fetched_at=self.fetched_at)


@dataclass(slots=True)
class Notes:
    """What was found not to be right while one record was mapped."""

    instance: str
    subject: str
    findings: list[Finding] = field(default_factory=list)

    def unknown(self, vocabulary: str, raw: str) -> None:
        """Note a code that no table of ours has."""
        self.findings.append(unmapped(self.instance, vocabulary, raw, self.subject))

    def bad(self, path: str, reason: str) -> None:
        """Note a value that is left out."""
        self.findings.append(bad_value(self.instance, path, reason, self.subject))

    def rows(self, raws: Iterable[msgspec.Raw], decoder: msgspec.json.Decoder[W], path: str) -> Iterator[W]:
        """The rows that can be read; each of the others is noted."""
        for row in records(raws, decoder, self.instance):
            if isinstance(row, ReplyInvalid):
                self.bad(path, row.path)
            else:
                yield row

    def unit(self, uom: str) -> str:
        """Our name of a unit; an unknown one is noted and kept, so that nothing is added to it."""
        if uom not in UNIT_OF:
            self.unknown("unit", uom)
        return UNIT_OF.get(uom, uom)

    def instant(self, millis: int | None, path: str) -> datetime | None:
        """A time; None where there is none, or where it is unusable and noted."""
        if millis is None:
            return None
        try:
            return from_epoch_millis(millis)
        except ImpossibleValue as error:
            self.bad(path, str(error))
            return None

    def amount(self, value: int, uom: str, path: str) -> Quantity | None:
        """A quantity; None where it is unusable and noted."""
        try:
            return counted(value, self.unit(uom), path)
        except ImpossibleValue as error:
            self.bad(path, str(error))
            return None


def counted(value: int, unit: str, path: str) -> Quantity:
    """A count of things. Raises ImpossibleValue for one that is below zero or too large."""
    if value < 0:
        raise ImpossibleValue(f"{value} is below zero", field=path)
    return quantity(value, unit, field=path)
