from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.contracts.event_log import DeadLettersContract, EventLogContract, InboxContract, LogStore
from tests.doubles.event_log import InMemoryLog
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.log.opened import sql_log


class AllContracts(EventLogContract, InboxContract, DeadLettersContract):
    """One store owes all of it."""


class TestInMemory(AllContracts):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[LogStore]:
        yield InMemoryLog()


class SqlContract(AllContracts):
    url: str

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[LogStore]:
        async with sql_log(self.url) as log:
            yield log


class TestSqlite(OnSqlite, SqlContract):
    pass


class TestPostgres(OnPostgres, SqlContract):
    pass
