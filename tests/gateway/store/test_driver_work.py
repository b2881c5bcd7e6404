"""Work by the drivers' own calls: all of it or nothing, and on another connection where one was lost."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from domain.errors import BadInput, StoreUnavailable
from gateway.store.database import durable_database, open_database
from gateway.store.driver_work import Ask, AskEach, DriverWork, Statement, Work
from gateway.store.sql_store import SqlStore
from tests.gateway.store.test_lost_connections import closed_by_the_server

MAKE = "CREATE TABLE IF NOT EXISTS worked (name TEXT PRIMARY KEY)"
ADD = Statement(
    "INSERT INTO worked SELECT unnest($1::text[]) RETURNING name",
    "INSERT INTO worked VALUES (?) RETURNING name",
)
COUNT = Statement("SELECT count(*) FROM worked", "SELECT count(*) FROM worked")


def added(*names: str, error: Exception | None = None) -> Work[list[str]]:
    rows = yield AskEach(ADD, [(name,) for name in names])
    if error is not None:
        raise error
    return [row[0] for row in rows]


def counted() -> Work[int]:
    ((count,),) = yield Ask(COUNT)
    return int(count)


async def check(engine: AsyncEngine) -> None:
    work = DriverWork(engine)
    async with engine.begin() as connection:
        await connection.execute(text(MAKE))
    try:
        assert await work.done(lambda: added("a", "b")) == ["a", "b"]
        with pytest.raises(BadInput):
            await work.done(lambda: added("c", error=BadInput("no", field="c")))
        with pytest.raises(StoreUnavailable):
            await work.done(lambda: added("d", "a"))
        assert await work.done(counted) == 2, "what failed has left nothing"
    finally:
        async with engine.begin() as connection:
            await connection.execute(text("DROP TABLE worked"))
        await engine.dispose()


async def test_it_is_done_or_it_is_not_on_sqlite(sqlite_url: str) -> None:
    await check(open_database(sqlite_url))


@pytest.mark.service("postgres")
async def test_it_is_done_or_it_is_not_on_postgres(postgres_url: str) -> None:
    await check(open_database(postgres_url))


async def test_what_need_not_be_synced_changes_nothing_for_what_must(sqlite_url: str) -> None:
    plain = open_database(sqlite_url)
    engine = durable_database(plain)
    work = DriverWork(engine)
    level = Statement("", "PRAGMA synchronous")

    def told() -> Work[int]:
        ((found,),) = yield Ask(level)
        return int(found)

    assert [await work.done(told), await work.done(told, synced=False), await work.done(told)] == [2, 1, 2]
    await engine.dispose()
    await plain.dispose()


def who() -> Work[int]:
    ((process,),) = yield Ask(Statement("SELECT pg_backend_pid()", ""))
    return int(process)


@pytest.mark.service("postgres")
async def test_it_goes_on_over_another_connection(postgres_url: str) -> None:
    store = SqlStore(open_database(postgres_url))
    before = await closed_by_the_server(store)
    assert await DriverWork(store.engine).done(who) != before
    await store.aclose()


def slept() -> Work[None]:
    yield Ask(Statement("SELECT pg_sleep(30)", ""))


def ended() -> Work[None]:
    yield Ask(Statement("SELECT pg_terminate_backend(pg_backend_pid())", ""))


@pytest.mark.service("postgres")
async def test_who_is_cancelled_or_cut_off_leaves_no_transaction_behind(postgres_url: str) -> None:
    engine = open_database(postgres_url)
    work = DriverWork(engine)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await work.done(slept)
    with pytest.raises(StoreUnavailable):
        await work.done(ended)
    assert await work.done(who) > 0
    assert isinstance(engine.pool, AsyncAdaptedQueuePool)
    assert engine.pool.checkedout() == 0
    await engine.dispose()
