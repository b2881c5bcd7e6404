from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from domain.errors import StoreUnavailable
from domain.ports.state import ExceptionCases
from gateway.store.cases.sql_exception_cases import SqlExceptionCases
from tests.contracts.case_work import CaseWorkContract
from tests.contracts.exception_cases import ExceptionCasesContract, finding
from tests.doubles.clock import START
from tests.doubles.exception_cases import InMemoryExceptionCases
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import empty_store, migrated_store


class TestInMemory(CaseWorkContract, ExceptionCasesContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[ExceptionCases]:
        yield InMemoryExceptionCases()


class SqlContract(CaseWorkContract, ExceptionCasesContract):
    url: str

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[ExceptionCases]:
        async with migrated_store(self.url) as store:
            yield SqlExceptionCases(store.engine)

    async def test_a_database_without_the_table_is_unavailable(self) -> None:
        async with empty_store(self.url) as store:
            cases = SqlExceptionCases(store.engine)
            with pytest.raises(StoreUnavailable, match="exception_case"):
                await cases.raise_all([finding()], START)
            with pytest.raises(StoreUnavailable, match="exception_case"):
                await cases.cases()
            with pytest.raises(StoreUnavailable, match="exception_case"):
                await cases.resolve("case-1", "done", who="lee", now=START)


class TestSqlite(OnSqlite, SqlContract):
    pass


class TestPostgres(OnPostgres, SqlContract):
    pass
