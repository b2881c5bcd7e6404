"""Owners as the order index keeps them, read for events."""

import pytest

from domain.events.owners import Owners
from domain.search.orders import OrderRow
from gateway.store.search.order_owners import SqlOrderOwners
from gateway.store.search.sql_order_index import SqlOrderIndex
from tests.gateway.store.emptied import migrated_store

OWNERS = {
    "SO-1": Owners(customers=frozenset({"C-1"}), channels=frozenset({"web", "edi"})),
    "SO-2": Owners(customers=frozenset(), locations=frozenset({"EAST"}), carriers=frozenset({"SWIFT"})),
    "SO-3": Owners(known=False),
}


async def read_back(url: str) -> None:
    async with migrated_store(url) as store:
        rows = [OrderRow(number=number, source="erp", owners=owners) for number, owners in OWNERS.items()]
        await SqlOrderIndex(store.engine).put(rows)
        kept = SqlOrderOwners(store.engine)
        found = await kept.of([*OWNERS, "SO-9"])
        assert found == {number: OWNERS[number] for number in ("SO-1", "SO-2")}
        assert await kept.of([]) == {}


async def test_they_are_what_was_put_on_sqlite(sqlite_url: str) -> None:
    await read_back(sqlite_url)


@pytest.mark.service("postgres")
async def test_they_are_what_was_put_on_postgres(postgres_url: str) -> None:
    await read_back(postgres_url)
