"""Lets in who shows the right credentials, and gives each answer its request id."""

from collections.abc import Callable
from itertools import count

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simulators.serving.refusals import Refuse


class Guard:
    """Middleware that answers 401, in the system's own form, to requests that `allowed` does not know."""

    def __init__(
        self, app: ASGIApp, allowed: Callable[[Headers], bool], refuse: Refuse, open_paths: frozenset[str]
    ) -> None:
        self._app = app
        self._allowed = allowed
        self._refuse = refuse
        self._open_paths = open_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or scope["path"] in self._open_paths
            or self._allowed(Headers(scope=scope))
        ):
            await self._app(scope, receive, send)
            return
        await self._refuse(401, {})(scope, receive, send)


class RequestIds:
    """Middleware that gives every answer an `X-Request-Id`: the caller's own, or the next number."""

    def __init__(self, app: ASGIApp, system: str) -> None:
        self._app = app
        self._system = system
        self._numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = Headers(scope=scope).get("x-request-id") or f"{self._system}-{next(self._numbers)}"

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        await self._app(scope, receive, named)
