from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from domain.errors import StoreUnavailable
from domain.ports.cache import LastKnown
from gateway.store.last_known import SqlLastKnown
from tests.contracts.last_known import LastKnownContract, value
from tests.doubles.last_known import InMemoryLastKnown
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import empty_store, migrated_store


class TestInMemory(LastKnownContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[LastKnown]:
        yield InMemoryLastKnown()


class SqlContract(LastKnownContract):
    url: str

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[LastKnown]:
        async with migrated_store(self.url) as store:
            yield SqlLastKnown(store.engine)

    async def test_a_database_without_the_table_is_unavailable(self) -> None:
        async with empty_store(self.url) as store:
            last = SqlLastKnown(store.engine)
            with pytest.raises(StoreUnavailable, match="last_known"):
                await last.known("erp", "orders", ["SO-1"])
            with pytest.raises(StoreUnavailable, match="last_known"):
                await last.keep([value("SO-1")])


class TestSqlite(OnSqlite, SqlContract):
    pass


class TestPostgres(OnPostgres, SqlContract):
    pass
