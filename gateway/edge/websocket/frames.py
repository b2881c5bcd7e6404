"""Text frames of RFC 6455 as a server sends them: in one piece, unmasked, and so the same for everybody."""

from typing import Protocol

_TEXT = 0x81
_SHORT, _MIDDLE = 126, 65_536


class Frames(Protocol):
    """The way out of one connection, past the encoding of each message for itself."""

    def write(self, frame: bytes) -> bool:
        """Send a whole frame; whether more may come now. On a connection that closes it is thrown away."""
        ...

    async def drained(self) -> None:
        """Return when more may come."""
        ...

    def drop(self) -> None:
        """Close without waiting for the other side."""
        ...


def text_frame(text: bytes) -> bytes:
    """The frame of a text in UTF-8."""
    return _head(len(text)) + text


def framed(before: bytes, body: bytes) -> bytes:
    """The frame of a message whose body stands last in it: what is before the body, the body, a brace."""
    return b"%b%b%b}" % (_head(len(before) + len(body) + 1), before, body)


def _head(size: int) -> bytes:
    if size < _SHORT:
        return bytes((_TEXT, size))
    if size < _MIDDLE:
        return bytes((_TEXT, 126, size >> 8, size & 255))
    return bytes((_TEXT, 127)) + size.to_bytes(8)
