"""One connection of the HTTP server, with bounds on what comes before a body: URL and headers.

uvicorn keeps whatever stands there, however long it is and however slowly it comes, and reads on for as
long as a caller sends a body that was refused.
"""

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

import structlog
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from gateway.edge.heads import DEFAULT_BOUNDS, HeadBounds, head_answer
from gateway.edge.problems import Measure

_log = structlog.get_logger(__name__)
_LINE_ENDS = len(": \r\n")
_MOST_WAITING = 16
_LINGER_SECONDS = 5.0


class _Beyond(Exception):
    """Stops the parser at the header that is too much."""


class Connection(HttpToolsProtocol):
    """Refuses a head beyond its bounds with 431 or 408, and closes soon.

    A further request may be sent before the answer to the one before, but no more than 16 of them. When a
    request was answered before its body had come, what still comes is thrown away for five seconds.
    """

    bounds: ClassVar[HeadBounds] = DEFAULT_BOUNDS

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._in_head = self._whole = True
        self._asked = self._over = False
        self._arrived = self._parsed = 0
        self._beyond: Measure | None = None
        self._timer: asyncio.TimerHandle | None = None

    def refused(self, limit: str) -> None:
        """Is told the limit of each head that is beyond it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._over:
            return
        self._arrived += len(data)
        super().data_received(data)
        if self._in_head and self._arrived > self.bounds.size and not self._is_ending():
            self._beyond = Measure("header_bytes", self.bounds.size, self._arrived)
            self.send_400_response("")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._whole = True, False
        self._parsed = 0
        self._start_timer(self.bounds.time.total_seconds(), self._head_is_late)

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Of the head, or of the trailer of a body in pieces."""
        super().on_header(name, value)
        self._count(len(name) + len(value) + _LINE_ENDS)
        if len(self.headers) > self.bounds.headers:
            self._stop_at(Measure("headers", self.bounds.headers, len(self.headers)))

    def on_headers_complete(self) -> None:
        self._stop_timer()
        if len(self.pipeline) >= _MOST_WAITING:
            self._stop_at(Measure("waiting_requests", _MOST_WAITING, len(self.pipeline) + 1))
        super().on_headers_complete()
        self._in_head, self._asked = False, True

    def on_message_complete(self) -> None:
        self._in_head = self._whole = True
        self._arrived = 0
        self._stop_timer()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete and not self._whole and not self.transport.is_closing():
            self._start_timer(_LINGER_SECONDS, self.transport.close)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, or too much of it, and close; beside another answer only close.

        Who still sends would not read the answer if the connection were closed at once.
        """
        beyond = self._beyond
        if beyond is not None:
            self.refused(beyond.limit)
            _log.info("request_refused", refused=beyond.limit)
        if not self._may_answer():
            self.transport.close()
            return
        self._over = True
        self.transport.write(head_answer(msg, beyond))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._start_timer(_LINGER_SECONDS, self.transport.close)

    def shutdown(self) -> None:
        if self._over:
            self.transport.close()
        else:
            super().shutdown()

    def _is_ending(self) -> bool:
        return self._over or self.transport.is_closing()

    def _may_answer(self) -> bool:
        cycle = self.cycle
        if not self._asked or cycle.response_complete:
            return True
        if self._in_head or cycle.response_started:
            return False
        # The request whose body is wrong: its endpoint has nobody to answer any more.
        cycle.disconnected = True
        cycle.message_event.set()
        return True

    def _count(self, size: int) -> None:
        self._parsed += size
        if self._parsed > self.bounds.size:
            self._stop_at(Measure("header_bytes", self.bounds.size, self._parsed))

    def _stop_at(self, measure: Measure) -> None:
        self._beyond = measure
        raise _Beyond

    def _head_is_late(self) -> None:
        if self._is_ending():
            return
        seconds = self.bounds.time.total_seconds()
        self._beyond = Measure("header_time", seconds, seconds)
        self.send_400_response("")

    def _start_timer(self, seconds: float, then: Callable[[], None]) -> None:
        self._stop_timer()
        self._timer = self.loop.call_later(seconds, then)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def bounded(head: HeadBounds, tell: Callable[[str], None]) -> type[Connection]:
    """The connections of a server. tell: of the limit of each head that is beyond it."""

    class _Bounded(Connection):
        bounds = head

        def refused(self, limit: str) -> None:
            tell(limit)

    return _Bounded
