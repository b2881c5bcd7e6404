import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from domain.errors import StoreUnavailable
from domain.ports.selling import SupplyIndex
from gateway.store.supply.sql_supply import SqlSupply
from tests.contracts.coming_supply import SupplyContract, supply
from tests.doubles.selling import InMemorySupply
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import empty_store, migrated_store


class TestInMemory(SupplyContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[SupplyIndex]:
        yield InMemorySupply()


class SqlContract(SupplyContract):
    url: str

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[SupplyIndex]:
        async with migrated_store(self.url) as store:
            yield SqlSupply(store.engine)

    async def test_writers_side_by_side_leave_one_of_their_words(self, index: SupplyIndex) -> None:
        words = [[supply("PU-1", str(writer))] * writer for writer in range(1, 5)]
        await asyncio.gather(*(index.put({"PU-1": each}) for each in words))
        told = (await index.coming(["AX-1"]))["AX-1"]
        assert {int(one.quantity.amount) for one in told} == {len(told)}

    async def test_a_database_without_the_table_is_unavailable(self) -> None:
        async with empty_store(self.url) as store:
            index = SqlSupply(store.engine)
            with pytest.raises(StoreUnavailable, match="coming_supply"):
                await index.put({"PU-1": [supply("PU-1", "5")]})
            with pytest.raises(StoreUnavailable, match="coming_supply"):
                await index.coming(["AX-1"])


class TestSqlite(OnSqlite, SqlContract):
    pass


class TestPostgres(OnPostgres, SqlContract):
    pass
