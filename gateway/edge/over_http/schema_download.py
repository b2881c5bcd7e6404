"""`GET /graphql/schema.graphql`: the schema as whoever asks has it, for code generators and editors."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from domain.errors import Suspended, Unauthenticated
from gateway.edge.asking import turned_away, who_asks
from gateway.edge.media_types import GRAPHQL
from gateway.execution.engine import Engine
from gateway.identity.authenticator import Authenticator
from gateway.identity.issuer_keys import IssuerUnavailable

PATH = "/graphql/schema.graphql"
_TEXT = "application/graphql; charset=utf-8"
_HEADERS = {"cache-control": "private, no-cache", "vary": "Authorization, X-API-Key"}


class SchemaDownload:
    """The ASGI application. Where introspection is off, so is this."""

    def __init__(self, engine: Engine, authenticator: Authenticator) -> None:
        self._engine = engine
        self._authenticator = authenticator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (await self._response(Request(scope, receive)))(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        if request.method not in {"GET", "HEAD"}:
            raise HTTPException(405, "The schema is read with GET", {"allow": "GET"})
        patience = self._engine.patience
        try:
            principal = await who_asks(request, self._authenticator, patience.left(patience.begun()))
        except (Unauthenticated, Suspended, IssuerUnavailable) as error:
            return turned_away(error, request, GRAPHQL)
        text = self._engine.schema_of(principal)
        if text is None:
            raise HTTPException(404, "The schema is not shown here: introspection is switched off")
        return Response(text, headers=_HEADERS, media_type=_TEXT)
