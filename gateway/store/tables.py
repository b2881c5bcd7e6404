"""The tables of our own state, as both databases have them. migrations/ brings a database to them."""

from datetime import UTC, datetime

from sqlalchemy import JSON, Column, DateTime, Index, Integer, MetaData, String, Table, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

LONGEST_GROUP = 300
"""Characters of a case's group; an index of PostgreSQL takes no key of more than some 2,700 bytes."""


class Instant(TypeDecorator[datetime]):
    """A UTC instant: `timestamptz` on PostgreSQL, UTC without a zone on SQLite, which knows none."""

    impl = DateTime(timezone=True)  # type: ignore[mutable-override]  # how SQLAlchemy asks for it
    cache_ok = True  # type: ignore[mutable-override]  # how SQLAlchemy asks for it

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


EXCEPTION_CASE = Table(
    "exception_case",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("code", String(80), nullable=False),
    Column("grouping", String(LONGEST_GROUP), nullable=False),
    Column("severity", String(20), nullable=False),
    Column("subjects", JSON, nullable=False),
    Column("systems", JSON, nullable=False),
    Column("detail", Text, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("count", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("resolution", Text, nullable=False),
    UniqueConstraint("code", "grouping"),
    Index(None, "last_seen", "id"),
    Index(None, "state", "last_seen", "id"),
)
