"""The west WMS's HTTP face: one SOAP endpoint behind HTTP Basic."""

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import Route

from simulators.serving.credentials import Credentials, basic
from simulators.simulation import Simulation
from simulators.wms_west.envelope import fault
from simulators.wms_west.service import Service

PATH = "/services/wms"
CLIENT = Credentials("ordergraph", "west-demo-password")
_CODES = {429: ("W2-0429", "too many requests")}


def build(simulation: Simulation) -> Starlette:
    """Make the WMS's application, not yet guarded nor limited."""
    return Starlette(routes=[Route(PATH, Service(simulation).answer, methods=["POST"])])


def allowed(headers: Headers) -> bool:
    """Say whether a request shows the credentials."""
    return basic(headers) == CLIENT


def refuse(status: int, headers: dict[str, str]) -> Response:
    """Write a refusal as the WMS does: 401 bare, everything else as a fault."""
    if status == HTTPStatus.UNAUTHORIZED:
        return Response(status_code=status, headers={**headers, "WWW-Authenticate": 'Basic realm="W2"'})
    code, text = _CODES.get(status, ("W2-0500", "internal"))
    return fault(status, code, text, headers)
