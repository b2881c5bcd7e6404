"""A server that is there and takes nobody yet, as after a crash, is a database that cannot be used now."""

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import text
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
