"""`ordergraph migrate`: the database, brought to the revision that this version needs."""

import asyncio

from rich.console import Console

from gateway.settings.process import process_settings
from gateway.store.database import described, open_database
from gateway.store.migrating import needed_revision, upgrade
from gateway.store.sql_store import SqlStore


def migrate_database(console: Console) -> None:
    """Upgrade, and say from where to where. Raises ConfigInvalid, StoreUnavailable."""
    asyncio.run(_migrate(console, process_settings().database))


async def _migrate(console: Console, url: str) -> None:
    # A revision may go over every row of a large table.
    store = SqlStore(open_database(url, statement_seconds=None))
    place = described(store.engine.url)
    try:
        before = await store.revision()
        await upgrade(store.engine)
    finally:
        await store.aclose()
    needed = needed_revision()
    if before == needed:
        console.print(f"{place} is at revision {needed} already", markup=False, soft_wrap=True)
    else:
        console.print(f"{place}: from revision {before or 'none'} to {needed}", markup=False, soft_wrap=True)
