"""Databases of the search benchmark's own: made, brought to our tables, kept or dropped afterwards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.search_bare import Bare, Postgres, Sqlite
from gateway.store.database import open_database
from gateway.store.migrating import upgrade

KEPT = "ordergraph_bench"
"""The PostgreSQL database that stays."""


@asynccontextmanager
async def sqlite_database(keep: Path | None) -> AsyncIterator[Bare]:
    """A file in the folder `keep`, or in one that is removed afterwards."""
    with TemporaryDirectory(prefix="ordergraph-bench-") as passing:
        folder = keep or passing
        async with _opened(f"sqlite+aiosqlite:///{folder}/ordergraph.db", Sqlite) as bare:
            yield bare


@asynccontextmanager
async def postgres_database(server: str, *, keep: bool) -> AsyncIterator[Bare]:
    """A database beside the one that the URL names; kept under one name, or dropped afterwards."""
    name = KEPT if keep else f"{KEPT}_{uuid4().hex[:8]}"
    async with _database(server, name, keep=keep) as url, _opened(url, Postgres) as bare:
        yield bare


@asynccontextmanager
async def fresh_sqlite() -> AsyncIterator[str]:
    """The URL of an empty database, removed afterwards."""
    with TemporaryDirectory(prefix="ordergraph-bench-") as folder:
        yield f"sqlite+aiosqlite:///{folder}/ordergraph.db"


@asynccontextmanager
async def fresh_postgres(server: str) -> AsyncIterator[str]:
    """The same on a server."""
    async with _database(server, f"{KEPT}_{uuid4().hex[:8]}", keep=False) as url:
        yield url


@asynccontextmanager
async def _database(server: str, name: str, *, keep: bool) -> AsyncIterator[str]:
    administrator = create_async_engine(server, isolation_level="AUTOCOMMIT")
    there = text("SELECT 1 FROM pg_database WHERE datname = :name")
    async with administrator.connect() as connection:
        if not await connection.scalar(there, {"name": name}):
            await connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        async with administrator.connect() as connection:
            if not keep:
                await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        await administrator.dispose()


@asynccontextmanager
async def _opened(url: str, kind: type[Bare]) -> AsyncIterator[Bare]:
    engine = open_database(url, statement_seconds=None)
    await upgrade(engine)
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        yield kind(engine, raw.driver_connection)
    await engine.dispose()
