"""Reading our database by statements made once, with the driver's own call for each.

For what is asked often and answered in a fraction of a millisecond: SQLAlchemy would take longer to make
the statement again than the database to run it, and a transaction costs more ways to the database than
the one statement that it protects. One statement sees one state by itself.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

import aiosqlite
import asyncpg  # type: ignore[import-untyped]  # it has none
from sqlalchemy import SelectBase
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.store.database import is_embedded, store_errors
from gateway.store.in_time import in_time

Row = Sequence[Any]
Values = Mapping[str, object]


class Prepared(NamedTuple):
    """A statement in the database's own words, and the names of its values in their places.

    fixed: those that are the same each time.
    """

    sql: str
    names: Sequence[str]
    fixed: Mapping[str, object]

    def in_places(self, values: Values) -> list[object]:
        """The values as the statement takes them. Raises KeyError for one that is not given."""
        given = {**self.fixed, **values}
        return [given[name] for name in self.names]


class _Lost(OSError):
    """The connection was closed, at the other end or on the way."""


class _Asyncpg(Protocol):
    """What of asyncpg's connection is used here; it has no types of its own."""

    async def fetch(self, query: str, *values: object) -> Sequence[Row]: ...


def prepared(statement: SelectBase, dialect: Dialect) -> Prepared:
    """The statement as the driver takes it."""
    compiled = statement.compile(dialect=dialect)
    names = tuple(compiled.positiontup or ())
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    return Prepared(str(compiled), names, fixed)


class DriverReads:
    """Connections of the engine's pool for reading alone."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._embedded = is_embedded(engine.url)

    @in_time
    async def fetch(self, query: Prepared, values: Values) -> Sequence[Row]:
        """The rows, on another connection where the one at hand turns out lost. Raises StoreUnavailable."""
        with store_errors(self._engine.url):
            try:
                return await self._once(query, values)
            except _Lost:
                return await self._once(query, values)

    async def _once(self, query: Prepared, values: Values) -> Sequence[Row]:
        async with self._engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            if self._embedded:
                return await _of_sqlite(driver, query, values)
            try:
                return await _of_postgres(driver, query, values)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
                if not driver.is_closed():
                    raise
                await connection.invalidate()
                raise _Lost(str(error)) from error


def instant(at: datetime | str | None) -> datetime | None:
    """An instant as a driver gives it: of SQLite as the text that the type `Instant` writes."""
    return datetime.fromisoformat(f"{at}+00:00") if isinstance(at, str) else at


async def _of_sqlite(driver: aiosqlite.Connection, query: Prepared, values: Values) -> Sequence[Row]:
    try:
        return list(
            await driver.execute_fetchall(query.sql, [_plain(one) for one in query.in_places(values)])
        )
    except asyncio.CancelledError:
        # Its thread would go on with the statement, and whoever got the connection next would wait for that.
        await driver.interrupt()
        raise


async def _of_postgres(driver: _Asyncpg, query: Prepared, values: Values) -> Sequence[Row]:
    return await driver.fetch(query.sql, *query.in_places(values))


def _plain(value: object) -> object:
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
