"""Thousands of subscribers on one loop of epoll: each reads what comes, and answers what it is asked.

What they do with a message is next to nothing, so that the time is the server's as far as it can be.
"""

import select
import socket
import time
from collections.abc import Callable
from typing import NamedTuple

import orjson

from benchmarks.live.frames import CLOSE, PING, PONG, TEXT, frame, frames, handshake

DOCUMENT = """subscription ($types: [String!]) {
  events(filter: {types: $types}) { kind cursor event { id type subject occurredAt } }
}"""
_AT_ONCE = 64
"""Connections that are being opened at the same time."""
_SIZE = 65_536
_PATIENCE = 60.0
_SWITCHED = b" 101 "


class Reached(NamedTuple):
    """When the first and the last had a message, on the clock of the machine, and how many copies came."""

    first: float
    last: float
    copies: int


class Crowd:
    """Subscribers of one server. payload: of `connection_init`."""

    def __init__(self, host: str, port: int, payload: dict[str, str]) -> None:
        self._address = (host, port)
        self._poll = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        self._rest: dict[int, bytes] = {}
        self._init = frame(TEXT, orjson.dumps({"type": "connection_init", "payload": payload}))
        asked = {"query": DOCUMENT, "variables": {"types": ["shipment"]}}
        self._subscribe = frame(
            TEXT, orjson.dumps({"id": "1", "type": "subscribe", "payload": asked})
        ) + frame(TEXT, b'{"type":"ping"}')

    def grow(self, count: int) -> None:
        """Until there are so many that have subscribed, and were answered afterwards."""
        opening: set[int] = set()
        until = time.monotonic() + _PATIENCE + count / 50

        def hear(number: int, data: bytes) -> None:
            if number in opening:
                self._answer(number, data, opening)

        while len(self._sockets) < count or opening:
            while len(self._sockets) < count and len(opening) < _AT_ONCE:
                opening.add(self._open())
            self._turn(0.5, hear)
            if time.monotonic() > until:
                raise SystemExit(f"{len(opening)} of {len(self._sockets)} are not let in")

    def wait(self, marker: bytes) -> Reached:
        """Until everybody has had a message that holds this."""
        times: list[float] = []
        missing = set(self._sockets)
        copies = 0
        until = time.monotonic() + _PATIENCE

        def hear(number: int, data: bytes) -> None:
            nonlocal copies
            if found := data.count(marker):
                copies += found
                missing.discard(number)

        while missing:
            before = copies
            self._turn(0.5, hear)
            if copies > before:
                times.append(time.monotonic())
            if time.monotonic() > until:
                raise SystemExit(f"{len(missing)} have not got the event")
        return Reached(times[0], times[-1], copies)

    def idle(self, seconds: float) -> None:
        """Answer pings meanwhile."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._turn(0.05, lambda _number, _data: None)

    def _open(self) -> int:
        opened = socket.create_connection(self._address)
        opened.settimeout(0)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        number = opened.fileno()
        self._sockets[number] = opened
        self._poll.register(number, select.EPOLLIN)
        opened.send(handshake(f"{self._address[0]}:{self._address[1]}"))
        return number

    def _answer(self, number: int, data: bytes, opening: set[int]) -> None:
        if b'"connection_ack"' in data:
            self._sockets[number].send(self._subscribe)
        elif b'"pong"' in data:
            opening.discard(number)
        elif _SWITCHED in data[:16]:
            self._sockets[number].send(self._init)
        elif b'"next"' not in data:
            raise SystemExit(f"not let in: {data[:300]!r}")

    def _turn(self, seconds: float, hear: Callable[[int, bytes], None]) -> None:
        """One look at everybody for whom something has come."""
        for number, _ in self._poll.poll(seconds, 256):
            data = self._sockets[number].recv(_SIZE)
            if not data:
                raise SystemExit("the server has closed a connection")
            hear(number, data)
            # A short text alone, which most are, needs no answer.
            if b'"type":"error"' in data:
                raise SystemExit(f"refused: {data[:300]!r}")
            if data[0] != _ONLY_TEXT or number in self._rest or data[-1:] != b"}":
                self._control(number, data)

    def _control(self, number: int, data: bytes) -> None:
        """Answer pings. What is not a whole frame yet waits for the rest."""
        if data.startswith(b"HTTP/1.1"):
            data = data.partition(b"\r\n\r\n")[2]
        data = self._rest.pop(number, b"") + data
        ended = 0
        for opcode, payload, end in frames(data):
            ended = end
            if opcode == PING:
                self._sockets[number].send(frame(PONG, payload))
            elif opcode == CLOSE:
                raise SystemExit(f"the server has closed a connection: {payload!r}")
        if ended < len(data):
            self._rest[number] = data[ended:]


_ONLY_TEXT = 0x81
"""Whole, and a text."""
