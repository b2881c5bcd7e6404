"""How the items of a stream stand in the body of an HTTP response.

Server-sent events: the protocol GraphQL over SSE, "distinct connections mode". Lines end with LF alone, for
a router's client that is in use reads nothing else. Multipart: Apollo's "subscription over multipart", 1.0.
"""

from collections.abc import Mapping
from typing import ClassVar, Protocol

import orjson

from gateway.edge.media_types import ranges_of
from gateway.live.words import Item

SSE = "text/event-stream"
_MULTIPART = "multipart/mixed"
_SPEC = "subscriptionspec"
_PART = b"\r\ncontent-type: application/json\r\n\r\n"
_BOUNDARY = b"\r\n--graphql"
"""Sent behind each part and not before the next one, so that nobody waits with a part for its end."""
_NOT_BUFFERED = {"cache-control": "no-store", "x-accel-buffering": "no", "vary": "Accept"}


class Encoding(Protocol):
    """transport: its name in metrics. beat_every: seconds after which something is sent in any case.

    opening: the first bytes, so that a client sees at once that it was let in.
    """

    transport: ClassVar[str]
    headers: ClassVar[Mapping[str, str]]
    beat_every: ClassVar[float]
    beat: ClassVar[bytes]
    opening: ClassVar[bytes]

    def item(self, item: Item) -> bytes:
        """One result, with its cursor where the transport has a place for that."""
        ...

    def trouble(self, response: Mapping[str, object]) -> bytes:
        """Why there is nothing more, as a GraphQL response with its errors. An end follows."""
        ...

    def end(self, *, complete: bool) -> bytes:
        """The last bytes. complete: nothing more is to come, from anybody."""
        ...


class ServerSentEvents:
    """Implements `Encoding`."""

    transport: ClassVar[str] = "sse"
    headers: ClassVar[Mapping[str, str]] = {**_NOT_BUFFERED, "content-type": f"{SSE}; charset=utf-8"}
    beat_every: ClassVar[float] = 15.0
    beat: ClassVar[bytes] = b":\n\n"
    opening: ClassVar[bytes] = beat

    def item(self, item: Item) -> bytes:
        if item.cursor:
            return b"id: %b\nevent: next\ndata: %b\n\n" % (item.cursor.encode(), item.body)
        return b"event: next\ndata: %b\n\n" % item.body

    def trouble(self, response: Mapping[str, object]) -> bytes:
        return self.item(Item(orjson.dumps(response)))

    def end(self, *, complete: bool) -> bytes:
        return b"event: complete\ndata:\n\n" if complete else b""


class Multipart:
    """Implements `Encoding`."""

    transport: ClassVar[str] = "multipart"
    headers: ClassVar[Mapping[str, str]] = {
        **_NOT_BUFFERED,
        "content-type": 'multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"',
    }
    beat_every: ClassVar[float] = 5.0
    beat: ClassVar[bytes] = b"%b{}%b" % (_PART, _BOUNDARY)
    opening: ClassVar[bytes] = _BOUNDARY + beat

    def item(self, item: Item) -> bytes:
        return b'%b{"payload":%b}%b' % (_PART, item.body, _BOUNDARY)

    def trouble(self, response: Mapping[str, object]) -> bytes:
        return b"%b%b%b" % (_PART, orjson.dumps({"payload": None, **response}), _BOUNDARY)

    def end(self, *, complete: bool) -> bytes:
        del complete
        return b"--\r\n"


def stream_of(accept: str) -> Encoding | None:
    """The first of the streams that an Accept header names; None where it names none. `*/*` is no name."""
    for media_type, parameters in ranges_of(accept):
        if media_type == SSE:
            return ServerSentEvents()
        if media_type == _MULTIPART and any(name == _SPEC for name in parameters):
            return Multipart()
    return None
