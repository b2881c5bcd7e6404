"""Posting deliveries over kept connections: as fast as they are taken, or so many a second."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from benchmarks.live.gateway import Delivery

_TAKEN = b"HTTP/1.1 202 "
_ANSWER_SECONDS = 30.0


class Sent(NamedTuple):
    """Seconds from when it was due until it was acknowledged; whether it was taken."""

    took: float
    taken: bool


class _Connection(asyncio.Protocol):
    """One kept connection, one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the type
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        # Answers are a few hundred bytes and come in one piece.
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(data)

    async def post(self, request: bytes) -> bool:
        """Whether it was taken."""
        self._answer = asyncio.get_running_loop().create_future()
        if self._transport is not None:
            self._transport.write(request)
        answer = await asyncio.wait_for(self._answer, _ANSWER_SECONDS)
        return answer.startswith(_TAKEN)

    def close(self) -> None:
        """No more."""
        if self._transport is not None:
            self._transport.close()


class Sender:
    """Connections to one gateway."""

    def __init__(self, connections: Sequence[_Connection], host: str) -> None:
        self._connections = connections
        self._host = host

    @classmethod
    async def connected(cls, host: str, port: int, count: int) -> "Sender":
        """So many connections."""
        loop = asyncio.get_running_loop()
        made = [await loop.create_connection(_Connection, host, port) for _ in range(count)]
        return cls([connection for _, connection in made], f"{host}:{port}")

    async def all_of(self, deliveries: Sequence[Delivery]) -> list[Sent]:
        """One after the other on each connection, as fast as they are taken."""
        waiting = iter(self._requests(deliveries))
        sent: list[Sent] = []

        async def one(connection: _Connection) -> None:
            for request in waiting:
                began = time.monotonic()
                taken = await connection.post(request)
                sent.append(Sent(time.monotonic() - began, taken))

        await asyncio.gather(*map(one, self._connections))
        return sent

    async def at_rate(self, deliveries: Sequence[Delivery], rate: float) -> tuple[list[Sent], list[float]]:
        """So many a second, however long the answers take; what became of them, and when each was due."""
        free: asyncio.Queue[_Connection] = asyncio.Queue()
        for connection in self._connections:
            free.put_nowait(connection)
        begins = time.monotonic() + 0.1
        due = [begins + number / rate for number in range(len(deliveries))]

        async def one(request: bytes, when: float) -> Sent:
            await asyncio.sleep(when - time.monotonic())
            connection = await free.get()
            taken = await connection.post(request)
            free.put_nowait(connection)
            return Sent(time.monotonic() - when, taken)

        requests = self._requests(deliveries)
        return await asyncio.gather(*map(one, requests, due)), due

    def close(self) -> None:
        """No more."""
        for connection in self._connections:
            connection.close()

    def _requests(self, deliveries: Iterable[Delivery]) -> list[bytes]:
        return [self._request(delivery) for delivery in deliveries]

    def _request(self, delivery: Delivery) -> bytes:
        headers = {
            "host": self._host,
            "content-type": "application/json",
            "content-length": str(len(delivery.body)),
            **delivery.headers,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"POST /events/{delivery.source} HTTP/1.1\r\n{lines}\r\n".encode() + delivery.body
