"""The port `LastKnown` on SQLite and PostgreSQL: one row for each record that was ever read."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Column, Index, LargeBinary, String, Table, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports.cache import KeptValue
from gateway.store.database import is_embedded, store_errors
from gateway.store.in_time import in_time
from gateway.store.storable import storable
from gateway.store.tables import METADATA, Instant

_LONGEST_KEY = 300

LAST_KNOWN = Table(
    "last_known",
    METADATA,
    Column("instance", String(40), primary_key=True),
    Column("port", String(40), primary_key=True),
    Column("key", String(_LONGEST_KEY), primary_key=True),
    Column("form", String(40), nullable=False),
    Column("fetched_at", Instant, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index(None, "fetched_at"),
)
"""What each instance said last of each of its things."""


_Insert = Callable[[Table], postgresql.Insert] | Callable[[Table], sqlite.Insert]


class SqlLastKnown:
    """Implements the port `LastKnown`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._keep = _upsert(sqlite.insert if is_embedded(engine.url) else postgresql.insert)

    async def keep(self, values: Sequence[KeptValue]) -> None:
        # In one order always, so that two replicas do not wait for one another.
        rows = sorted(map(_row, values), key=lambda row: (row["instance"], row["port"], row["key"]))
        if rows:
            with store_errors(self._engine.url):
                async with self._engine.begin() as connection:
                    await connection.execute(self._keep, rows)

    @in_time
    async def known(self, instance: str, port: str, keys: Sequence[str]) -> Mapping[str, KeptValue]:
        named = {storable(key, _LONGEST_KEY): key for key in keys}
        columns = LAST_KNOWN.c
        query = select(LAST_KNOWN).where(
            columns.instance == instance, columns.port == port, columns.key.in_(named)
        )
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                rows = (await connection.execute(query)).mappings().all()
        values = [KeptValue(**{**row, "key": named[row["key"]]}) for row in rows]
        return {value.key: value for value in values}

    async def prune(self, *, before: datetime, most: int) -> int:
        """Of those that were read at one instant, all beyond the bound go."""
        fetched_at = LAST_KNOWN.c.fetched_at
        youngest_too_many = (
            select(fetched_at).order_by(fetched_at.desc()).offset(most).limit(1).scalar_subquery()
        )
        too_old = delete(LAST_KNOWN).where(or_(fetched_at < before, fetched_at <= youngest_too_many))
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                return (await connection.execute(too_old)).rowcount


def _upsert(insert: _Insert) -> postgresql.Insert | sqlite.Insert:
    statement = insert(LAST_KNOWN)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["instance", "port", "key"],
        set_={"form": new.form, "fetched_at": new.fetched_at, "body": new.body},
        where=new.fetched_at >= LAST_KNOWN.c.fetched_at,
    )


def _row(value: KeptValue) -> dict[str, object]:
    return {
        "instance": value.instance,
        "port": value.port,
        "key": storable(value.key, _LONGEST_KEY),
        "form": value.form,
        "fetched_at": value.fetched_at,
        "body": value.body,
    }
