"""A server that speaks HTTP/2 and answers when enough calls have come."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from tests.doubles.raw_server import listening


class Http2Server:
    """at_once: so many calls must have come before the first is answered."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._waiting: list[int] = []
        self.connections = 0
        self.paths: list[str] = []
        self.url = ""

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        connection = H2Connection(H2Configuration(client_side=False))
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        while data := await reader.read(65_536):
            self._take(connection, data)
            writer.write(connection.data_to_send())

    def _take(self, connection: H2Connection, data: bytes) -> None:
        for event in connection.receive_data(data):
            if isinstance(event, RequestReceived):
                self.paths.append(dict(event.headers)[b":path"].decode())
                self._waiting.append(event.stream_id)
        if len(self.paths) < self._at_once:
            return
        for stream in self._waiting:
            if not connection.streams[stream].closed:
                connection.send_headers(stream, [(":status", "200")])
                connection.send_data(stream, b"fine", end_stream=True)
        self._waiting.clear()


@asynccontextmanager
async def speaking_http2(tls: ssl.SSLContext, *, at_once: int) -> AsyncIterator[Http2Server]:
    """Serve on a free port."""
    speaking = Http2Server(at_once)
    async with listening(speaking.connected, tls) as port:
        speaking.url = f"https://localhost:{port}/"
        yield speaking
