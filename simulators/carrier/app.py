"""The carrier's HTTP face: an API key, faults in its own form, `POST /track`."""

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.carrier.tracking import result, unknown
from simulators.clock import iso
from simulators.serving.asked import from_json
from simulators.serving.refusals import handlers
from simulators.simulation import Simulation
from simulators.world import consignments

API_KEY = "carrier-demo-key"
_BAD_REQUEST = "400.20"
_CODES = {401: "401.10", 404: "404.10", 429: "429.10", 503: "503.10"}
_MOST = 30


def build(simulation: Simulation) -> Starlette:
    """Make the carrier's application, not yet guarded nor limited."""

    async def track(request: Request) -> JSONResponse:
        asked, now = await from_json(request, _BAD_REQUEST), simulation.now()
        results = []
        for number in asked.texts("trackingNumbers", _MOST):
            found = next(consignments.of_tracking(simulation.world, number, now), None)
            results.append(result(simulation.world, number, *found, now) if found else unknown(number))
        return JSONResponse({"results": results, "answeredAt": iso(now).replace("Z", "+00:00")})

    return Starlette(
        routes=[Route("/track", track, methods=["POST"])],
        exception_handlers=handlers(refuse, _fault),
    )


def allowed(headers: Headers) -> bool:
    """Say whether a request shows the key."""
    return headers.get("x-api-key") == API_KEY


def refuse(status: int, headers: dict[str, str]) -> Response:
    """Write a refusal as the carrier does."""
    return _fault(status, _CODES.get(status, "500.10"), HTTPStatus(status).phrase, headers)


def _fault(status: int, code: str, text: str, headers: dict[str, str]) -> JSONResponse:
    return JSONResponse({"fault": {"code": code, "text": text}}, status, headers)
