from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.store.cases.sql_exception_cases import SqlExceptionCases
from gateway.store.search.sql_order_index import SqlOrderIndex
from tests.contracts.own_cases import Kept, OwnCasesContract
from tests.doubles.exception_cases import InMemoryExceptionCases
from tests.doubles.order_index import InMemoryOrderIndex
from tests.gateway.store.databases import OnPostgres, OnSqlite
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


class TestSqlite(OnSqlite, SqlContract):
    pass


class TestPostgres(OnPostgres, SqlContract):
    pass
