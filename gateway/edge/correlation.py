"""The trace that a request belongs to: taken over or begun, on every log line, and told in the answer."""

from collections.abc import Iterator, Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.telemetry.correlation import correlation_id, incoming, on_log_lines, outgoing

HEADER = "x-correlation-id"
_KEY = "ordergraph.correlation_id"


def correlation_of(scope: Scope) -> str:
    """The trace id (32 hex digits) of the request that `scope` describes."""
    found: str = scope[_KEY]
    return found


class Correlation:
    """ASGI middleware: W3C trace context in and out, and the trace id alone for people."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        span = incoming(Headers(scope=scope))
        scope[_KEY] = correlation_id(span)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                ids = {HEADER: scope[_KEY], **outgoing(span)}
                message["headers"] = [*message["headers"], *_raw(ids)]
            await send(message)

        with on_log_lines(span):
            await self._app(scope, receive, told)


def _raw(headers: Mapping[str, str]) -> Iterator[tuple[bytes, bytes]]:
    return ((name.encode(), value.encode("latin-1")) for name, value in headers.items())
