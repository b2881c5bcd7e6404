"""A server that closes our connections: reads go on, and so does whatever comes after a pause."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from domain.errors import StoreUnavailable
from gateway.store import idle_connections
from gateway.store.database import open_database
from gateway.store.driver_reads import DriverReads, Prepared
from gateway.store.sql_store import SqlStore

_WHO = Prepared("SELECT pg_backend_pid()", (), {})


@pytest.fixture
async def store(postgres_url: str) -> AsyncIterator[SqlStore]:
    store = SqlStore(open_database(postgres_url))
    yield store
    await store.aclose()


async def closed_by_the_server(store: SqlStore) -> int:
    """Use a connection, give it back, and have another one end it."""
    ((process,),) = await DriverReads(store.engine).fetch(_WHO, {})
    killer = open_database(store.engine.url.render_as_string(hide_password=False))
    async with killer.connect() as connection:
        ended = await connection.scalar(text("SELECT pg_terminate_backend(:one, 5000)"), {"one": process})
    await killer.dispose()
    assert ended
    return int(process)


@pytest.mark.service("postgres")
async def test_a_read_goes_on_over_another_connection(store: SqlStore) -> None:
    before = await closed_by_the_server(store)
    ((now,),) = await DriverReads(store.engine).fetch(_WHO, {})
    assert now != before


@pytest.mark.service("postgres")
async def test_a_connection_that_was_idle_is_tried_first(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await closed_by_the_server(store)
    monkeypatch.setattr(idle_connections, "IDLE_SECONDS", 0.0)
    await store.ping()


@pytest.mark.service("postgres")
async def test_one_that_was_just_in_use_is_not(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle_connections, "IDLE_SECONDS", 60.0)
    await closed_by_the_server(store)
    with pytest.raises(StoreUnavailable):
        await store.ping()
    await store.ping()
