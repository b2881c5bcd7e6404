import aiohttp
import httpx
import pytest
from aiohttp.http_exceptions import BadStatusLine
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from adapters.network.aiohttp_errors import FOREIGN, in_httpx_words

ASKED = URL("http://erp.test/orders?numbers=SECRET")
INFO = aiohttp.RequestInfo(ASKED, "GET", CIMultiDictProxy(CIMultiDict()), ASKED)


@pytest.mark.parametrize(
    ("foreign", "meant", "told"),
    [
        (aiohttp.ConnectionTimeoutError("slow"), httpx.ConnectTimeout, "connect: slow"),
        (aiohttp.ServerDisconnectedError(), httpx.RemoteProtocolError, "disconnected: before its answer"),
        (aiohttp.ClientPayloadError("cut"), httpx.RemoteProtocolError, "truncated: cut"),
        (
            aiohttp.ClientResponseError(INFO, (), message="Bad:\n b'SECRET'"),
            httpx.RemoteProtocolError,
            "malformed: Bad",
        ),
        (BadStatusLine("SECRET"), httpx.RemoteProtocolError, "malformed: 400, message"),
        (aiohttp.ClientOSError(104, "reset"), httpx.ReadError, "reset: [Errno 104] reset"),
        (ConnectionResetError(), httpx.ReadError, "reset: ConnectionResetError"),
        (aiohttp.ClientConnectionError("closed"), httpx.ReadError, "reset: closed"),
        (aiohttp.InvalidURL(ASKED), httpx.UnsupportedProtocol, "url: InvalidURL"),
        (aiohttp.NonHttpUrlClientError(ASKED), httpx.UnsupportedProtocol, "url: NonHttpUrlClientError"),
        (ValueError("no such header"), httpx.LocalProtocolError, "request: no such header"),
        (aiohttp.ClientError("new"), httpx.ReadError, "unknown: new"),
    ],
    ids=lambda case: type(case).__name__ if isinstance(case, Exception) else "",
)
def test_an_error_is_said_in_httpx_words(
    foreign: Exception, meant: type[httpx.TransportError], told: str
) -> None:
    assert isinstance(foreign, FOREIGN)
    error = in_httpx_words(foreign)
    assert type(error) is meant
    assert str(error).startswith(told)
    assert "SECRET" not in str(error)
