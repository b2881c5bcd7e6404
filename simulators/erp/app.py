"""The ERP's HTTP face: an API key, errors in its own form, and its routes."""

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response

from simulators.erp.order_routes import OrderRoutes
from simulators.erp.stock_routes import StockRoutes
from simulators.serving.refusals import handlers
from simulators.simulation import Simulation

PREFIX = "/api/v2"
API_KEY = "erp-demo-key"
_CODES = {401: "UNAUTHORIZED", 404: "NOT_FOUND", 429: "RATE_LIMITED", 503: "UNAVAILABLE"}


def build(simulation: Simulation) -> Starlette:
    """Make the ERP's application, not yet guarded nor limited."""
    return Starlette(
        routes=[*OrderRoutes(simulation).routes(PREFIX), *StockRoutes(simulation).routes(PREFIX)],
        exception_handlers=handlers(refuse, _error),
    )


def allowed(headers: Headers) -> bool:
    """Say whether a request shows the key."""
    return headers.get("x-api-key") == API_KEY


def refuse(status: int, headers: dict[str, str]) -> Response:
    """Write a refusal as the ERP does."""
    return _error(status, _CODES.get(status, "INTERNAL"), HTTPStatus(status).phrase, headers)


def _error(status: int, code: str, text: str, headers: dict[str, str]) -> JSONResponse:
    body = {"error": {"code": code, "message": text}}
    return JSONResponse(body, status, headers)
