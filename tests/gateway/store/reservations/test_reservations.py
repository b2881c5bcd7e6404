from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from domain.ports.reservations import Reservations
from gateway.store.reservations.sql_reservations import SqlReservations
from tests.contracts.reservations import ReservationsContract
from tests.doubles.reservations import InMemoryReservations
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import migrated_store


class TestInMemory(ReservationsContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Reservations]:
        yield InMemoryReservations()


class SqlContract(ReservationsContract):
    url: str

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Reservations]:
        async with migrated_store(self.url) as store:
            yield SqlReservations(store.engine)


class TestSqlite(OnSqlite, SqlContract):
    pass


class TestPostgres(OnPostgres, SqlContract):
    pass
