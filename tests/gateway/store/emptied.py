"""Opening a database for one test: an empty one, or one at the newest revision without a row.

A server's database lives for the whole run and is migrated once, since that takes longer than most tests;
what a test leaves in it is deleted before the next. One left at another revision is made anew.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import delete, text

from gateway.store.database import is_embedded, open_database
from gateway.store.every_table import METADATA
from gateway.store.migrating import needed_revision, upgrade
from gateway.store.sql_store import SqlStore


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
    async with opened_store(url) as store:
        if await store.revision() == needed_revision():
            await _empty(store)
        else:
            await _clear(store)
            await upgrade(store.engine)
        yield store


async def _clear(store: SqlStore) -> None:
    """Take everything out of a server's database; a test's own file holds nothing yet."""
    if is_embedded(store.engine.url):
        return
    async with store.engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))


async def _empty(store: SqlStore) -> None:
    async with store.engine.begin() as connection:
        for table in reversed(METADATA.sorted_tables):
            await connection.execute(delete(table))
