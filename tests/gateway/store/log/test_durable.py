"""What was acknowledged is on the disk: SQLite syncs for each commit of the engine that the log has."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.store.database import durable_database, open_database

NORMAL, FULL = 1, 2


async def synchronous(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(text("PRAGMA synchronous")) or 0)


async def test_on_sqlite_it_is_an_engine_of_its_own_that_syncs_each_commit(sqlite_url: str) -> None:
    engine = open_database(sqlite_url)
    durable = durable_database(engine)
    try:
        assert (await synchronous(engine), await synchronous(durable)) == (NORMAL, FULL)
    finally:
        await durable.dispose()
        await engine.dispose()


async def test_a_servers_commits_are_durable_in_any_case() -> None:
    engine = open_database("postgresql+asyncpg://u@127.0.0.1:1/none")
    assert durable_database(engine) is engine
    await engine.dispose()
