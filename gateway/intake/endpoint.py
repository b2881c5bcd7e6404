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
from starlette.types import Receive, Scope, Send

from domain.errors import NotFound, OrderGraphError, Overloaded, StoreUnavailable, Unauthenticated
from gateway.edge.bodies import body_of
from gateway.edge.correlation import correlation_of
from gateway.edge.problems import problem
from gateway.intake.accepting import Acceptance
from gateway.telemetry.intake_metrics import NO_SOURCE

PATH = "/events/{source}"
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
        try:
            response = await self._response(request)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        source = str(request.path_params["source"])
        try:
            self._acceptance.known(source)
            body = await body_of(request, most=self._most, within=self._within)
            headers = {name.lower(): value for name, value in request.headers.items()}
            raw = await self._acceptance.take(source, headers, body, correlation_of(request.scope))
        except HTTPException:
            self._count(source, "refused")
            raise
        except (Unauthenticated, NotFound, Overloaded, StoreUnavailable) as error:
            self._count(NO_SOURCE if isinstance(error, NotFound) else source, _OUTCOME[type(error)])
            return _refused(error)
        self._count(source, "taken")
        return Response(status_code=202, headers={"x-delivery-id": raw.id})


def _refused(error: OrderGraphError) -> Response:
    # What exactly is wrong with a signature helps nobody but who forges one.
    detail = "The delivery could not be verified" if isinstance(error, Unauthenticated) else error.public
    headers = {}
    if error.retryable:
        seconds = (error.retry_after or _PAUSE).total_seconds()
        headers["retry-after"] = str(math.ceil(seconds))
    return problem(_STATUS[type(error)], detail, headers)
