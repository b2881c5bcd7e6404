"""Revision 0005 gives the owners of orders that are there already their orders' placed_at."""

import pytest
from sqlalchemy import text

from domain.events.owners import Owners
from domain.partners import RowScope
from domain.search.orders import OrderFilter, Paging
from gateway.store.migrating import downgrade, upgrade
from gateway.store.search.sql_order_index import SqlOrderIndex
from tests.contracts.order_examples import row
from tests.gateway.store.emptied import migrated_store

MINE = RowScope(customers=frozenset({"C-1"}))


async def check(url: str) -> None:
    async with migrated_store(url) as store:
        index = SqlOrderIndex(store.engine)
        owners = Owners(customers=frozenset({"C-1"}))
        await index.put([row(f"SO-{day}", day, owners=owners) for day in (2, 3, 1)])
        before = await index.search(OrderFilter(), MINE, Paging(first=5))
        await downgrade(store.engine, "0004")
        await upgrade(store.engine)
        async with store.engine.connect() as connection:
            empty = await connection.scalar(text("SELECT count(*) FROM order_owner WHERE placed_at IS NULL"))
        assert empty == 0
        assert await index.search(OrderFilter(), MINE, Paging(first=5)) == before
        assert before.total == 3


async def test_on_sqlite(sqlite_url: str) -> None:
    await check(sqlite_url)


@pytest.mark.service("postgres")
async def test_on_postgres(postgres_url: str) -> None:
    await check(postgres_url)
