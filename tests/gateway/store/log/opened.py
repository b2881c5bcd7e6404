"""The three ports of the log over one database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.store.log.sql_dead_letters import SqlDeadLetters
from gateway.store.log.sql_event_log import SqlEventLog
from gateway.store.log.sql_inbox import SqlInbox
from tests.gateway.store.emptied import migrated_store


class SqlLog(SqlEventLog, SqlInbox, SqlDeadLetters):
    """All three at once."""

    def __init__(self, engine: AsyncEngine) -> None:
        SqlEventLog.__init__(self, engine)
        SqlInbox.__init__(self, engine)


@asynccontextmanager
async def sql_log(url: str) -> AsyncIterator[SqlLog]:
    """An empty log on this database."""
    async with migrated_store(url) as store:
        yield SqlLog(store.engine)
