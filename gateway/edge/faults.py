"""What nobody expected: logged with its traceback, answered without."""

import asyncio

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.edge.correlation import correlation_of
from gateway.edge.problems import problem

_log = structlog.get_logger(__name__)


class Faults:
    """ASGI middleware, innermost: an exception that reaches it is a fault of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except asyncio.CancelledError:
            # Only the server cancels a request, when its grace for a stop is over.
            if started:
                raise
            await problem(503, "The gateway is stopping", {"retry-after": "1"})(scope, receive, send)
        except Exception:
            _log.exception("request_failed")
            if started:
                raise  # the answer is half out: only closing the connection tells the caller
            detail = f"Something went wrong here; the logs tell more under {correlation_of(scope)}"
            await problem(500, detail)(scope, receive, send)
