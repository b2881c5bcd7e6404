"""As much of RFC 6455 as a client needs that sends short messages and reads whole ones."""

import os
import struct
from collections.abc import Iterator

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
_MASKED, _FINAL = 0x80, 0x80
_SHORT, _LONG = 126, 127
_HEAD = 2
_NO_MASK = b"\0\0\0\0"


def frame(opcode: int, payload: bytes) -> bytes:
    """A frame of a client, of at most 65,535 bytes. Its mask is nought, which changes no byte."""
    if len(payload) < _SHORT:
        return bytes((_FINAL | opcode, _MASKED | len(payload))) + _NO_MASK + payload
    head = struct.pack("!BBH", _FINAL | opcode, _MASKED | _SHORT, len(payload))
    return head + _NO_MASK + payload


def handshake(host: str) -> bytes:
    """The request that opens a connection for GraphQL; no extension is asked for."""
    key = os.urandom(16).hex()[:22] + "=="
    return (
        f"GET /graphql HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
    ).encode()


def frames(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Opcode and payload of each whole frame of a server, and where the next one begins."""
    at = 0
    while (ends := _ends(data, at)) is not None:
        begins, end = ends
        yield data[at] & 0x0F, data[begins:end], end
        at = end


def _ends(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the payload of the frame at this place begins and ends; None where not all of it is there."""
    begins = at + _HEAD
    if len(data) < begins:
        return None
    length = data[at + 1]
    if length >= _SHORT:
        size = 2 if length == _SHORT else 8
        if len(data) < begins + size:
            return None
        length = int.from_bytes(data[begins : begins + size])
        begins += size
    return (begins, begins + length) if len(data) >= begins + length else None
