from contextlib import AbstractAsyncContextManager

from domain.ports.state import Store
from gateway.store.database import open_database
from gateway.store.migrating import needed_revision, upgrade
from gateway.store.sql_store import SqlStore
from tests.contracts.store import StoreContract
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import empty_store


class SqlStoreContract(StoreContract):
    url: str

    def opened(self) -> AbstractAsyncContextManager[Store]:
        return empty_store(self.url)

    async def migrated(self, store: Store) -> str:
        assert isinstance(store, SqlStore)
        await upgrade(store.engine)
        return needed_revision()


class TestSqlite(OnSqlite, SqlStoreContract):
    def away(self) -> Store:
        return SqlStore(open_database("sqlite+aiosqlite:////proc/nowhere.db"))


class TestPostgres(OnPostgres, SqlStoreContract):
    def away(self) -> Store:
        return SqlStore(open_database("postgresql+asyncpg://ordergraph:pa55@127.0.0.1:1/ordergraph"))
