from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from domain.errors import StoreUnavailable
from domain.ports.search import OrderIndex
from domain.search.orders import Paging
from gateway.store.search.sql_order_index import SqlOrderIndex
from tests.contracts.order_examples import ALL_ROWS, DRILL, EVERYTHING, row
from tests.contracts.order_index import OrderIndexContract
from tests.doubles.order_index import InMemoryOrderIndex
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import empty_store, migrated_store


class TestInMemory(OrderIndexContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[OrderIndex]:
        yield InMemoryOrderIndex()


class SqlContract(OrderIndexContract):
    url: str

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[OrderIndex]:
        async with migrated_store(self.url) as store:
            yield SqlOrderIndex(store.engine)

    async def test_a_database_without_the_tables_is_unavailable(self) -> None:
        async with empty_store(self.url) as store:
            index = SqlOrderIndex(store.engine)
            for asked in (
                index.put([row("SO-1")]),
                index.search(EVERYTHING, ALL_ROWS, Paging(first=1)),
                index.named([DRILL], ALL_ROWS),
                index.known(["SO-1"], ALL_ROWS),
            ):
                with pytest.raises(StoreUnavailable, match=r"order_(row|term)"):
                    await asked


class TestSqlite(OnSqlite, SqlContract):
    pass


class TestPostgres(OnPostgres, SqlContract):
    pass
