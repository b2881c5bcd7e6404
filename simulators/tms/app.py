"""The TMS's HTTP face: a token, errors in its own form, and its routes."""

from collections.abc import Iterator
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.clock import iso
from simulators.serving.asked import Asked, as_cursor, from_json, from_query
from simulators.serving.refusals import Refusal, handlers
from simulators.simulation import Simulation
from simulators.tms.loads import changed_at, heard_at, load, tendered_at
from simulators.world import consignments
from simulators.world.changes import Window, changed
from simulators.world.consignments import Consignment

AUTHORIZATION = "Token tms-demo-token"
_CODES = {400: "INVALID", 401: "AUTH", 404: "NOT_FOUND", 429: "THROTTLED"}
_MOST = 100
_FINDERS = {
    "SHIPMENT": consignments.of_shipment,
    "ORDER": consignments.of_order,
    "LOAD": consignments.of_load,
    "TRACKING": consignments.of_tracking,
    "PRO": consignments.of_pro,
}


def build(simulation: Simulation) -> Starlette:
    """Make the TMS's application, not yet guarded nor limited."""
    loads = Loads(simulation)
    return Starlette(
        routes=[
            Route("/loads/by-reference", loads.by_reference, methods=["POST"]),
            Route("/loads/changes", loads.changes),
            Route("/loads/{number}", loads.by_number),
        ],
        exception_handlers=handlers(refuse, _error),
    )


class Loads:
    """Answers questions about loads."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._world = simulation.world

    async def by_reference(self, request: Request) -> JSONResponse:
        asked, now = await from_json(request, "INVALID"), self._simulation.now()
        found: dict[tuple[int, int], dict[str, object]] = {}
        unmatched = []
        for kind, value in _references(asked):
            loads = list(self._find(kind, value, now))
            if not loads:
                unmatched.append({"type": kind, "value": value})
            for order, shipment in loads:
                found[shipment.lead, shipment.work] = load(self._world, order, shipment, now)
        return JSONResponse({"loads": list(found.values()), "unmatched": unmatched})

    async def by_number(self, request: Request) -> JSONResponse:
        from_query(request, "INVALID").note_keys(1, "GET /loads/{number}")
        now = self._simulation.now()
        for order, shipment in self._find("LOAD", request.path_params["number"], now):
            return JSONResponse({"load": load(self._world, order, shipment, now)})
        raise Refusal(404, "NOT_FOUND", "there is no such load")

    async def changes(self, request: Request) -> JSONResponse:
        asked = from_query(request, "INVALID")
        limit = asked.whole("limit", 100, 1, 200)
        cursor = asked.cursor("cursor", 3)
        window = Window(*cursor) if cursor else Window(asked.instant("since"), self._simulation.now())
        page = changed(self._world, window, limit, changed_at)
        loads = [
            load(self._world, order, shipment, window.until)
            for order in page.orders
            for shipment in order.shipments
            if shipment.lead == order.index and heard_at(order, shipment, window.until) > window.since
        ]
        resume = None if page.resume is None else as_cursor(window.since, window.until, page.resume)
        return JSONResponse({"loads": loads, "nextCursor": resume, "asOf": iso(window.until)})

    def _find(self, kind: str, value: str, now: int) -> Iterator[Consignment]:
        for order, shipment in _FINDERS[kind](self._world, value, now):
            if tendered_at(order, shipment) <= now:
                yield order, shipment


def _references(asked: Asked) -> list[tuple[str, str]]:
    wanted = asked.values.get("references")
    if not isinstance(wanted, list) or not wanted or len(wanted) > _MOST:
        raise asked.refuse(f"references: a list of 1 to {_MOST} is needed")
    asked.note_keys(len(wanted))
    found = []
    for place, each in enumerate(wanted):
        kind, value = (each.get("type"), each.get("value")) if isinstance(each, dict) else (None, None)
        if kind not in _FINDERS or not isinstance(value, str):
            raise asked.refuse(
                f"references[{place}]: type must be one of {', '.join(_FINDERS)}, value a text"
            )
        found.append((str(kind), value))
    return found


def allowed(headers: Headers) -> bool:
    """Say whether a request shows the token."""
    return headers.get("authorization") == AUTHORIZATION


def refuse(status: int, headers: dict[str, str]) -> Response:
    """Write a refusal as the TMS does."""
    return _error(status, _CODES.get(status, "INTERNAL"), HTTPStatus(status).phrase, headers)


def _error(status: int, code: str, text: str, headers: dict[str, str]) -> JSONResponse:
    return JSONResponse({"errors": [{"code": code, "message": text}]}, status, headers)
