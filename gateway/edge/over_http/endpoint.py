"""GraphQL over HTTP, by POST and GET. Why it is ours: docs/adr/0003-graphql-over-http.md."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

import structlog
from graphql import OperationType
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.errors import BadInput, LimitExceeded, OrderGraphError, Suspended, Unauthenticated
from gateway.edge.access import note_refused
from gateway.edge.admission import Admission, NotNow, Ticket, not_now, wants_cost
from gateway.edge.asking import turned_away, who_asks
from gateway.edge.bodies import body_of
from gateway.edge.correlation import correlation_of
from gateway.edge.graphql_responses import answered, encoded
from gateway.edge.media_types import GRAPHQL, HTML, JSON, of_content, preferred
from gateway.edge.over_http.batch import Batch
from gateway.edge.over_http.keeping import keeping
from gateway.edge.over_http.parameters import from_body, from_url
from gateway.edge.over_http.request_timeout import request_timeout
from gateway.edge.problems import BeyondLimit
from gateway.edge.streams.encodings import stream_of
from gateway.edge.streams.http_streams import HttpStreams, single
from gateway.edge.streams.operations import is_executed
from gateway.execution.answers import Answer, Outcome, refusal
from gateway.execution.engine import Engine
from gateway.execution.operations import Asker, GraphQLRequest, Operation
from gateway.execution.patience import Wait
from gateway.identity.authenticator import Authenticator
from gateway.identity.issuer_keys import IssuerUnavailable

_log = structlog.get_logger(__name__)
_ALLOWED = {"allow": "GET, POST"}


class GraphQLEndpoint:
    """The ASGI application at /graphql.

    page: the page for a browser that asks for HTML, where there is one. body_bytes, body_time: how
    large a body may be, and how long it may take to arrive. batch: operations that one body may bring, 0 for
    a single one that is no list. streams: begins subscriptions; there are none
    where it is left out.
    """

    def __init__(  # noqa: PLR0913 - three parts, and three figures
        self,
        engine: Engine,
        authenticator: Authenticator,
        admission: Admission,
        *,
        page: Callable[[], Response] | None = None,
        body_bytes: int = 262_144,
        body_time: timedelta = timedelta(seconds=10),
        batch: int = 0,
        streams: HttpStreams | None = None,
    ) -> None:
        self._engine = engine
        self._authenticator = authenticator
        self._admission = admission
        self._page = page
        self._body_bytes = body_bytes
        self._body_time = body_time
        self._batch = batch
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._response(Request(scope, receive))
        except ClientDisconnect:
            return
        if response is not None:
            await response(scope, receive, send)

    async def _response(self, request: Request) -> ASGIApp | None:
        """The response, or None where nobody is there to read it."""
        if request.method not in {"GET", "POST"}:
            raise HTTPException(405, "GraphQL is asked with GET or POST", _ALLOWED)
        media_type = self._media_type(request)
        if media_type == HTML and self._page is not None:
            return self._page()
        try:
            return await self._answered(request, media_type)
        except (Unauthenticated, Suspended, IssuerUnavailable) as error:
            return turned_away(error, request, media_type)
        except NotNow as refused:
            return not_now(refused, request, media_type)
        except (BadInput, LimitExceeded) as error:
            if isinstance(error, LimitExceeded):
                note_refused(request.scope, error.limit)
            return encoded(refusal(error), 400, media_type)
        except BeyondLimit as error:
            note_refused(request.scope, error.measure.limit)
            raise
        except OrderGraphError as error:
            _log.warning("request_not_answered", code=error.code, message=error.public, cause=error.cause)
            return encoded(refusal(error), 503 if error.retryable else 500, media_type)

    def _media_type(self, request: Request) -> str:
        for_people = request.method == "GET" and self._page is not None
        offered = (JSON, GRAPHQL, HTML) if for_people else (JSON, GRAPHQL)
        accept = _accept(request)
        media_type = preferred(accept or None, offered)
        if media_type is None and stream_of(accept) is not None:
            return GRAPHQL  # for what is wrong before a stream begins
        if media_type is None:
            raise HTTPException(406, f"The answer can be {' or '.join(reversed(offered))}")
        return media_type

    async def _answered(self, request: Request, media_type: str) -> ASGIApp | None:
        wait = self._engine.patience.begun(request_timeout(request.headers))
        principal = await who_asks(request, self._authenticator, self._engine.patience.left(wait))
        asked = await self._asked(request, wait)
        asker = Asker(principal=principal, correlation_id=correlation_of(request.scope), wait=wait)
        if not isinstance(asked, GraphQLRequest):
            return await self._batched(asked, asker, request, media_type)
        async with self._admission.ticket(principal) as ticket:
            operation = self._engine.prepare(asked, principal.partner)
            if isinstance(operation, Answer):
                note_refused(request.scope, operation.limit)
                return _told_why(operation, ticket, request, media_type)
            if operation.kind is OperationType.SUBSCRIPTION:
                return await self._begun(operation, asker, ticket, request, media_type)
            _check_kind(operation, request.method)
            run = partial(self._engine.run, operation, asker, partial(_gone, request.receive))
            answer = await ticket.pay(operation.price(principal.grant.fields), run)
            if answer.outcome is Outcome.ABANDONED:
                return None
            return self._told(operation, answer, ticket, request, media_type)

    async def _begun(
        self, operation: Operation, asker: Asker, ticket: Ticket, request: Request, media_type: str
    ) -> ASGIApp:
        """A subscription as a response that stays open, where the client takes one."""
        encoding = stream_of(_accept(request))
        if self._streams is None or encoding is None:
            raise BadInput("Subscriptions are not answered by a single response")
        await ticket.reserve(operation.price(asker.principal.grant.fields))
        begun = await self._streams.begun(operation, asker, encoding, request.headers)
        return _told_why(begun, ticket, request, media_type) if isinstance(begun, Answer) else begun

    async def _batched(
        self, operations: Sequence[object], asker: Asker, request: Request, media_type: str
    ) -> Response | None:
        batch = Batch(
            engine=self._engine,
            admission=self._admission,
            asker=asker,
            scope=request.scope,
            gone=partial(_gone, request.receive),
            with_cost=wants_cost(request),
        )
        return await batch.response(operations, media_type)

    def _told(
        self, operation: Operation, answer: Answer, ticket: Ticket, request: Request, media_type: str
    ) -> Response:
        if not _takes_json(request) and (encoding := stream_of(_accept(request))) and is_executed(answer):
            return single(encoding, answer, ticket.headers())
        headers = ticket.headers()
        with_cost = wants_cost(request)
        if request.method == "GET":
            headers |= keeping(None if with_cost else self._engine.reuse(operation, answer))
        return answered(ticket.told(answer) if with_cost else answer, media_type, headers)

    async def _asked(self, request: Request, wait: Wait) -> GraphQLRequest | Sequence[object]:
        if request.method == "GET":
            return from_url(request.query_params)
        media_type, charset = of_content(request.headers.get("content-type", ""))
        if media_type != JSON or charset not in {"", "utf-8", "utf8"}:
            raise HTTPException(415, "Send the operation as application/json in UTF-8")
        within = min(self._body_time, timedelta(seconds=self._engine.patience.left(wait)))
        body = await body_of(request, most=self._body_bytes, within=within)
        return from_body(body, batch=self._batch)


def _told_why(answer: Answer, ticket: Ticket, request: Request, media_type: str) -> Response:
    """What is wrong with an operation; GraphQL over SSE wants it as an event, for who takes nothing else."""
    if not _takes_json(request) and (encoding := stream_of(_accept(request))):
        return single(encoding, answer, ticket.headers())
    return answered(answer, media_type, ticket.headers())


def _check_kind(operation: Operation, method: str) -> None:
    """GET changes nothing."""
    if operation.kind is OperationType.MUTATION and method == "GET":
        raise HTTPException(405, "Mutations are sent with POST", {"allow": "POST"})


def _accept(request: Request) -> str:
    return ",".join(request.headers.getlist("accept"))


def _takes_json(request: Request) -> bool:
    return preferred(_accept(request) or None, (JSON, GRAPHQL)) is not None


async def _gone(receive: Receive) -> None:
    """Return when the connection is closed from the other side."""
    while (await receive())["type"] != "http.disconnect":
        continue
