"""How the warehouse writes: times as milliseconds, amounts as whole numbers, units by codes of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from adapters.reading.values import Notation, ValueNotes, whole
from adapters.wms_east.vocabulary import UNIT_OF
from domain.instants import from_epoch_millis

EastNotes: TypeAlias = ValueNotes[int, int]

_NOTATION = Notation(units=UNIT_OF, instant=from_epoch_millis, exact=whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reply: who gave it, its own time (milliseconds), and when we read it."""

    instance: str
    server_millis: int | None
    fetched_at: datetime

    def notes_on(self, subject: str) -> EastNotes:
        """Notes on one of its records."""
        return ValueNotes(self.instance, subject, _NOTATION)

    def as_of(self, notes: EastNotes) -> datetime | None:
        """Its own time."""
        return notes.instant(self.server_millis, "serverTimeMillis")
