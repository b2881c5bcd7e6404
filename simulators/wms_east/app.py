"""The east WMS's HTTP face: bearer tokens, problem details, and its routes."""

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.serving.asked import Refusal
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
        exception_handlers={Refusal: _refused, HTTPException: _refused},
    )


def refuse(status: int, headers: dict[str, str]) -> Response:
    """Write a refusal as the WMS does."""
    detail = "the bearer token is missing, unknown or expired" if status == HTTPStatus.UNAUTHORIZED else ""
    return _problem(status, detail or HTTPStatus(status).description or HTTPStatus(status).phrase, headers)


async def _refused(_request: Request, error: Exception) -> Response:
    if isinstance(error, Refusal):
        return _problem(error.status, error.text, {})
    return refuse(404, {})


def _problem(status: int, detail: str, headers: dict[str, str]) -> JSONResponse:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(body, status, headers, media_type="application/problem+json")
