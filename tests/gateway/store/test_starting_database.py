"""A server that crashed, and one that starts and takes nobody yet, is a database that cannot be used now."""

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg  # type: ignore[import-untyped]  # it has none
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import StoreUnavailable
from gateway.store.database import open_database, store_errors
from gateway.store.driver_reads import DriverReads, Prepared
from gateway.store.driver_work import Ask, DriverWork, Statement, Work

_ASKS_FOR_TLS = 80877103
_REASON = "the database system is starting up"
_FATAL = b"SFATAL\0VFATAL\0C57P03\0M" + _REASON.encode() + b"\0\0"


async def _refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """As PostgreSQL does: no TLS, and one error for whoever wants to begin."""
    while True:
        (length,) = struct.unpack("!i", await reader.readexactly(4))
        (code,) = struct.unpack("!i", (await reader.readexactly(length - 4))[:4])
        if code != _ASKS_FOR_TLS:
            break
        writer.write(b"N")
    writer.write(b"E" + struct.pack("!i", len(_FATAL) + 4) + _FATAL)
    await writer.drain()
    writer.close()


@pytest.fixture
async def engine() -> AsyncIterator[AsyncEngine]:
    server = await asyncio.start_server(_refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    engine = open_database(f"postgresql+asyncpg://postgres@127.0.0.1:{port}/test")
    async with server:
        yield engine
        await engine.dispose()


def _one() -> Work[int]:
    ((one,),) = yield Ask(Statement("SELECT 1", "SELECT 1"))
    return int(one)


async def _worked(engine: AsyncEngine) -> object:
    return await DriverWork(engine).done(_one)


async def _read(engine: AsyncEngine) -> object:
    return await DriverReads(engine).fetch(Prepared("SELECT 1", (), {}), {})


async def _executed(engine: AsyncEngine) -> object:
    with store_errors(engine.url):
        async with engine.connect() as connection:
            return await connection.scalar(text("SELECT 1"))


@pytest.mark.parametrize("ask", [_worked, _read, _executed])
async def test_whatever_asks_it_is_told_so(
    engine: AsyncEngine, ask: Callable[[AsyncEngine], Awaitable[object]]
) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        await ask(engine)
    assert _REASON in refused.value.cause


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.CrashShutdownError("terminating connection because of crash of another server process"),
        asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
        asyncpg.InterfaceError("connection is closed"),
        # The server's last word came after a statement had ended, and before the next one began.
        asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress"),
    ],
)
def test_whatever_the_driver_says_of_a_server_that_crashed(error: Exception) -> None:
    with pytest.raises(StoreUnavailable, match="cannot be used"), store_errors(make_url("postgresql://")):
        raise error
