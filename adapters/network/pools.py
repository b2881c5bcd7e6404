"""One pool of connections for each host, whoever reaches it."""

import ssl
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple, Protocol, TypeAlias

import httpx

from adapters.network.aiohttp_network import AiohttpNetwork
from adapters.network.http2_network import Http2Network


class Host(NamedTuple):
    """What tells one pool from another. http2: whether it may be spoken there. trust: None for the usual."""

    scheme: str
    name: str
    port: int | None
    http2: bool
    trust: "Trust | None"


class Trust(Protocol):
    """Whom a connection trusts, and as whom it shows itself. Equal ones share their connections."""

    def context(self) -> ssl.SSLContext:
        """The TLS settings of a pool. Raises OSError."""
        ...


TlsContexts: TypeAlias = Callable[[], ssl.SSLContext]


class HostPool(httpx.AsyncBaseTransport):
    """The connections to one host; they close when the last instance that joined has left.

    The widest of the instances' limits counts: each says what the host bears.
    """

    def __init__(self, host: Host, tls: TlsContexts) -> None:
        self._host = host
        self._tls = tls
        self._members = 0
        self._connections = 0
        self._network: httpx.AsyncBaseTransport | None = None

    def join(self, connections: int) -> None:
        """Count one more instance. What it allows counts until the first call opens the pool."""
        self._members += 1
        self._connections = max(self._connections, connections)

    def handle_async_request(self, request: httpx.Request) -> Coroutine[Any, Any, httpx.Response]:
        network = self._network or self._opened()
        return network.handle_async_request(request)

    async def aclose(self) -> None:
        """Count one instance less; the last one closes the connections."""
        self._members -= 1
        network = self._network
        if self._members <= 0 and network is not None:
            self._network = None
            await network.aclose()

    def _opened(self) -> httpx.AsyncBaseTransport:
        if self._members <= 0:
            raise httpx.ConnectError("closed: the instance was disconnected")
        # Reading the trusted roots takes long: only who speaks TLS waits for it.
        tls = self._context() if self._host.scheme == "https" else None
        made = Http2Network if self._host.http2 else AiohttpNetwork
        self._network = made(self._connections, tls)
        return self._network

    def _context(self) -> ssl.SSLContext:
        try:
            return self._tls()
        except OSError as error:
            raise httpx.ConnectError(f"tls: {error.strerror or type(error).__name__}") from error


class Pools:
    """The pools of one process. tls: makes the TLS settings of a pool; httpx's own unless told otherwise."""

    def __init__(self, tls: TlsContexts = lambda: httpx.create_ssl_context(trust_env=False)) -> None:
        self._tls = tls
        self._pools: dict[Host, HostPool] = {}

    def joined(
        self, url: httpx.URL, *, connections: int, http2: bool, trust: Trust | None = None
    ) -> httpx.AsyncBaseTransport:
        """The pool of a URL's host, with one more instance in it: its `aclose` is to be called once."""
        host = Host(url.scheme, url.host, url.port, http2, trust)
        tls = self._tls if trust is None else trust.context
        pool = self._pools.setdefault(host, HostPool(host, tls))
        pool.join(connections)
        return pool
