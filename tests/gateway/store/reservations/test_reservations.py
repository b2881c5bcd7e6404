from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from domain.ports.reservations import Reservations
from gateway.store.reservations.sql_reservations import SqlReservations
from tests.contracts.reservations import ReservationsContract
from tests.doubles.reservations import InMemoryReservations
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


class TestSqlite(SqlContract):
    @pytest.fixture(autouse=True)
    def database(self, sqlite_url: str) -> None:
        self.url = sqlite_url


@pytest.mark.service("postgres")
class TestPostgres(SqlContract):
    @pytest.fixture(autouse=True)
    def database(self, postgres_url: str) -> None:
        self.url = postgres_url
