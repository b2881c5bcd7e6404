import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from domain.ports.outbox import Outbox
from gateway.store.outbox.sql_outbox import SqlOutbox
from tests.contracts.outbox import BEGINNING, HOLD, OutboxContract
from tests.doubles.clock import START
from tests.doubles.outbox import InMemoryOutbox
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import migrated_store


class TestInMemory(OutboxContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Outbox]:
        yield InMemoryOutbox()


class SqlContract(OutboxContract):
    url: str

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Outbox]:
        async with migrated_store(self.url) as store:
            yield SqlOutbox(store.engine)

    async def test_of_many_at_once_one_gets_it(self) -> None:
        async with self.opened() as outbox:
            await outbox.begin("lake", BEGINNING)
            claims = [outbox.claim("lake", f"r{each}", hold=HOLD, now=START) for each in range(8)]
            got = await asyncio.gather(*claims)
            assert [each for each in got if each is not None] == [BEGINNING]


class TestSqlite(OnSqlite, SqlContract):
    pass


class TestPostgres(OnPostgres, SqlContract):
    pass
