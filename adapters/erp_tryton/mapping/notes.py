"""Reading values of one record: what is needed is refused by name, the rest is noted and left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from adapters.erp_tryton.mapping import days
from adapters.erp_tryton.mapping.units import unit_name
from adapters.erp_tryton.wire.values import Coded, Day, Exact, Moment
from adapters.reading import notes as reading_notes
from domain.ports.reading import Found
from domain.quantities import Money, money

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """How a company's days, units and shops are meant, and its name as a business unit."""

    zone: ZoneInfo
    units: Mapping[str, str]
    shops: Mapping[str, str]
    business_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reply: who gave it and when, and how what it says is meant."""

    instance: str
    meant: Meant
    as_of: datetime | None
    fetched_at: datetime


class Notes(reading_notes.Notes):
    """What was found not to be right while one record was mapped."""

    def __init__(self, reading: Reading, subject: str) -> None:
        super().__init__(reading.instance, subject)
        self.reading = reading

    def as_found(self, value: T) -> Found[T]:
        """The record, as old as the reply that it came in."""
        return self.found(value, self.reading.as_of, self.reading.fetched_at)

    def unit(self, symbol: str) -> str:
        """Our name of a unit. One that no table has is the company's own, and names itself."""
        return unit_name(symbol, self.reading.meant.units)

    def instant(self, moment: Moment | None, place: str) -> datetime | None:
        """An instant; None where there is none, or where it cannot be meant and is noted."""
        return None if moment is None else self.attempt(place, days.instant, moment)

    def happened(self, day: Day | None, written: datetime | None, place: str) -> datetime | None:
        """When something that has a day happened; without a day, when it was written down."""
        if day is None:
            return written
        return self.attempt(place, days.happened, day, written, self.reading.meant.zone)

    def due(self, day: Day | None, place: str) -> datetime | None:
        """By when something planned is due."""
        return None if day is None else self.attempt(place, days.due, day, self.reading.meant.zone)

    def money(self, amount: Exact | None, currency: Coded | None, place: str) -> Money | None:
        """An amount of money, where both it and its currency are there."""
        return None if amount is None else self.attempt(place, money, amount.decimal, code(currency))


def code(record: Coded | None) -> str:
    """The code of a related record; "" where there is none."""
    return (record.code or "") if record else ""
