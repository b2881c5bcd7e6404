"""A server on a real socket that says what a test tells it to, byte by byte."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple, TypeAlias

PATIENCE = 5.0
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfine"


class Call(NamedTuple):
    """One request as it came, and the way back."""

    text: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def gone(self) -> None:
        """Wait until the client has closed the connection."""
        async with asyncio.timeout(PATIENCE):
            try:
                await self.reader.read()
            except ConnectionError:
                return

    def reset(self) -> None:
        """Close the connection without a farewell."""
        own = self.writer.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Connected: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Script: TypeAlias = Callable[[Call], Awaitable[None]]


class RawServer:
    """Runs a script for each request; counts connections and keeps what it was asked."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._empty = asyncio.Event()
        self.connections = 0
        self.open = 0
        self.most_open = 0
        self.requests: list[str] = []
        self.url = ""

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open += 1
        self._empty.clear()
        self.most_open = max(self.most_open, self.open)
        try:
            while head := await _head(reader):
                self.requests.append(head)
                await self._script(Call(head, reader, writer))
        finally:
            self._left()

    async def nobody_connected(self) -> None:
        """Wait until every client has closed its connections."""
        async with asyncio.timeout(PATIENCE):
            await self._empty.wait()

    def _left(self) -> None:
        self.open -= 1
        if not self.open:
            self._empty.set()


def saying(*pieces: bytes) -> Script:
    """Write the pieces and keep the connection."""

    async def script(call: Call) -> None:
        for piece in pieces:
            call.writer.write(piece)
            await call.writer.drain()
            await asyncio.sleep(0)  # what was written may not need to wait, but others do

    return script


def leaving(*pieces: bytes) -> Script:
    """Write the pieces, say that there will be no more, and wait for the client to close too."""

    async def script(call: Call) -> None:
        await saying(*pieces)(call)
        call.writer.write_eof()
        await call.gone()

    return script


def hanging_up(*pieces: bytes) -> Script:
    """Write the pieces and close the connection."""

    async def script(call: Call) -> None:
        await saying(*pieces)(call)
        call.writer.close()

    return script


@asynccontextmanager
async def serving(script: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    """Serve on a free port."""
    raw = RawServer(script)
    async with listening(raw.connected, tls) as port:
        raw.url = f"{'https' if tls else 'http'}://localhost:{port}/"
        yield raw


@asynccontextmanager
async def listening(connected: Connected, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Run it for each connection to the port that is given, and end what still runs at the end."""
    running: set[asyncio.Task[None]] = set()

    async def until_done(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await connected(reader, writer)
        except ConnectionError:
            return
        finally:
            writer.close()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        running.add(asyncio.create_task(until_done(reader, writer)))

    server = await asyncio.start_server(begin, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _head(reader: asyncio.StreamReader) -> str:
    """A request's head and, where it says how long that is, its body; empty at the end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return ""
    lines = head.decode().lower().split("\r\n")
    length = next((int(line.split(":")[1]) for line in lines if line.startswith("content-length:")), 0)
    return (head + await reader.readexactly(length)).decode()
