"""The control interface, `/_sim/...`: clock, truth, stock, orders from outside, links."""

import asyncio

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from simulators.clock import iso
from simulators.control import examples, injection, links, truth
from simulators.control.fault_routes import FaultRoutes
from simulators.control.impact import Concerned
from simulators.reference import catalog
from simulators.reference.places import SITES
from simulators.serving.asked import Asked, from_json, from_query
from simulators.serving.refusals import Refusal
from simulators.simulation import Simulation
from simulators.systems import Systems
from simulators.world import lateness, lookup
from simulators.world.ledger import Position

_BAD = "BAD_REQUEST"


def build(systems: Systems) -> Starlette:
    """Make the control application."""
    control = Control(systems.simulation)
    return Starlette(
        routes=[
            Route("/_sim/health", control.health),
            Route("/_sim/clock", control.clock),
            Route("/_sim/clock", control.set_speed, methods=["PUT"]),
            Route("/_sim/clock/advance", control.advance, methods=["POST"]),
            Route("/_sim/stories", control.stories),
            Route("/_sim/links", control.links),
            Route("/_sim/truth/stock", control.stock_truth),
            Route("/_sim/truth/late", control.late_truth),
            Route("/_sim/truth/impact", control.impact_truth),
            Route("/_sim/truth/orders/{number:path}", control.order_truth),
            Route("/_sim/stock", control.adjust, methods=["POST"]),
            Route("/_sim/orders", control.inject, methods=["POST"]),
            Route("/_sim/orders/{number:path}/advance", control.drive, methods=["POST"]),
            *FaultRoutes(systems).routes(),
        ],
        exception_handlers={Refusal: _refused, ValueError: _refused},
    )


async def _refused(_request: Request, error: Exception) -> Response:
    if isinstance(error, Refusal):
        return JSONResponse({"error": error.text}, error.status)
    return JSONResponse({"error": str(error)}, 400)


class Control:
    """Answers questions about the world and moves it."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._world = simulation.world

    async def health(self, _request: Request) -> JSONResponse:
        return JSONResponse({"ready": True})

    async def clock(self, _request: Request) -> JSONResponse:
        return self._clock()

    async def set_speed(self, request: Request) -> JSONResponse:
        self._simulation.clock.set_speed(_number(await from_json(request, _BAD), "speed"))
        return self._clock()

    async def advance(self, request: Request) -> JSONResponse:
        self._simulation.clock.advance(_number(await from_json(request, _BAD), "seconds"))
        if self._simulation.settles:
            await self._simulation.settle()
        return self._clock()

    async def stories(self, _request: Request) -> JSONResponse:
        return JSONResponse(examples.stories_of(self._world, self._simulation.now()))

    async def links(self, _request: Request) -> Response:
        return PlainTextResponse(links.as_csv(), media_type="text/csv")

    async def order_truth(self, request: Request) -> JSONResponse:
        asked = from_query(request, _BAD)
        now = asked.instant("at") if "at" in asked else self._simulation.now()
        order = lookup.by_number(self._world, request.path_params["number"], now)
        if order is None:
            raise Refusal(404, _BAD, "there is no such order by then")
        return JSONResponse(truth.of_order(self._world, order, now))

    async def late_truth(self, _request: Request) -> JSONResponse:
        """All orders that are late now."""
        late = lateness.late_orders(self._world, self._simulation.now())
        return JSONResponse({"orders": await asyncio.to_thread(list, late)})

    async def impact_truth(self, request: Request) -> JSONResponse:
        """Whom it concerns when something is wrong with these: order, shipment, sku (`SKU@SITE`), system."""
        concerned = Concerned(self._world, self._simulation.now())
        asked = request.query_params
        for number in asked.getlist("order"):
            concerned.order(number)
        for name in asked.getlist("shipment"):
            concerned.shipment(name)
        for name in asked.getlist("sku"):
            concerned.item(*name.partition("@")[::2])
        for name in asked.getlist("system"):
            concerned.system(name)
        return JSONResponse(concerned.written())

    async def stock_truth(self, request: Request) -> JSONResponse:
        item = _item(from_query(request, _BAD))
        written = {}
        for site in SITES:
            position = await self._simulation.position(item, site)
            coming = self._simulation.purchasing.open_for(item, self._simulation.now())
            incoming = sum(
                line.quantity
                for order in coming
                for line in order.lines
                if line.item == item and order.site == site
            )
            written[site] = {**truth.of_position(position), "incoming": incoming}
        return JSONResponse(written)

    async def adjust(self, request: Request) -> JSONResponse:
        asked = await from_json(request, _BAD)
        site = asked.text("site")
        if site not in SITES:
            raise asked.refuse(f"site: {site!r} is none of {', '.join(SITES)}")
        fields = {field: asked.values.get(field, 0) for field in Position.__struct_fields__}
        change = msgspec.convert(fields, Position)
        position = await self._simulation.adjust(_item(asked), site, change)
        return JSONResponse(truth.of_position(position))

    async def inject(self, request: Request) -> JSONResponse:
        wanted = injection.read(await request.body())
        index = self._world.injected.next_index()
        header = injection.header(wanted, index, self._simulation.now())
        order = await self._simulation.inject(header, manual=wanted.mode == "manual")
        names = truth.names_of(order)
        return JSONResponse(
            {
                "number": order.header.host,
                "erp": names["erp"],
                "return": names["return"],
                "invoices": names["invoices"],
                "warehouse_orders": names["warehouse"],
                "shipments": names["shipments"],
                "loads": names["loads"],
                "tracking": names["tracking"],
            },
            201,
        )

    async def drive(self, request: Request) -> JSONResponse:
        stage = from_query(request, _BAD).text("to")
        try:
            order = await self._simulation.drive(request.path_params["number"], stage)
        except KeyError as error:
            raise Refusal(404, _BAD, f"there is no such order or stage: {error}") from error
        return JSONResponse(truth.of_order(self._world, order, self._simulation.now()))

    def _clock(self) -> JSONResponse:
        clock = self._simulation.clock
        return JSONResponse({"now": iso(clock.now()), "speed": clock.speed, "start": iso(clock.start)})


def _item(asked: Asked) -> int:
    item = catalog.by_sku().get(asked.text("sku"))
    if item is None:
        raise Refusal(404, _BAD, "sku: there is no such item")
    return item


def _number(asked: Asked, name: str) -> float:
    value = asked.values.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise asked.refuse(f"{name}: a number is needed")
    return float(value)
