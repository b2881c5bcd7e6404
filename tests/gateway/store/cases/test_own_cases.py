from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from gateway.store.cases.sql_exception_cases import SqlExceptionCases
from gateway.store.search.sql_order_index import SqlOrderIndex
from tests.contracts.own_cases import Kept, OwnCasesContract
from tests.doubles.exception_cases import InMemoryExceptionCases
from tests.doubles.order_index import InMemoryOrderIndex
from tests.gateway.store.emptied import migrated_store


class TestInMemory(OwnCasesContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Kept]:
        index = InMemoryOrderIndex()
        yield Kept(InMemoryExceptionCases(index.owners), index)


class SqlContract(OwnCasesContract):
    url: str

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Kept]:
        async with migrated_store(self.url) as store:
            yield Kept(SqlExceptionCases(store.engine), SqlOrderIndex(store.engine))


class TestSqlite(SqlContract):
    @pytest.fixture(autouse=True)
    def database(self, sqlite_url: str) -> None:
        self.url = sqlite_url


@pytest.mark.service("postgres")
class TestPostgres(SqlContract):
    @pytest.fixture(autouse=True)
    def database(self, postgres_url: str) -> None:
        self.url = postgres_url
