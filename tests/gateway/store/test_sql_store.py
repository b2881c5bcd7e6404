from contextlib import AbstractAsyncContextManager

import pytest

from domain.ports.state import Store
from gateway.store.database import open_database
from gateway.store.migrating import needed_revision, upgrade
from gateway.store.sql_store import SqlStore
from tests.contracts.store import StoreContract
from tests.gateway.store.emptied import empty_store


class SqlStoreContract(StoreContract):
    url: str

    def opened(self) -> AbstractAsyncContextManager[Store]:
        return empty_store(self.url)

    async def migrated(self, store: Store) -> str:
        assert isinstance(store, SqlStore)
        await upgrade(store.engine)
        return needed_revision()


class TestSqlite(SqlStoreContract):
    @pytest.fixture(autouse=True)
    def database(self, sqlite_url: str) -> None:
        self.url = sqlite_url

    def away(self) -> Store:
        return SqlStore(open_database("sqlite+aiosqlite:////proc/nowhere.db"))


@pytest.mark.service("postgres")
class TestPostgres(SqlStoreContract):
    @pytest.fixture(autouse=True)
    def database(self, postgres_url: str) -> None:
        self.url = postgres_url

    def away(self) -> Store:
        return SqlStore(open_database("postgresql+asyncpg://ordergraph:pa55@127.0.0.1:1/ordergraph"))
