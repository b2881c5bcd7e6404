"""The west WMS's operations: GetOrders, GetStock, GetChanges."""

from collections.abc import Awaitable, Callable, Iterable
from xml.etree import ElementTree as ET

from starlette.requests import Request
from starlette.responses import Response

from simulators.orders.facts import Order, Work
from simulators.reference import catalog, numbers
from simulators.serving.counters import note_call
from simulators.simulation import Simulation
from simulators.wms_west.envelope import (
    MALFORMED,
    UNKNOWN_FACILITY,
    Call,
    Fault,
    fault,
    parse,
    respond,
    tag,
)
from simulators.wms_west.notation import FACILITY, SITE, local, parse_host_ref, parse_local
from simulators.wms_west.orders import warehouse_order
from simulators.wms_west.stock import stock
from simulators.world import floor, lookup
from simulators.world.changes import Window, changed

_MOST_REFS, _MOST_ITEMS, _LARGEST_PAGE = 50, 100, 200
Operation = Callable[[Request, Call], Awaitable[Response]]

_SELECTORS = ("HostRefs", "OrderNos", "ShipmentNos", "TrackingNos")


class Service:
    """Answers SOAP calls."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._world = simulation.world
        self._operations: dict[str, Operation] = {
            "GetOrders": self._get_orders,
            "GetStock": self._get_stock,
            "GetChanges": self._get_changes,
        }

    async def answer(self, request: Request) -> Response:
        try:
            call = parse(await request.body(), request.headers.get("soapaction", ""))
            note_call(request.scope, 0, call.operation)
            return await self._operation(call)(request, call)
        except Fault as problem:
            return fault(200, problem.code, problem.text)

    def _operation(self, call: Call) -> Operation:
        operation = self._operations.get(call.operation)
        if operation is None:
            raise Fault(MALFORMED, f"malformed request: no operation {call.operation}")
        if call.text("Facility") != FACILITY:
            raise Fault(UNKNOWN_FACILITY, f"unknown facility {call.text('Facility')!r}")
        return operation

    async def _get_orders(self, request: Request, call: Call) -> Response:
        now = self._simulation.now()
        selectors = {name: refs for name in _SELECTORS if (refs := call.refs(name, _MOST_REFS)) is not None}
        if len(selectors) != 1:
            raise Fault(MALFORMED, f"malformed request: one of {', '.join(_SELECTORS)} is needed")
        ((name, refs),) = selectors.items()
        note_call(request.scope, len(refs), call.operation)
        found: dict[tuple[int, int], ET.Element] = {}
        missing = []
        for ref in refs:
            works = list(self._find(name, ref, now))
            if not works:
                element = ET.Element(tag("NotFound"))
                element.text = ref
                missing.append(element)
            for order, work in works:
                found[order.index, work.number] = warehouse_order(self._world, order, work, now)
        return respond("GetOrders", [*found.values(), *missing], asOf=local(now))

    async def _get_stock(self, request: Request, call: Call) -> Response:
        refs = call.refs("Items", _MOST_ITEMS)
        codes = list(catalog.by_west_code()) if refs is None else refs
        note_call(request.scope, len(refs or ()), call.operation)
        first = call.whole("From", 0, 0, catalog.COUNT)
        most = call.whole("Max", _MOST_ITEMS, 1, _LARGEST_PAGE)
        parts = []
        for code in codes[first : first + most]:
            item = catalog.by_west_code().get(code)
            if item is None:
                element = ET.Element(tag("NotFound"))
                element.text = code
                parts.append(element)
            else:
                parts.append(stock(item, await self._simulation.position(item, SITE)))
        resume = str(first + most) if len(codes) > first + most else ""
        return respond("GetStock", parts, asOf=local(self._simulation.now()), next=resume)

    async def _get_changes(self, _request: Request, call: Call) -> Response:
        most = call.whole("Max", _MOST_ITEMS, 1, _LARGEST_PAGE)
        window = self._window(call)
        page = changed(self._world, window, most, _changed_at)
        resume = "" if page.resume is None else f"{window.since}-{window.until}-{page.resume}"
        parts = [
            warehouse_order(self._world, order, work, window.until)
            for order in page.orders
            for work in lookup.works_at(order, SITE, window.until)
            if floor.changed_at(order, work, window.until) > window.since
        ]
        return respond("GetChanges", parts, asOf=local(window.until), next=resume)

    def _window(self, call: Call) -> Window:
        resume, since = call.text("From"), call.text("Since")
        try:
            if resume:
                first, until, index = map(int, resume.split("-"))
                return Window(first, until, index)
            return Window(parse_local(since), self._simulation.now())
        except ValueError as error:
            raise Fault(MALFORMED, f"malformed request: Since or From: {error}") from error

    def _find(self, name: str, ref: str, now: int) -> Iterable[tuple[Order, Work]]:
        if name == "HostRefs":
            order = parse_host_ref(self._world, ref, now)
            return [(order, work) for work in lookup.works_at(order, SITE, now)] if order else []
        if name == "OrderNos":
            found = lookup.work(self._world, numbers.parse_warehouse_order(SITE, ref), SITE, now)
            return [found] if found else []
        if name == "ShipmentNos":
            return floor.of_shipment(self._world, numbers.parse_shipment(SITE, ref), SITE, now)
        piece = numbers.parse_tracking(ref)
        return floor.of_shipment(self._world, (piece.order, piece.work), SITE, now) if piece else []


def _changed_at(order: Order, now: int) -> int:
    works = lookup.works_at(order, SITE, now)
    return max((floor.changed_at(order, work, now) for work in works), default=0)
