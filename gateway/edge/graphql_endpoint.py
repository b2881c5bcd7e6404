"""GraphQL over HTTP, by POST and GET. Why it is ours: docs/adr/0003-graphql-over-http.md."""

import asyncio
import math
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from graphql import OperationType
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from domain.errors import BadInput, Unauthenticated
from domain.partners import Principal
from gateway.edge.access import note_partner
from gateway.edge.bodies import body_of
from gateway.edge.correlation import correlation_of
from gateway.edge.graphql_parameters import from_body, from_url
from gateway.edge.graphql_responses import answered, encoded
from gateway.edge.identity import Authenticator
from gateway.edge.issuer_keys import IssuerUnavailable
from gateway.edge.keeping import keeping
from gateway.edge.media_types import GRAPHQL, HTML, JSON, of_content, preferred
from gateway.edge.request_timeout import request_timeout
from gateway.execution.answers import Answer, Outcome, refusal
from gateway.execution.engine import Engine
from gateway.execution.operations import Asker, GraphQLRequest, Operation
from gateway.execution.patience import Wait

_ALLOWED = {"allow": "GET, POST"}
_PAUSE = timedelta(seconds=1)
_CHALLENGE = 'Bearer realm="ordergraph"'


class GraphQLEndpoint:
    """The ASGI application at /graphql.

    page: the page for a browser that asks for HTML, where there is one. body_bytes, body_time: how
    large a body may be, and how long it may take to arrive.
    """

    def __init__(
        self,
        engine: Engine,
        authenticator: Authenticator,
        *,
        page: Callable[[], Response] | None = None,
        body_bytes: int = 262_144,
        body_time: timedelta = timedelta(seconds=10),
    ) -> None:
        self._engine = engine
        self._authenticator = authenticator
        self._page = page
        self._body_bytes = body_bytes
        self._body_time = body_time

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._response(Request(scope, receive))
        except ClientDisconnect:
            return
        if response is not None:
            await response(scope, receive, send)

    async def _response(self, request: Request) -> Response | None:
        """The response, or None where nobody is there to read it."""
        if request.method not in {"GET", "POST"}:
            raise HTTPException(405, "GraphQL is asked with GET or POST", _ALLOWED)
        media_type = self._media_type(request)
        if media_type == HTML and self._page is not None:
            return self._page()
        try:
            return await self._answered(request, media_type)
        except Unauthenticated as error:
            return encoded(refusal(error), 401, media_type, {"www-authenticate": _challenge(request)})
        except IssuerUnavailable as error:
            seconds = math.ceil(error.retry_after.total_seconds())
            return encoded(refusal(error), 503, media_type, {"retry-after": str(seconds)})
        except BadInput as error:
            return encoded(refusal(error), 400, media_type)

    def _media_type(self, request: Request) -> str:
        for_people = request.method == "GET" and self._page is not None
        offered = (JSON, GRAPHQL, HTML) if for_people else (JSON, GRAPHQL)
        accept = ",".join(request.headers.getlist("accept")) or None
        media_type = preferred(accept, offered)
        if media_type is None:
            raise HTTPException(406, f"The answer can be {' or '.join(reversed(offered))}")
        return media_type

    async def _answered(self, request: Request, media_type: str) -> Response | None:
        wait = self._engine.patience.begun(request_timeout(request.headers))
        principal = await self._principal(request, wait)
        note_partner(request.scope, principal.partner)
        operation = self._engine.prepare(await self._asked(request, wait))
        if isinstance(operation, Answer):
            return answered(operation, media_type)
        _check_kind(operation, request.method)
        asker = Asker(principal=principal, correlation_id=correlation_of(request.scope), wait=wait)
        answer = await self._engine.run(operation, asker, partial(_gone, request.receive))
        if answer.outcome is Outcome.ABANDONED:
            return None
        if request.method == "POST":
            return answered(answer, media_type)
        return answered(answer, media_type, keeping(self._engine.reuse(operation, answer)))

    async def _principal(self, request: Request, wait: Wait) -> Principal:
        given = request.headers.getlist("authorization")
        if len(given) > 1:
            raise Unauthenticated("Send one Authorization header")
        try:
            async with asyncio.timeout(self._engine.patience.left(wait)):
                return await self._authenticator.principal(given[0] if given else None)
        except TimeoutError:
            raise IssuerUnavailable(
                "The token can't be checked in time: its issuer does not answer", retry_after=_PAUSE
            ) from None

    async def _asked(self, request: Request, wait: Wait) -> GraphQLRequest:
        if request.method == "GET":
            return from_url(request.query_params)
        media_type, charset = of_content(request.headers.get("content-type", ""))
        if media_type != JSON or charset not in {"", "utf-8", "utf8"}:
            raise HTTPException(415, "Send the operation as application/json in UTF-8")
        within = min(self._body_time, timedelta(seconds=self._engine.patience.left(wait)))
        return from_body(await body_of(request, most=self._body_bytes, within=within))


def _check_kind(operation: Operation, method: str) -> None:
    """GET changes nothing, and one response is no stream."""
    if operation.kind is OperationType.SUBSCRIPTION:
        raise BadInput("Subscriptions are not answered by a single response")
    if operation.kind is OperationType.MUTATION and method == "GET":
        raise HTTPException(405, "Mutations are sent with POST", {"allow": "POST"})


def _challenge(request: Request) -> str:
    """RFC 6750: an error only where there was a token."""
    return f'{_CHALLENGE}, error="invalid_token"' if "authorization" in request.headers else _CHALLENGE


async def _gone(receive: Receive) -> None:
    """Return when the connection is closed from the other side."""
    while (await receive())["type"] != "http.disconnect":
        continue
