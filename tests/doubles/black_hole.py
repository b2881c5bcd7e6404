"""A way to a server on which everything may come to a halt: nothing is refused, and nothing comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_AT_ONCE = 65_536


@dataclass(slots=True)
class BlackHole:
    """port: of the way in. open: what passes while it is set."""

    port: int = 0
    open: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def black_hole(host: str, port: int) -> AsyncIterator[BlackHole]:
    """A way to this server, which is open at first."""
    way, ends = BlackHole(), set[asyncio.StreamWriter]()
    way.open.set()

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, onward = await asyncio.open_connection(host, port)
        ends.update((writer, onward))
        await asyncio.gather(_pass(way, reader, onward), _pass(way, back, writer))

    server = await asyncio.start_server(served, "127.0.0.1", 0)
    way.port = server.sockets[0].getsockname()[1]
    yield way
    way.open.set()
    server.close()
    for writer in ends:
        writer.close()
    await server.wait_closed()


async def _pass(way: BlackHole, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(_AT_ONCE):
        await way.open.wait()
        writer.write(data)
    writer.close()
