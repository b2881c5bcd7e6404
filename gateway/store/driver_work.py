"""A transaction by the driver's own calls: the work is written once, and each database does it its own way.

The work is a generator. It yields what to ask and is given the rows. A server is asked over the wire, once
for any number of rows, which go as arrays, so that a statement is read and planned once in the life of a
connection. SQLite's thread does the whole work at one go: each way there and back costs more than what is
asked. SQLAlchemy takes several times as long for each statement as the drivers do.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable, Generator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

import asyncpg  # type: ignore[import-untyped]  # it has none
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.util import greenlet_spawn

from gateway.store.database import is_embedded, store_errors

T = TypeVar("T")
Row = Sequence[Any]
Values = Sequence[object]


class Statement(NamedTuple):
    """The same in the words of both. For many rows PostgreSQL's takes columns, and SQLite's each row."""

    postgres: str
    sqlite: str


class Ask(NamedTuple):
    """One statement with its values."""

    statement: Statement
    values: Values = ()


class AskEach(NamedTuple):
    """One statement for each of these rows, of which there is one at least."""

    statement: Statement
    rows: Sequence[Values]


Work: TypeAlias = Generator[Ask | AskEach, Sequence[Row], T]


class _Transaction(Protocol):
    async def start(self) -> None: ...
    async def commit(self) -> None: ...
    async def rollback(self) -> None: ...


class _Asyncpg(Protocol):
    """What of asyncpg's connection is used here; it has no types of its own."""

    def is_closed(self) -> bool: ...
    def transaction(self) -> _Transaction: ...
    async def fetch(self, query: str, *values: object) -> Sequence[Row]: ...


class _Lost(OSError):
    """The connection was closed before the work began."""


class DriverWork:
    """Does work on connections of the engine's pool, each in a transaction of its own."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._embedded = is_embedded(engine.url)

    async def done(self, work: Callable[[], Work[T]], *, synced: bool = True) -> T:
        """What the work gives, once that is committed. Raises StoreUnavailable, and what the work raises.

        synced: whether that must be on the disk by then, where the engine sees to it; if not, a machine that
        fails may forget it. Of a server's transactions their statements say so.
        """
        with store_errors(self._engine.url):
            try:
                return await self._once(work, synced)
            except _Lost:
                return await self._once(work, synced)

    async def _once(self, work: Callable[[], Work[T]], synced: bool) -> T:  # noqa: FBT001 - as above
        async with lent_connection(self._engine) as lent:
            driver: Any = lent.driver_connection
            if self._embedded:
                # What its thread has begun it ends, also where nobody waits for it any more.
                within = _in_thread if synced else _in_thread_unsynced
                ended: T = await driver._execute(within, driver._conn, work)  # noqa: SLF001 - one way there
                return ended
            return await _on_server(lent, driver, work)


@asynccontextmanager
async def lent_connection(engine: AsyncEngine) -> AsyncIterator[PoolProxiedConnection]:
    """A connection of the pool as it is: SQLAlchemy's own around it costs twice as much."""
    lent = await engine.raw_connection()
    try:
        yield lent
    finally:
        await greenlet_spawn(lent.close)


def plain(value: object) -> object:
    """A value as SQLite has it: instants as the type `Instant` writes them."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _in_thread(connection: sqlite3.Connection, work: Callable[[], Work[T]]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        done = _steps(connection, work())
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return done


def _in_thread_unsynced(connection: sqlite3.Connection, work: Callable[[], Work[T]]) -> T:
    ((before,),) = connection.execute("PRAGMA synchronous").fetchall()
    connection.execute("PRAGMA synchronous=NORMAL")
    try:
        return _in_thread(connection, work)
    finally:
        connection.execute(f"PRAGMA synchronous={before}")


def _steps(connection: sqlite3.Connection, steps: Work[T]) -> T:
    try:
        asked = next(steps)
        while True:
            asked = steps.send(_of_sqlite(connection, asked))
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]  # what a generator returns


def _of_sqlite(connection: sqlite3.Connection, asked: Ask | AskEach) -> Sequence[Row]:
    text = asked.statement.sqlite
    rows = [asked.values] if isinstance(asked, Ask) else asked.rows
    found: list[Row] = []
    for row in rows:
        found += connection.execute(text, [plain(value) for value in row]).fetchall()
    return found


async def _on_server(lent: PoolProxiedConnection, driver: _Asyncpg, work: Callable[[], Work[T]]) -> T:
    try:
        transaction = driver.transaction()
        await transaction.start()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        if not driver.is_closed():
            raise
        await greenlet_spawn(lent.invalidate)
        raise _Lost(str(error)) from error
    try:
        done = await _asked(driver, work())
        await transaction.commit()
    except BaseException:
        await _undo(lent, transaction)
        raise
    return done


async def _undo(lent: PoolProxiedConnection, transaction: _Transaction) -> None:
    """A connection of which it is not certain that nothing is open on it is lent to nobody any more."""
    try:
        await transaction.rollback()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        await greenlet_spawn(lent.invalidate)


async def _asked(driver: _Asyncpg, steps: Work[T]) -> T:
    try:
        asked = next(steps)
        while True:
            asked = steps.send(await driver.fetch(asked.statement.postgres, *_arguments(asked)))
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]  # what a generator returns


def _arguments(asked: Ask | AskEach) -> Sequence[object]:
    return asked.values if isinstance(asked, Ask) else list(zip(*asked.rows, strict=True))
