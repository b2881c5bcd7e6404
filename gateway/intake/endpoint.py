"""`POST /events/{source}`: where systems deliver what they push.

202 means durable. Everything else means that the sender should send again (429, 503), or that it would be in
vain (401, 404, 413, 415).
"""

import math
from collections.abc import Callable
from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.errors import NotFound, OrderGraphError, Overloaded, StoreUnavailable, Unauthenticated
from domain.log.records import Raw
from gateway.edge.bodies import body_of
from gateway.edge.correlation import correlation_of
from gateway.edge.problems import on_http_exception, problem
from gateway.intake.accepting import Acceptance
from gateway.telemetry.intake_metrics import NO_SOURCE

PATH = "/events/{source}"
_PREFIX = "/events/"
_EMPTY = (b"content-length", b"0")
_STATUS: dict[type[OrderGraphError], int] = {
    Unauthenticated: 401,
    NotFound: 404,
    Overloaded: 429,
    StoreUnavailable: 503,
}
_OUTCOME: dict[type[OrderGraphError], str] = {
    Unauthenticated: "unverified",
    NotFound: "unknown",
    Overloaded: "busy",
    StoreUnavailable: "store",
}
_PAUSE = timedelta(seconds=5)


class EventsEndpoint:
    """The ASGI application. most: bytes of a body; within: how long one may take to arrive.

    count: is told of each delivery its source and what became of it.
    """

    def __init__(
        self,
        acceptance: Acceptance,
        *,
        most: int = 1_048_576,
        within: timedelta = timedelta(seconds=10),
        count: Callable[[str, str], None] = lambda _source, _outcome: None,
    ) -> None:
        self._acceptance = acceptance
        self._most = most
        self._within = within
        self._count = count

    def route(self) -> Route:
        """Where it stands."""
        return Route(PATH, self, methods=["POST"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if request.method != "POST":
            raise HTTPException(405, "Events are delivered with POST", {"allow": "POST"})
        source = str(request.path_params["source"])
        try:
            raw = await self._taken(source, request)
        except ClientDisconnect:
            return
        except HTTPException as error:
            self._count(source, "refused")
            await (await on_http_exception(request, error))(scope, receive, send)
        except (Unauthenticated, NotFound, Overloaded, StoreUnavailable) as error:
            self._count(NO_SOURCE if isinstance(error, NotFound) else source, _OUTCOME[type(error)])
            await _refused(error)(scope, receive, send)
        else:
            self._count(source, "taken")
            headers = [_EMPTY, (b"x-delivery-id", raw.id.encode())]
            await send({"type": "http.response.start", "status": 202, "headers": headers})
            await send({"type": "http.response.body", "body": b""})

    async def _taken(self, source: str, request: Request) -> Raw:
        self._acceptance.known(source)
        body = await body_of(request, most=self._most, within=self._within)
        given = request.scope["headers"]
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in given}
        return await self._acceptance.take(source, headers, body, correlation_of(request.scope))


class Straight:
    """ASGI middleware, innermost: what is delivered goes straight there, and not along everybody's routes."""

    def __init__(self, app: ASGIApp, endpoint: EventsEndpoint) -> None:
        self._app = app
        self._endpoint = endpoint
        self._route = endpoint.route()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"].startswith(_PREFIX):
            source = scope["path"][len(_PREFIX) :]
            if source and "/" not in source:
                scope["route"], scope["path_params"] = self._route, {"source": source}
                await self._endpoint(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _refused(error: OrderGraphError) -> Response:
    # What exactly is wrong with a signature helps nobody but who forges one.
    detail = "The delivery could not be verified" if isinstance(error, Unauthenticated) else error.public
    headers = {}
    if error.retryable:
        seconds = (error.retry_after or _PAUSE).total_seconds()
        headers["retry-after"] = str(math.ceil(seconds))
    return problem(_STATUS[type(error)], detail, headers)
