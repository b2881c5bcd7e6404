"""Connections kept open, one GET at a time on each, with no more of HTTP than the fixed server needs."""

import asyncio
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class SocketPool:
    """Opens `size` connections; a call waits for a free one."""

    def __init__(self, url: str, size: int) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._request = f"GET {parts.path or '/'} HTTP/1.1\r\nhost: {parts.netloc}\r\n\r\n".encode()
        self._size = size
        self._free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue(size)

    async def __aenter__(self) -> Self:
        for _ in range(self._size):
            self._free.put_nowait(await asyncio.open_connection(self._host, self._port))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while not self._free.empty():
            _, writer = self._free.get_nowait()
            writer.close()
            await writer.wait_closed()

    async def get(self) -> bytes:
        """The body of one answer, whose length its head must say."""
        reader, writer = await self._free.get()
        writer.write(self._request)
        head = await reader.readuntil(b"\r\n\r\n")
        _, _, rest = head.lower().partition(b"content-length:")
        body = await reader.readexactly(int(rest.split(b"\r\n", 1)[0]))
        self._free.put_nowait((reader, writer))
        return body
