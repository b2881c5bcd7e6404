"""The port `PersonalReads` on SQLite and PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, Column, Index, Integer, RowMapping, String, Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.registry.personal_reads import PersonalRead
from gateway.store.database import store_errors
from gateway.store.storable import storable
from gateway.store.tables import METADATA, Instant

_LONGEST = 200

PERSONAL_READ = Table(
    "personal_read",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("partner", String(64), nullable=False),
    Column("person", String(_LONGEST), nullable=False),
    Column("operation", String(_LONGEST), nullable=False),
    Column("fields", JSON, nullable=False),
    Column("count", Integer, nullable=False),
    Column("correlation_id", String(40), nullable=False),
    Index(None, "at"),
    Index(None, "partner", "at"),
)
"""Answers that showed something of a person."""

PERSONAL_READ_SUBJECT = Table(
    "personal_read_subject",
    METADATA,
    Column("subject", String(_LONGEST), primary_key=True),
    Column("read", String(32), primary_key=True),
    Column("place", Integer, nullable=False),
    Index(None, "read"),
)
"""Whose records they showed. place: in the answer's own order."""

_R, _S = PERSONAL_READ.c, PERSONAL_READ_SUBJECT.c


class SqlPersonalReads:
    """Implements `PersonalReads`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, reads: Sequence[PersonalRead]) -> None:
        named = [(uuid4().hex, read) for read in reads]
        subjects = [row for name, read in named for row in _subject_rows(name, read)]
        if not named:
            return
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                await connection.execute(insert(PERSONAL_READ), [_row(*each) for each in named])
                if subjects:
                    await connection.execute(insert(PERSONAL_READ_SUBJECT), subjects)

    async def reads(
        self, *, partner: str | None = None, subject: str | None = None, limit: int = 100
    ) -> Sequence[PersonalRead]:
        query = select(PERSONAL_READ).order_by(_R.at.desc(), _R.id).limit(limit)
        if partner is not None:
            query = query.where(_R.partner == partner)
        if subject is not None:
            query = query.where(_R.id.in_(select(_S.read).where(_S.subject == storable(subject, _LONGEST))))
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                rows = (await connection.execute(query)).mappings().all()
                named = select(PERSONAL_READ_SUBJECT).where(_S.read.in_([row["id"] for row in rows]))
                subjects = (await connection.execute(named.order_by(_S.place))).mappings().all()
        return [
            _read(row, [each["subject"] for each in subjects if each["read"] == row["id"]]) for row in rows
        ]

    async def prune(self, *, before: datetime) -> int:
        old = select(_R.id).where(_R.at < before)
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                await connection.execute(delete(PERSONAL_READ_SUBJECT).where(_S.read.in_(old)))
                return (await connection.execute(delete(PERSONAL_READ).where(_R.at < before))).rowcount


def _row(name: str, read: PersonalRead) -> dict[str, Any]:
    return {
        "id": name,
        "at": read.at,
        "partner": read.partner,
        "person": storable(read.person, _LONGEST),
        "operation": storable(read.operation, _LONGEST),
        "fields": list(read.fields),
        "count": read.count,
        "correlation_id": read.correlation_id,
    }


def _subject_rows(name: str, read: PersonalRead) -> list[dict[str, Any]]:
    kept = dict.fromkeys(storable(subject, _LONGEST) for subject in read.subjects)
    return [{"subject": subject, "read": name, "place": place} for place, subject in enumerate(kept)]


def _read(row: RowMapping, subjects: Sequence[str]) -> PersonalRead:
    return PersonalRead(
        at=row["at"],
        partner=row["partner"],
        person=row["person"],
        operation=row["operation"],
        fields=tuple(row["fields"]),
        subjects=tuple(subjects),
        count=row["count"],
        correlation_id=row["correlation_id"],
    )
