"""Reading a reply's body whole, within a bound that holds on the wire and for what is unpacked."""

from collections.abc import Mapping

import httpx

from adapters.transport.unpacking import Unpacker
from domain.errors import ReplyInvalid

_LENGTH = b"content-length"
_ENCODING = b"content-encoding"
_FRAMING = {_LENGTH, _ENCODING}
_PLAIN = b"identity"
_MOST_DIGITS = 18  # of a length that is worth reading


class Whole(httpx.Response):
    """An answer whose body is there, unpacked: httpx's own way of reading one costs more than the call's."""

    def __init__(self, status: int, headers: httpx.Headers, body: bytes) -> None:
        super().__init__(status, headers=headers, stream=httpx.ByteStream(body))
        self._body = body

    @property
    def content(self) -> bytes:
        return self._body

    def read(self) -> bytes:
        return self._body

    async def aread(self) -> bytes:
        return self._body


async def read_whole(response: httpx.Response, most: int, backend: str) -> Whole:
    """Read and close an answer. Raises ReplyInvalid for more than so many bytes, and httpx.HTTPError."""
    headers = response.headers
    framing = {lower: value for name, value in headers.raw if (lower := name.lower()) in _FRAMING}
    body = await _body(response, framing, most, backend)
    if _ENCODING in framing:
        del headers["content-encoding"]
    return Whole(response.status_code, headers, body)


async def _body(response: httpx.Response, framing: Mapping[bytes, bytes], most: int, backend: str) -> bytes:
    stream = response.stream
    if not isinstance(stream, httpx.AsyncByteStream):
        raise TypeError(f"{type(stream).__name__} would block")
    try:
        announced = framing.get(_LENGTH, b"0")
        if announced.isdigit() and int(announced[:_MOST_DIGITS]) > most:
            raise _too_long(most, backend)
        encoding = framing.get(_ENCODING, _PLAIN)
        if encoding == _PLAIN:
            return await _plain(stream, most, backend)
        return await _unpacked(stream, Unpacker(encoding.decode("latin-1")), most, backend)
    finally:
        await stream.aclose()


async def _plain(stream: httpx.AsyncByteStream, most: int, backend: str) -> bytes:
    body = bytearray()
    async for piece in stream:
        body += piece
        if len(body) > most:
            raise _too_long(most, backend)
    return bytes(body)


async def _unpacked(stream: httpx.AsyncByteStream, unpacker: Unpacker, most: int, backend: str) -> bytes:
    body, arrived = bytearray(), 0
    async for piece in stream:
        arrived += len(piece)
        # One byte more than allowed is enough to know: a bomb does not go off.
        body += unpacker.take(piece, most + 1 - len(body))
        if len(body) > most or arrived > most:
            raise _too_long(most, backend)
    unpacker.finish()
    return bytes(body)


def _too_long(most: int, backend: str) -> ReplyInvalid:
    return ReplyInvalid(f"sent more than {most} bytes", backend=backend)
