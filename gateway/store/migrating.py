"""Bringing our database to the revision that this version needs.

The revisions are in the package `migrations`, which stands above this room: Alembic finds it by name.
"""

from collections.abc import Callable

import structlog
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import StoreUnavailable
from gateway.store.database import described, is_embedded, store_errors
from gateway.store.sql_store import SqlStore

_SCRIPTS = "migrations:"
_LOG = structlog.get_logger(__name__)


def needed_revision() -> str:
    """The newest revision, which is the one that this version works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise StoreUnavailable("this installation holds no migrations")
    return head


async def upgrade(engine: AsyncEngine, revision: str = "head") -> None:
    """Run every revision up to `revision` that the database has not seen yet, in one transaction."""
    await _run(engine, lambda config: command.upgrade(config, revision))


async def downgrade(engine: AsyncEngine, revision: str) -> None:
    """Take revisions back down to `revision` (`base`: all of them)."""
    await _run(engine, lambda config: command.downgrade(config, revision))


async def make_ready(store: SqlStore) -> None:
    """What serving does first: migrate an embedded database, and refuse a server's wrong revision."""
    place = store.engine.url
    found, needed = await store.revision(), needed_revision()
    if found == needed:
        return
    if is_embedded(place):
        await upgrade(store.engine)
        _LOG.info("migrated the embedded database", database=described(place), before=found, now=needed)
        return
    stands = f"our database is at revision {found}" if found else "our database is empty"
    raise StoreUnavailable(
        f"{stands}, this version needs revision {needed}: run `ordergraph migrate`", cause=described(place)
    )


async def _run(engine: AsyncEngine, action: Callable[[Config], None]) -> None:
    with store_errors(engine.url):
        async with engine.begin() as connection:
            try:
                await connection.run_sync(_act, action)
            except CommandError as error:
                raise StoreUnavailable(
                    "our database stands at a revision that this version does not know",
                    cause=str(error),
                ) from error


def _act(connection: Connection, action: Callable[[Config], None]) -> None:
    config = _config()
    config.attributes["connection"] = connection
    action(config)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", _SCRIPTS)
    return config
