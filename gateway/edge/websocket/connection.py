"""One WebSocket of the HTTP server: uvicorn's, with a way out for frames that are encoded already.

Encoding a message costs more than sending it, and a subscription sends the same to thousands. So the
application is given `FRAMES` among the extensions of its scope, and writes whole frames there.
"""

import asyncio
import logging
from typing import Any

from uvicorn import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

FRAMES = "ordergraph.frames"
_HIGH_WATER = 32_768
"""Bytes that may wait for a slow client before it is told nothing more."""
_CLOSE_SECONDS = 5.0
_LOG = logging.getLogger("gateway.websocket")
# uvicorn and websockets would log each connection with its query and headers, which hold a caller's secrets.
_LOG.setLevel(logging.WARNING)


class SocketConnection(WebSocketsSansIOProtocol):
    """Implements `Frames`. A stop of the server is left to the application, which closes by itself."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.logger = self.conn.logger = _LOG
        self.conn.debug = False
        self.close_timeout = _CLOSE_SECONDS

    def write(self, frame: bytes) -> bool:
        """Send a whole frame; whether more may come now."""
        if self.close_sent or self.transport.is_closing():
            return True
        self.transport.write(frame)
        return self.writable.is_set()

    async def drained(self) -> None:
        """Return when more may come, or when nobody is there any more."""
        await self.writable.wait()

    def drop(self) -> None:
        """Close without waiting for the other side."""
        self.transport.abort()

    def shutdown(self) -> None:
        if not self.handshake_complete or self.close_sent:
            super().shutdown()

    def start_keepalive(self) -> None:
        """Is called once the connection is accepted: what the handshake needed is needed no more.

        Headers are emptied, for frames of the parser keep them: they are 4 KB in every connection.
        """
        super().start_keepalive()
        self.transport.set_write_buffer_limits(high=_HIGH_WATER)
        self.request.headers.clear()
        self.response.headers.clear()
        self.scope["headers"] = []
        del self.request, self.response

    async def run_asgi(self) -> None:
        self.scope["extensions"][FRAMES] = {"way": self}
        await super().run_asgi()
