"""The HTTP server: uvicorn, told to stop politely.

A stop is asked for by SIGTERM or Ctrl-C. From then on readiness says no, no connection is accepted,
and what was accepted is answered for as long as the grace allows. A second Ctrl-C ends it at once.
"""

import asyncio
import math
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from domain.errors import ConfigInvalid
from gateway.edge.connections import Connection
from gateway.edge.websocket.connection import SocketConnection

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_KEEP_ALIVE_SECONDS = 75
"""Longer than load balancers keep an idle connection, so that it is they who close it."""
_PING_SECONDS = 20.0
"""Between two pings on a WebSocket, and until it counts as dead without an answer."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that waits for connections. Raises ConfigInvalid where there can be none."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=2048)
    except OSError as error:
        raise ConfigInvalid(
            f"cannot listen at {host}:{port}: {error.strerror or error}",
            place="ORDERGRAPH_HOST, ORDERGRAPH_PORT",
        ) from error


class Server(uvicorn.Server):
    """Serves one application on one socket until a stop is asked for; `on_stop` is told first.

    `on_reload` is told of each SIGHUP, which asks for the present configuration to be taken into use.
    `connections` says how each of them is bounded, `message_bytes` how large a message on a WebSocket may be.
    The application's own lifespan is not run: whoever runs the server opens and closes its parts.
    """

    def __init__(  # noqa: PLR0913 - the application, and what it is told and given
        self,
        app: ASGIApp,
        *,
        grace: timedelta,
        on_stop: Callable[[], None],
        on_reload: Callable[[], None],
        connections: type[Connection],
        message_bytes: int = 65_536,
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=connections,
                ws=SocketConnection,
                ws_max_size=message_bytes,
                ws_ping_interval=_PING_SECONDS,
                ws_ping_timeout=_PING_SECONDS,
                ws_per_message_deflate=False,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=math.ceil(grace.total_seconds()),
            )
        )
        self._on_stop = on_stop
        self._on_reload = on_reload

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._on_stop()
        super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ours in place of uvicorn's, which raises the signal again and so ends the process half-closed."""
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        loop.add_signal_handler(signal.SIGHUP, self._on_reload)
        try:
            yield
        finally:
            for number in (*_SIGNALS, signal.SIGHUP):
                loop.remove_signal_handler(number)
