"""What aiohttp raises, in httpx's words. The first word of a message names what went wrong."""

import aiohttp
import httpx
from aiohttp.http_exceptions import HttpProcessingError

FOREIGN = (aiohttp.ClientError, HttpProcessingError, OSError, ValueError)
"""Everything that a call over aiohttp raises for what goes wrong on the way."""

_WORDS: tuple[tuple[type[Exception], type[httpx.TransportError], str], ...] = (
    (aiohttp.ClientSSLError, httpx.ConnectError, "tls"),
    (aiohttp.ClientConnectorDNSError, httpx.ConnectError, "dns"),
    (aiohttp.ClientConnectorError, httpx.ConnectError, "connect"),
    (aiohttp.ConnectionTimeoutError, httpx.ConnectTimeout, "connect"),
    (aiohttp.ServerTimeoutError, httpx.ConnectTimeout, "connect"),
    (aiohttp.ServerDisconnectedError, httpx.RemoteProtocolError, "disconnected"),
    (aiohttp.ClientPayloadError, httpx.RemoteProtocolError, "truncated"),
    (aiohttp.ClientResponseError, httpx.RemoteProtocolError, "malformed"),
    (HttpProcessingError, httpx.RemoteProtocolError, "malformed"),
    (aiohttp.InvalidURL, httpx.UnsupportedProtocol, "url"),
    (aiohttp.NonHttpUrlClientError, httpx.UnsupportedProtocol, "url"),
    (aiohttp.ClientConnectionError, httpx.ReadError, "reset"),
    (OSError, httpx.ReadError, "reset"),
    (ValueError, httpx.LocalProtocolError, "request"),
)
"""Most specific first; only the connection has a time limit of its own."""


def in_httpx_words(error: Exception, request: httpx.Request | None = None) -> httpx.TransportError:
    """The httpx exception that means the same."""
    for kind, meant, word in _WORDS:
        if isinstance(error, kind):
            return meant(f"{word}: {_said(error)}", request=request)
    return httpx.ReadError(f"unknown: {_said(error)}", request=request)


def _said(error: Exception) -> str:
    """What went wrong in one line, without the address that was asked and what the system sent."""
    if isinstance(error, aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError):
        return type(error).__name__
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "before its answer" if isinstance(error.message, str) else "within its answer"
    text = error.message if isinstance(error, aiohttp.ClientResponseError) else str(error)
    return text.partition("\n")[0].partition(": b'")[0].rstrip(":") or type(error).__name__
