"""A way to a server that can be cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_ENOUGH = 65_536


class Line:
    """What comes to `port` goes on to the server, and back."""

    def __init__(self, behind: int) -> None:
        self.port = 0
        self._behind = behind
        self._open: list[asyncio.StreamWriter] = []

    def cut(self) -> None:
        """Nothing goes on over what is open now."""
        for each in self._open:
            each.transport.abort()
        self._open.clear()

    async def carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """One connection."""
        far, there = await asyncio.open_connection("127.0.0.1", self._behind)
        self._open += [back, there]
        await asyncio.gather(_pump(near, there), _pump(far, back))


@asynccontextmanager
async def line(behind: int) -> AsyncIterator[Line]:
    """A way to the server at a port here."""
    made = Line(behind)
    server = await asyncio.start_server(made.carry, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        made.cut()


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while some := await source.read(_ENOUGH):
            target.write(some)
            await target.drain()
    except ConnectionError:
        pass  # it was cut
    finally:
        target.close()
