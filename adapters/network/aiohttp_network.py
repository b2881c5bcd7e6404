"""HTTP/1.1 over aiohttp, as an httpx transport: requests, responses and errors stay httpx's."""

import ssl

import aiohttp
import httpx
from yarl import URL

from adapters.network.aiohttp_errors import FOREIGN, in_httpx_words

CONNECT_SECONDS = 3.0
"""For TCP and TLS together: enough for a lost packet on each, and less than most deadlines."""

_OURS_TO_SAY = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
_NO_BODY = b""


class AiohttpNetwork(httpx.AsyncBaseTransport):
    """Sends each request once. Bodies come as they are on the wire; whoever reads them unpacks them.

    connections: at most so many are open at once; a call waits for a free one. tls: for https, or what
    OpenSSL trusts by itself. The connections are opened when needed, inside the running loop.
    """

    def __init__(self, connections: int, tls: ssl.SSLContext | None = None) -> None:
        self._connections = connections
        self._tls = tls
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        session = self._session or self._opened()
        try:
            answer = await session.request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=[(name.decode(), value.decode()) for name, value in request.headers.raw],
                data=await request.aread() or None,
                allow_redirects=False,
            )
        except FOREIGN as error:
            raise in_httpx_words(error, request) from error
        return httpx.Response(answer.status, headers=answer.raw_headers, stream=Answered(answer))

    async def aclose(self) -> None:
        self._closed = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._closed:
            raise httpx.ConnectError("closed: the instance was disconnected")
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections, ssl=self._tls or True),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
            skip_auto_headers=_OURS_TO_SAY,
            auto_decompress=False,
            trust_env=False,
        )
        # Else aiohttp sends a GET again by itself, where whoever counts attempts decides on the next one.
        # A middleware could keep it from that too, for 10 microseconds a call.
        self._session._retry_connection = False  # noqa: SLF001 - it has no public name
        return self._session


class Answered(httpx.AsyncByteStream):
    """A body as it arrives. Closing it before its end closes the connection; at its end it is free again."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer
        self._read = answer.content.readany

    def __aiter__(self) -> "Answered":
        return self

    async def __anext__(self) -> bytes:
        try:
            chunk = await self._read()
        except FOREIGN as error:
            raise in_httpx_words(error) from error
        if not chunk:
            raise StopAsyncIteration
        return chunk

    async def aclose(self) -> None:
        self._answer.close()
