"""Unpacking a body piece by piece, never beyond a bound."""

import zlib

import httpx

ACCEPTED = "gzip, deflate"
"""What is asked for, and so all that is unpacked."""

_GZIP = zlib.MAX_WBITS + 16
_RAW = -zlib.MAX_WBITS
_LOW_BITS = 0x0F
_ZLIB_METHOD = 8


class Unpacker:
    """One body that is packed as its Content-Encoding says. Raises httpx.DecodingError where it is not."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding.strip().lower()
        if self._encoding not in {"gzip", "x-gzip", "deflate"}:
            raise httpx.DecodingError(f"packed as {encoding!r}, which was not asked for")
        self._inner: zlib._Decompress | None = None

    def take(self, piece: bytes, most: int) -> bytes:
        """Unpack the next piece, to at most so many bytes: who gets them all asks no further."""
        if not piece:
            return b""
        inner = self._inner = self._inner or zlib.decompressobj(self._format(piece))
        if inner.eof:
            raise httpx.DecodingError("goes on after its end")
        try:
            unpacked = inner.decompress(piece, most)
        except zlib.error as error:
            raise httpx.DecodingError(f"not {self._encoding}: {error}") from error
        if inner.unused_data:
            raise httpx.DecodingError("goes on after its end")
        return unpacked

    def finish(self) -> None:
        """Check that the body ended where its packing does; one without a byte is empty."""
        if self._inner is not None and not self._inner.eof:
            raise httpx.DecodingError(f"{self._encoding} without its end")

    def _format(self, first: bytes) -> int:
        """Deflate comes in zlib's wrapping (RFC 9110), and from some systems without."""
        if self._encoding != "deflate":
            return _GZIP
        return zlib.MAX_WBITS if first[0] & _LOW_BITS == _ZLIB_METHOD else _RAW
