"""Opening a database for one test and leaving it empty behind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.store.database import open_database
from gateway.store.migrating import downgrade, upgrade
from gateway.store.sql_store import SqlStore


@asynccontextmanager
async def empty_store(url: str) -> AsyncIterator[SqlStore]:
    """A database in which nothing was migrated; whatever the test migrates is taken back."""
    store = SqlStore(open_database(url))
    try:
        yield store
        if await store.revision() is not None:
            await downgrade(store.engine, "base")
    finally:
        await store.aclose()


@asynccontextmanager
async def migrated_store(url: str) -> AsyncIterator[SqlStore]:
    """The same at the newest revision."""
    async with empty_store(url) as store:
        await upgrade(store.engine)
        yield store
