"""Opening a database for one test: an empty one, or one at the newest revision without a row.

Migrating takes longer than most tests. So an SQLite file begins as a copy of a migrated one, and a server's
database lives for the whole run: it is migrated once, and what a test leaves in it is deleted before the
next. One left at another revision is made anew.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import delete, text
from sqlalchemy.engine import make_url

from gateway.store.database import is_embedded, open_database
from gateway.store.every_table import METADATA
from gateway.store.migrating import needed_revision, upgrade
from gateway.store.sql_store import SqlStore
from tests.gateway.store.migrated_file import place_migrated

newest = cache(needed_revision)
"""The revision, for which every migration is read."""


@asynccontextmanager
async def opened_store(url: str) -> AsyncIterator[SqlStore]:
    """The database as it is."""
    store = SqlStore(open_database(url))
    try:
        yield store
    finally:
        await store.aclose()


@asynccontextmanager
async def empty_store(url: str) -> AsyncIterator[SqlStore]:
    """A database in which nothing was migrated."""
    async with opened_store(url) as store:
        await _clear(store)
        yield store


@asynccontextmanager
async def migrated_store(url: str) -> AsyncIterator[SqlStore]:
    """A database at the newest revision that holds no row."""
    is_new = _is_new(url)
    if is_new:
        place_migrated(url)
    async with opened_store(url) as store:
        if not is_new:
            await _renew(store)
        yield store


def _is_new(url: str) -> bool:
    """Whether it is a file that is not there yet."""
    place = make_url(url)
    return is_embedded(place) and not Path(place.database or "").exists()


async def _renew(store: SqlStore) -> None:
    if await store.revision() == newest():
        await _empty(store)
        return
    await _clear(store)
    await upgrade(store.engine)


async def _clear(store: SqlStore) -> None:
    """Take everything out of a server's database; a test's own file holds nothing yet."""
    if is_embedded(store.engine.url):
        return
    async with store.engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))


async def _empty(store: SqlStore) -> None:
    async with store.engine.begin() as connection:
        if is_embedded(store.engine.url):
            for table in reversed(METADATA.sorted_tables):
                await connection.execute(delete(table))
        else:
            await connection.execute(text(_at_once()))


@cache
def _at_once() -> str:
    """All deletes in one call of the server."""
    deletes = (f"{delete(table)};" for table in reversed(METADATA.sorted_tables))
    return f"DO $$ BEGIN {' '.join(deletes)} END $$"
