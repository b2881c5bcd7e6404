"""HTTP/2 by httpx's own transport, for the hosts that are configured for it."""

import ssl

import httpx

from adapters.network.aiohttp_network import CONNECT_SECONDS

_TIMEOUT = {"connect": CONNECT_SECONDS}


class Http2Network(httpx.AsyncBaseTransport):
    """Many calls on one connection where the host agrees to it over TLS, else HTTP/1.1."""

    def __init__(self, connections: int, tls: ssl.SSLContext | None = None) -> None:
        limits = httpx.Limits(max_connections=connections)
        self._transport = httpx.AsyncHTTPTransport(
            verify=tls or True, http2=True, limits=limits, trust_env=False
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions.setdefault("timeout", _TIMEOUT)
        return await self._transport.handle_async_request(request)

    async def aclose(self) -> None:
        await self._transport.aclose()
