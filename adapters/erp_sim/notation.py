"""How the ERP writes: times as ISO 8601 texts, amounts as whole numbers, units by codes of its own."""

from datetime import datetime
from typing import TypeAlias

from adapters.erp_sim.vocabulary import UNIT_OF
from adapters.reading.values import Notation, ValueNotes, whole
from domain.instants import parse_instant

ErpNotes: TypeAlias = ValueNotes[str, int]


def notes_on(instance: str, subject: str) -> ErpNotes:
    """Notes on one record."""
    return ValueNotes(instance, subject, _NOTATION)


def _instant(text: str) -> datetime | None:
    return parse_instant(text) if text else None


_NOTATION = Notation(units=UNIT_OF, instant=_instant, exact=whole)
