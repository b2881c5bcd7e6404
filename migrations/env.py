"""How Alembic runs our revisions: on the connection that it is given, or on one of its own.

`ordergraph migrate` and a starting gateway give a connection. Without one (`alembic revision` while
developing) the database of the environment is opened.
"""

import asyncio

from alembic import context
from sqlalchemy import Connection, text

from gateway.settings.process import process_settings
from gateway.store.database import open_database
from gateway.store.every_table import METADATA

# Any number will do, if it is always the same one: replicas that start together take turns.
_LOCK = 4_202_311


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


async def _migrate_on_own_connection() -> None:
    engine = open_database(process_settings().database)
    async with engine.begin() as connection:
        await connection.run_sync(_migrate)
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    asyncio.run(_migrate_on_own_connection())
