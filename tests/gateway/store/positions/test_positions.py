from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import StoreUnavailable
from gateway.store.positions.sql_drifts import SqlDrifts
from gateway.store.positions.sql_positions import SqlPositions
from gateway.store.positions.sql_snapshots import SqlSnapshots
from tests.contracts.positions import KEY, Kept, PositionsContract
from tests.doubles.positions import InMemoryPositions
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import empty_store, migrated_store


class SqlKept(SqlPositions, SqlSnapshots, SqlDrifts):
    """All three ports over one database."""

    def __init__(self, engine: AsyncEngine) -> None:
        SqlDrifts.__init__(self, engine)
        SqlSnapshots.__init__(self, engine)
        SqlPositions.__init__(self, engine)


class TestInMemory(PositionsContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Kept]:
        yield InMemoryPositions()


class SqlContract(PositionsContract):
    url: str

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Kept]:
        async with migrated_store(self.url) as store:
            yield SqlKept(store.engine)

    async def test_a_database_without_the_tables_is_unavailable(self) -> None:
        async with empty_store(self.url) as store:
            kept = SqlKept(store.engine)
            with pytest.raises(StoreUnavailable, match="stock_"):
                await kept.known("wms", [KEY])
            with pytest.raises(StoreUnavailable, match="stock_"):
                await kept.open("wms")


class TestSqlite(OnSqlite, SqlContract):
    pass


class TestPostgres(OnPostgres, SqlContract):
    pass
