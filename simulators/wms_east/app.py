"""The east WMS's HTTP face: bearer tokens, problem details, and its routes."""

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.serving.refusals import handlers
from simulators.simulation import Simulation
from simulators.wms_east.inventory import Inventory
from simulators.wms_east.order_search import OrderSearch
from simulators.wms_east.tokens import Tokens

TOKEN_PATH = "/oauth/token"  # noqa: S105 - a path


def build(simulation: Simulation, tokens: Tokens) -> Starlette:
    """Make the WMS's application, not yet guarded nor limited."""
    return Starlette(
        routes=[
            Route(TOKEN_PATH, tokens.give, methods=["POST"]),
            Route("/v1/orders/search", OrderSearch(simulation).search, methods=["POST"]),
            Route("/v1/inventory/query", Inventory(simulation).query, methods=["POST"]),
        ],
        exception_handlers=handlers(refuse, _problem),
    )


def refuse(status: int, headers: dict[str, str]) -> Response:
    """Write a refusal as the WMS does."""
    meaning = HTTPStatus(status)
    if meaning is HTTPStatus.UNAUTHORIZED:
        return _problem(status, "", "the bearer token is missing, unknown or expired", headers)
    return _problem(status, "", meaning.description or meaning.phrase, headers)


def _problem(status: int, _code: str, detail: str, headers: dict[str, str]) -> JSONResponse:
    """Write a problem; this WMS has no codes of its own."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(body, status, headers, media_type="application/problem+json")
