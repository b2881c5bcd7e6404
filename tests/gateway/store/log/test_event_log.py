from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.contracts.event_log import DeadLettersContract, EventLogContract, InboxContract, LogStore
from tests.doubles.event_log import InMemoryLog
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


class TestSqlite(SqlContract):
    @pytest.fixture(autouse=True)
    def database(self, sqlite_url: str) -> None:
        self.url = sqlite_url


@pytest.mark.service("postgres")
class TestPostgres(SqlContract):
    @pytest.fixture(autouse=True)
    def database(self, postgres_url: str) -> None:
        self.url = postgres_url
