"""What a request reads of our database ends within its time, and leaves nothing behind."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from time import monotonic

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from domain.cases.work import CaseFilter
from domain.errors import StoreUnavailable
from domain.identifiers import IdentifierKind
from domain.partners import RowScope
from gateway.store.cases.sql_exception_cases import SqlExceptionCases
from gateway.store.database import open_database
from gateway.store.driver_reads import DriverReads, Prepared
from gateway.store.in_time import asked_within, in_time, no_longer_than
from gateway.store.last_known import SqlLastKnown
from gateway.store.links.sql_links import SqlLinks
from gateway.store.search.sql_feeds import SqlFeeds
from gateway.store.search.sql_order_index import SqlOrderIndex
from gateway.store.search.sql_purchase_index import SqlPurchaseIndex
from tests.doubles.black_hole import black_hole
from tests.gateway.store.emptied import migrated_store

SOON = 0.1
SURELY = 10.0
"""Less than what a statement may take, and enough for a machine with other work."""
READS: Mapping[str, tuple[str, Callable[[AsyncEngine], Awaitable[object]]]] = {
    "index": ("order_row", lambda engine: SqlOrderIndex(engine).known(["SO-1"], RowScope())),
    "purchases": ("purchase_row", lambda engine: SqlPurchaseIndex(engine).known(["PO-1"], RowScope())),
    "feeds": ("source_feed", lambda engine: SqlFeeds(engine).feeds()),
    "links": ("identifier_link", lambda engine: SqlLinks(engine).of(IdentifierKind.ORDER, "SO-1")),
    "cases": ("exception_case", lambda engine: SqlExceptionCases(engine).page(CaseFilter(), first=1)),
    "last known": ("last_known", lambda engine: SqlLastKnown(engine).known("erp", "orders", ["SO-1"])),
}
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)
ENDLESS = Prepared(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n", (), {}
)
ONE = Prepared("SELECT 1", (), {})


@asynccontextmanager
async def locked(engine: AsyncEngine, table: str) -> AsyncIterator[None]:
    """While this lasts, nobody else reads the table."""
    async with engine.connect() as connection:
        await connection.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield
        await connection.rollback()


async def until_given_back(engine: AsyncEngine) -> None:
    """Wait until no connection is in use."""
    pool = engine.pool
    assert isinstance(pool, AsyncAdaptedQueuePool)
    async with asyncio.timeout(SURELY):
        while pool.checkedout():  # noqa: ASYNC110 - a server moves it
            await asyncio.sleep(0.005)


async def refused(read: Awaitable[object]) -> float:
    """How many seconds it took until it was said that our database does not answer in time."""
    began = monotonic()
    with pytest.raises(StoreUnavailable, match="in time") as caught:
        await read
    assert caught.value.retryable
    return monotonic() - began


@pytest.mark.service("postgres")
@pytest.mark.parametrize("name", READS)
async def test_a_locked_table_is_waited_for_as_long_as_there_is_time(postgres_url: str, name: str) -> None:
    table, read = READS[name]
    other = open_database(postgres_url)
    async with migrated_store(postgres_url) as store:
        async with locked(other, table):
            with asked_within(SOON):
                assert SOON / 2 < await refused(read(store.engine)) < SURELY
            await until_given_back(store.engine)
            async with other.connect() as connection:
                assert await connection.scalar(text(WAITING)) == 0
        with asked_within(SURELY):
            await read(store.engine)
    await other.dispose()


@pytest.mark.service("postgres")
async def test_a_server_that_hangs_is_waited_for_no_longer(postgres_url: str) -> None:
    place = make_url(postgres_url)
    async with black_hole(place.host or "", place.port or 5432) as way:
        engine = open_database(
            place.set(host="127.0.0.1", port=way.port).render_as_string(hide_password=False)
        )
        index = SqlOrderIndex(engine)
        await DriverReads(engine).fetch(ONE, {})
        way.open.clear()
        with asked_within(SOON):
            assert await refused(index.known(["SO-1"], RowScope())) < SURELY
            assert await refused(SqlFeeds(engine).feeds()) < SURELY
        way.open.set()
        await until_given_back(engine)
        assert await DriverReads(engine).fetch(ONE, {})
        await engine.dispose()


async def test_a_statement_of_a_file_is_broken_off(sqlite_url: str) -> None:
    engine = open_database(sqlite_url)
    with asked_within(SOON):
        assert await refused(DriverReads(engine).fetch(ENDLESS, {})) < SURELY
    await until_given_back(engine)
    with asked_within(SURELY):
        assert list(await DriverReads(engine).fetch(ONE, {})) == [(1,)]
    await engine.dispose()


class Slow:
    """Answers when it is let to, and notes how often it was broken off."""

    def __init__(self) -> None:
        self.answers = asyncio.Event()
        self.given_up = 0

    @in_time
    async def read(self) -> int:
        try:
            await self.answers.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        return 1


async def test_whoever_says_nothing_waits() -> None:
    slow = Slow()
    reading = asyncio.create_task(slow.read())
    await asyncio.sleep(0)
    slow.answers.set()
    assert await reading == 1


async def test_a_read_that_begins_when_the_time_is_up_still_has_a_little() -> None:
    slow = Slow()
    slow.answers.set()
    with asked_within(-1.0):
        assert await slow.read() == 1
        slow.answers.clear()
        assert await refused(slow.read()) < SURELY
    await asyncio.sleep(0)
    assert slow.given_up == 1


async def test_what_nobody_waits_for_is_broken_off() -> None:
    slow = Slow()
    with asked_within(60.0):
        reading = asyncio.create_task(slow.read())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    await asyncio.sleep(0)
    assert slow.given_up == 1


async def test_what_can_be_done_without_is_waited_for_less() -> None:
    slow = Slow()
    with asked_within(60.0), no_longer_than(SOON):
        assert await refused(slow.read()) < SURELY
    with no_longer_than(0.0):
        slow.answers.set()
        assert await slow.read() == 1


async def test_an_error_of_the_read_is_its_own() -> None:
    @in_time
    async def wrong() -> None:
        raise KeyError("ours")

    with asked_within(SURELY), pytest.raises(KeyError):
        await wrong()
