"""`POST /v1/orders/search`: warehouse orders by any of their names, or by what changed."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse

from simulators.orders.facts import Order, Work
from simulators.reference import numbers
from simulators.serving.asked import Asked, as_cursor, from_json
from simulators.simulation import Simulation
from simulators.wms_east.orders import FACILITY, SITE, millis, warehouse_order
from simulators.world import floor, lookup
from simulators.world.changes import Window, changed

CODE = "INVALID_REQUEST"
_MOST = 100
_SINCE = "updatedSinceMillis"

Found = Iterable[tuple[Order, Work]]


class Paging(NamedTuple):
    """How many items a page has, and the numbers in the cursor, if there is one."""

    size: int
    cursor: list[int] | None


def paging(asked: Asked, parts: int, largest: int) -> Paging:
    """Read the `page` object of a request."""
    page = asked.values.get("page") or {}
    if not isinstance(page, dict):
        raise asked.refuse("page: an object is needed")
    inner = asked.within(page)
    return Paging(inner.whole("size", min(50, largest), 1, largest), inner.cursor("cursor", parts))


class OrderSearch:
    """Answers searches for warehouse orders."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._world = simulation.world
        self._selectors: dict[str, Callable[[str, int], Found]] = {
            "hostReferences": self._by_host,
            "orderIds": self._by_order_id,
            "shipmentIds": self._by_shipment,
            "trackingNumbers": self._by_tracking,
        }

    async def search(self, request: Request) -> JSONResponse:
        asked = await from_json(request, CODE)
        if asked.values.get("facilityCode") not in {None, FACILITY}:
            raise asked.refuse(f"facilityCode: {asked.values['facilityCode']!r} is not {FACILITY}")
        chosen = [name for name in (*self._selectors, _SINCE) if name in asked]
        if len(chosen) != 1:
            raise asked.refuse(f"exactly one of {', '.join(self._selectors)}, {_SINCE} is needed")
        if chosen[0] == _SINCE:
            return self._updated(asked)
        now = self._simulation.now()
        page = paging(asked, 1, _MOST)
        wanted = asked.texts(chosen[0], _MOST)
        found: dict[tuple[int, int], tuple[Order, Work]] = {}
        for text in wanted:
            for order, work in self._selectors[chosen[0]](text, now):
                found[order.index, work.number] = (order, work)
        first = page.cursor[0] if page.cursor else 0
        shown = list(found.values())[first : first + page.size]
        resume = as_cursor(first + page.size) if len(found) > first + page.size else None
        return self._answer(shown, page.size, resume, now)

    def _updated(self, asked: Asked) -> JSONResponse:
        page = paging(asked, 3, _MOST)
        since = asked.whole(_SINCE, 0, 0, 1 << 53) // 1000
        window = Window(*page.cursor) if page.cursor else Window(since, self._simulation.now())
        asked.note_keys(0)
        found = changed(self._world, window, page.size, _changed_at)
        resume = None if found.resume is None else as_cursor(window.since, window.until, found.resume)
        shown = [
            (order, work)
            for order in found.orders
            for work in lookup.works_at(order, SITE, window.until)
            if floor.changed_at(order, work, window.until) > window.since
        ]
        return self._answer(shown, page.size, resume, window.until)

    def _answer(self, shown: Found, size: int, resume: str | None, now: int) -> JSONResponse:
        items = [warehouse_order(self._world, order, work, now) for order, work in shown]
        page = {"size": size, "nextCursor": resume}
        return JSONResponse({"items": items, "page": page, "serverTimeMillis": millis(now)})

    def _by_host(self, text: str, now: int) -> Found:
        order = lookup.by_number(self._world, text, now)
        return [(order, work) for work in lookup.works_at(order, SITE, now)] if order else []

    def _by_order_id(self, text: str, now: int) -> Found:
        found = lookup.work(self._world, numbers.parse_warehouse_order(SITE, text), SITE, now)
        return [found] if found else []

    def _by_shipment(self, text: str, now: int) -> Found:
        return floor.of_shipment(self._world, numbers.parse_shipment(SITE, text), SITE, now)

    def _by_tracking(self, text: str, now: int) -> Found:
        piece = numbers.parse_tracking(text)
        return floor.of_shipment(self._world, (piece.order, piece.work), SITE, now) if piece else []


def _changed_at(order: Order, now: int) -> int:
    works = lookup.works_at(order, SITE, now)
    return max((floor.changed_at(order, work, now) for work in works), default=0)
