import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from domain.errors import StoreUnavailable
from domain.ports.search import PurchaseIndex
from domain.search.purchases import PurchaseRow
from gateway.store.search.sql_purchase_index import SqlPurchaseIndex
from tests.contracts.purchase_index import EVERY_ROW, ROW, PurchaseIndexContract, scope
from tests.doubles.purchase_index import InMemoryPurchaseIndex
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import empty_store, migrated_store


class TestInMemory(PurchaseIndexContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[PurchaseIndex]:
        yield InMemoryPurchaseIndex()


class SqlContract(PurchaseIndexContract):
    url: str

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[PurchaseIndex]:
        async with migrated_store(self.url) as store:
            yield SqlPurchaseIndex(store.engine)

    async def test_writers_side_by_side_leave_one_owner(self, index: PurchaseIndex) -> None:
        rows = [
            [PurchaseRow(number=f"PU-{number}", supplier=f"V-{writer}") for number in range(20)]
            for writer in range(4)
        ]
        await asyncio.gather(*(index.put(each[::-1] if each is rows[0] else each) for each in rows))
        numbers = [row.number for row in rows[0]]
        seen = [await index.known(numbers, scope(suppliers={f"V-{writer}"})) for writer in range(4)]
        assert sorted(number for own in seen for number in own) == sorted(numbers)

    async def test_a_database_without_the_table_is_unavailable(self) -> None:
        async with empty_store(self.url) as store:
            index = SqlPurchaseIndex(store.engine)
            for asked in (index.put([ROW]), index.forget(["PU-1"])):
                with pytest.raises(StoreUnavailable, match="purchase_row"):
                    await asked
            with pytest.raises(StoreUnavailable, match="purchase_row"):
                await index.known(["PU-1"], EVERY_ROW)


class TestSqlite(OnSqlite, SqlContract):
    pass


class TestPostgres(OnPostgres, SqlContract):
    pass
