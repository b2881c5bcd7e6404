import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from structlog.testing import capture_logs

from domain.errors import StoreUnavailable
from gateway.store.every_table import METADATA
from gateway.store.migrating import downgrade, make_ready, needed_revision, upgrade
from gateway.store.sql_store import SqlStore
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import empty_store, migrated_store

OURS = frozenset(METADATA.tables)


async def tables(store: SqlStore) -> set[str]:
    async with store.engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def stamp(store: SqlStore, revision: str) -> None:
    async with store.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, METADATA))


class Migrations:
    url: str

    async def test_an_upgrade_makes_every_table(self) -> None:
        async with migrated_store(self.url) as store:
            assert await tables(store) == {*OURS, "alembic_version"}

    async def test_the_revisions_make_what_the_code_says(self) -> None:
        async with migrated_store(self.url) as store, store.engine.connect() as connection:
            assert await connection.run_sync(differences) == []

    async def test_a_column_that_no_revision_makes_would_be_seen(self) -> None:
        async with migrated_store(self.url) as store, store.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE exception_case DROP COLUMN resolution"))
            assert await connection.run_sync(differences) != []
            await connection.rollback()

    async def test_a_downgrade_takes_everything_back_and_up_again(self) -> None:
        async with migrated_store(self.url) as store:
            await downgrade(store.engine, "base")
            assert await tables(store) == {"alembic_version"}
            assert await store.revision() is None
            await upgrade(store.engine)
            assert await store.revision() == needed_revision()

    async def test_an_upgrade_of_what_is_up_to_date_changes_nothing(self) -> None:
        async with migrated_store(self.url) as store:
            await upgrade(store.engine)
            assert await store.revision() == needed_revision()

    async def test_a_revision_from_the_future_is_refused(self) -> None:
        async with migrated_store(self.url) as store:
            await stamp(store, "9999")
            with pytest.raises(StoreUnavailable, match=r"revision that this version does not know.*9999"):
                await upgrade(store.engine)
            await stamp(store, needed_revision())

    async def test_serving_goes_on_at_the_right_revision(self) -> None:
        async with migrated_store(self.url) as store:
            with capture_logs() as lines:
                await make_ready(store)
            assert lines == []


class TestSqlite(OnSqlite, Migrations):
    async def test_serving_migrates_an_embedded_database_and_says_so(self) -> None:
        async with empty_store(self.url) as store:
            with capture_logs() as lines:
                await make_ready(store)
            assert await store.revision() == needed_revision()
            (line,) = lines
            assert line["event"] == "migrated the embedded database"
            assert (line["before"], line["now"]) == (None, needed_revision())
            assert "ordergraph.db" in line["database"]


class TestPostgres(OnPostgres, Migrations):
    async def test_serving_refuses_an_empty_server_and_says_what_to_run(self) -> None:
        async with empty_store(self.url) as store:
            with pytest.raises(StoreUnavailable, match=r"is empty, .* run `ordergraph migrate`"):
                await make_ready(store)
            assert await tables(store) <= {"alembic_version"}

    async def test_serving_refuses_another_revision(self) -> None:
        async with migrated_store(self.url) as store:
            await stamp(store, "9999")
            with pytest.raises(
                StoreUnavailable, match=f"at revision 9999, this version needs revision {needed_revision()}"
            ):
                await make_ready(store)
            await stamp(store, needed_revision())
