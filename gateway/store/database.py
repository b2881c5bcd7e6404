"""Connecting to our database, and the border where its errors become ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # it has none
from sqlalchemy import Connection, event
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from domain.errors import ConfigInvalid, StoreUnavailable
from gateway.store.idle_connections import try_idle_connections

CONNECT_SECONDS = 5.0
STATEMENT_SECONDS = 15.0
_POOL_SIZE = 15
_POOL_OVERFLOW = 0
_OF_DRIVERS = (
    sqlite3.Error,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    AsyncAdapt_asyncpg_dbapi.Error,
)
"""What the drivers raise where they are asked without SQLAlchemy, and what its pool makes of that."""

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "busy_timeout=5000",
    "foreign_keys=ON",
    "cache_size=-32000",
    "wal_autocheckpoint=10000",
)


def open_database(url: str, *, statement_seconds: float | None = STATEMENT_SECONDS) -> AsyncEngine:
    """An engine for `sqlite+aiosqlite://` or `postgresql+asyncpg://`; it connects on first use.

    statement_seconds: the longest that a server may take for one statement; None: as long as it wants.
    """
    try:
        place = make_url(url)
    except ArgumentError:
        raise ConfigInvalid("is not a database URL", place="ORDERGRAPH_DATABASE_URL") from None
    return _embedded(place) if is_embedded(place) else _server(place, statement_seconds)


def durable_database(engine: AsyncEngine) -> AsyncEngine:
    """The same database, of which a commit that returned is on the disk, even where the power fails then.

    A server's are so anyway, and it is the same engine. SQLite's are only so with a sync for each: too dear
    for what can be read again, and the least that whoever is told "taken" may expect.
    """
    if not is_embedded(engine.url):
        return engine
    # One connection: its users take turns in a queue, where SQLite would have them try again and again.
    durable = _embedded(engine.url, pool_size=1, max_overflow=0)
    event.listen(durable.sync_engine, "connect", _sync_each)
    return durable


def is_embedded(place: URL) -> bool:
    """Whether the database is a file of ours and not a server."""
    return place.get_backend_name() == "sqlite"


def described(place: URL) -> str:
    """Where the database is, without user and password, for messages."""
    if is_embedded(place):
        return f"SQLite at {place.database}"
    return f"PostgreSQL at {place.host}:{place.port or 5432}/{place.database}"


@contextmanager
def store_errors(place: URL) -> Iterator[None]:
    """Turn what SQLAlchemy, the drivers and the network raise into StoreUnavailable."""
    try:
        yield
    except (SQLAlchemyError, OSError, *_OF_DRIVERS) as error:
        reason = getattr(error, "orig", None) or error
        raise StoreUnavailable(
            "our database cannot be used now", cause=f"{described(place)}: {type(reason).__name__}: {reason}"
        ) from error


def _embedded(place: URL, **pool: int) -> AsyncEngine:
    if place.database and place.database != ":memory:":
        with store_errors(place):
            Path(place.database).parent.mkdir(parents=True, exist_ok=True)
    # Whoever takes a connection ends his transaction himself; to roll back once more is a way for nothing.
    engine = create_async_engine(
        place, hide_parameters=True, pool_use_lifo=True, pool_reset_on_return=None, **pool
    )
    event.listen(engine.sync_engine, "connect", _set_up)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _server(place: URL, statement_seconds: float | None) -> AsyncEngine:
    engine = create_async_engine(
        place,
        hide_parameters=True,
        pool_size=_POOL_SIZE,
        max_overflow=_POOL_OVERFLOW,
        pool_timeout=CONNECT_SECONDS,
        pool_use_lifo=True,
        connect_args={"timeout": CONNECT_SECONDS, "command_timeout": statement_seconds},
    )
    try_idle_connections(engine)
    return engine


def _set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sync_each(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Python's driver by itself begins no transaction before a CREATE TABLE, so that half could stay."""
    connection.exec_driver_sql("BEGIN")
