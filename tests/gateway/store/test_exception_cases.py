from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import update

from domain.errors import StoreUnavailable
from domain.exceptions import CaseState, ExceptionCase
from domain.ports.state import ExceptionCases
from gateway.store.sql_exception_cases import SqlExceptionCases
from gateway.store.tables import EXCEPTION_CASE
from tests.contracts.exception_cases import ExceptionCasesContract, finding
from tests.doubles.clock import START
from tests.doubles.exception_cases import InMemoryExceptionCases
from tests.gateway.store.emptied import empty_store, migrated_store


class TestInMemory(ExceptionCasesContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[ExceptionCases]:
        yield InMemoryExceptionCases()

    async def change(self, cases: ExceptionCases, case: ExceptionCase, state: CaseState, words: str) -> None:
        assert isinstance(cases, InMemoryExceptionCases)
        cases.change(case.id, state, owner=words, resolution=words)


class SqlContract(ExceptionCasesContract):
    url: str

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[ExceptionCases]:
        async with migrated_store(self.url) as store:
            yield SqlExceptionCases(store.engine)

    async def change(self, cases: ExceptionCases, case: ExceptionCase, state: CaseState, words: str) -> None:
        assert isinstance(cases, SqlExceptionCases)
        statement = update(EXCEPTION_CASE).where(EXCEPTION_CASE.c.id == case.id)
        async with cases._engine.begin() as connection:
            await connection.execute(statement.values(state=state.value, owner=words, resolution=words))

    async def test_a_database_without_the_table_is_unavailable(self) -> None:
        async with empty_store(self.url) as store:
            cases = SqlExceptionCases(store.engine)
            with pytest.raises(StoreUnavailable, match="exception_case"):
                await cases.raise_all([finding()], START)
            with pytest.raises(StoreUnavailable, match="exception_case"):
                await cases.cases()


class TestSqlite(SqlContract):
    @pytest.fixture(autouse=True)
    def database(self, sqlite_url: str) -> None:
        self.url = sqlite_url


@pytest.mark.service("postgres")
class TestPostgres(SqlContract):
    @pytest.fixture(autouse=True)
    def database(self, postgres_url: str) -> None:
        self.url = postgres_url
