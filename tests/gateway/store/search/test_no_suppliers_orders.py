"""Revision 0010 takes from scopes over suppliers the orders that are in the index already."""

import pytest

from domain.events.owners import Owners
from domain.partners import RowScope
from gateway.store.migrating import downgrade, upgrade
from gateway.store.search.sql_order_index import SqlOrderIndex
from tests.contracts.order_examples import row
from tests.gateway.store.emptied import migrated_store

SUPPLIER = RowScope(suppliers=frozenset({"V-1"}))
CUSTOMER = RowScope(customers=frozenset({"C-1"}))


async def check(url: str) -> None:
    async with migrated_store(url) as store:
        index = SqlOrderIndex(store.engine)
        await index.put([row("SO-1", owners=Owners(customers=frozenset({"C-1"})))])
        assert await index.known(["SO-1"], SUPPLIER) == {"SO-1"}
        await downgrade(store.engine, "0009")
        await upgrade(store.engine)
        assert await index.known(["SO-1"], SUPPLIER) == frozenset()
        assert await index.known(["SO-1"], CUSTOMER) == {"SO-1"}


async def test_on_sqlite(sqlite_url: str) -> None:
    await check(sqlite_url)


@pytest.mark.service("postgres")
async def test_on_postgres(postgres_url: str) -> None:
    await check(postgres_url)
