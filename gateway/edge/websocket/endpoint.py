"""The WebSocket at /graphql: who may open one, and what all of them share. See docs/adr/0010-live-streams.md.

It stands before the middleware of requests: nothing of that has a meaning for a connection that stays open,
and each layer would cost memory in every one of them.
"""

import asyncio
from collections.abc import Collection

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.edge.origins import may_connect
from gateway.edge.streams.shared import Streams
from gateway.edge.websocket.closing import NO_SUBPROTOCOL
from gateway.edge.websocket.connection import FRAMES
from gateway.edge.websocket.frames import Frames
from gateway.edge.websocket.messages import SUBPROTOCOL
from gateway.edge.websocket.session import Session
from gateway.telemetry.correlation import correlation_id, incoming, on_log_lines

PATH = "/graphql"
_TRANSPORT = "websocket"
_LOG = structlog.get_logger(__name__)


class WebSocketEndpoint:
    """Implements `Served`. origins: of other web pages that may connect."""

    def __init__(self, streams: Streams, *, origins: Collection[str] = ()) -> None:
        self.operations = streams.operations
        self.groups = streams.groups
        self.holders = streams.holders
        self.bounds = streams.bounds
        self._streams = streams
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application for scopes of type `websocket`."""
        await receive()  # `websocket.connect`, which says nothing
        headers = Headers(raw=[(name, value) for name, value in scope["headers"] if name in _READ])
        if scope["path"] != PATH:
            await _refuse(send, 404)
        elif not may_connect(headers.get("origin"), headers.get("host", ""), self._origins):
            await _refuse(send, 403)
        elif self._streams.full(_TRANSPORT):
            await _refuse(send, 503)
        else:
            await self._serve(scope, headers, receive, send)

    def ended(self, code: int) -> None:
        self._streams.metrics.ended(_TRANSPORT, str(code))

    async def _serve(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        if SUBPROTOCOL not in scope["subprotocols"]:
            await send({"type": "websocket.accept"})
            reason = "Subprotocol not acceptable"
            await send({"type": "websocket.close", "code": NO_SUBPROTOCOL, "reason": reason})
            return
        self._streams.count(_TRANSPORT, 1)
        try:
            await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
            await self._run(_way(scope), headers, receive, send)
        finally:
            self._streams.count(_TRANSPORT, -1)

    async def _run(self, frames: Frames, headers: Headers, receive: Receive, send: Send) -> None:
        span = incoming(headers)
        with on_log_lines(span):
            session = Session(self, frames, send, headers, correlation_id(span))
            began = asyncio.get_running_loop().time()
            try:
                await session.run(receive)
            finally:
                seconds = round(asyncio.get_running_loop().time() - began, 1)
                _LOG.info("websocket", partner=session.held.principal.partner or None, seconds=seconds)


class Sockets:
    """ASGI middleware, outermost: WebSockets go to their endpoint, everything else goes on."""

    def __init__(self, app: ASGIApp, endpoint: ASGIApp) -> None:
        self._app = app
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._endpoint if scope["type"] == "websocket" else self._app)(scope, receive, send)


def _way(scope: Scope) -> Frames:
    way: Frames = scope["extensions"][FRAMES]["way"]
    return way


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0"), *([(b"retry-after", b"5")] if status == _BUSY else ())]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b""})


_BUSY = 503
_READ = frozenset(
    {b"authorization", b"x-api-key", b"origin", b"host", b"traceparent", b"tracestate", b"x-correlation-id"}
)
"""What is kept of the handshake's headers, for as long as it takes to come in."""
