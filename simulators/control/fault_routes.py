"""The control interface's part that makes trouble: faults, limits, power, webhooks, tokens; counts calls."""

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from simulators.serving.asked import from_json, from_query
from simulators.serving.faults import Fault
from simulators.serving.limits import Rate
from simulators.simulation import SYSTEMS
from simulators.systems import Systems

_BAD = "BAD_REQUEST"


class FaultRoutes:
    """Sets and shows what goes wrong."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems
        self._simulation = systems.simulation

    def routes(self) -> list[Route]:
        return [
            Route("/_sim/faults", self.add_fault, methods=["POST"]),
            Route("/_sim/faults", self.faults),
            Route("/_sim/faults", self.remove_faults, methods=["DELETE"]),
            Route("/_sim/counters", self.counters),
            Route("/_sim/counters", self.reset_counters, methods=["DELETE"]),
            Route("/_sim/limits", self.set_limit, methods=["PUT"]),
            Route("/_sim/power", self.power),
            Route("/_sim/power", self.turn, methods=["PUT"]),
            Route("/_sim/webhooks", self.webhooks),
            Route("/_sim/webhooks", self.set_webhooks, methods=["PUT"]),
            Route("/_sim/movements", self.movements, methods=["POST"]),
            Route("/_sim/heartbeats", self.heartbeats, methods=["PUT"]),
            Route("/_sim/tokens", self.set_tokens, methods=["PUT"]),
        ]

    async def add_fault(self, request: Request) -> JSONResponse:
        try:
            fault = msgspec.json.decode(await request.body(), type=Fault)
        except msgspec.DecodeError as error:
            raise ValueError(f"fault: {error}") from error
        return JSONResponse(msgspec.structs.asdict(self._simulation.faults.add(fault)), 201)

    async def faults(self, _request: Request) -> JSONResponse:
        return JSONResponse({"faults": [msgspec.structs.asdict(fault) for fault in self._simulation.faults]})

    async def remove_faults(self, request: Request) -> JSONResponse:
        asked = from_query(request, _BAD)
        system = asked.text("system") if "system" in asked else None
        fault_id = asked.whole("id", 0, 1, 1 << 31) or None
        return JSONResponse({"removed": self._simulation.faults.remove(system, fault_id)})

    async def counters(self, request: Request) -> JSONResponse:
        asked = from_query(request, _BAD)
        counts = msgspec.to_builtins(self._simulation.counters.systems)
        if "system" in asked:
            counts = {asked.text("system"): counts.get(asked.text("system"))}
        return JSONResponse(counts)

    async def reset_counters(self, _request: Request) -> JSONResponse:
        self._simulation.counters.reset()
        return JSONResponse({"reset": True})

    async def set_limit(self, request: Request) -> JSONResponse:
        asked = await from_json(request, _BAD)
        system, rate = asked.text("system"), asked.values.get("rate")
        if system not in SYSTEMS:
            raise asked.refuse(f"system: {system!r} is none of {', '.join(SYSTEMS)}")
        if rate is not None and not isinstance(rate, int | float):
            raise asked.refuse("rate: a number or null is needed")
        burst = asked.whole("burst", max(int(rate or 1), 1), 1, 1_000_000)
        self._simulation.limits.set(system, None if rate is None else Rate(float(rate), burst))
        return JSONResponse({"system": system, "rate": rate, "burst": burst})

    async def power(self, _request: Request) -> JSONResponse:
        return JSONResponse(dict(self._systems.power.states()))

    async def turn(self, request: Request) -> JSONResponse:
        asked = await from_json(request, _BAD)
        on = asked.values.get("on")
        if not isinstance(on, bool):
            raise asked.refuse("on: true or false is needed")
        await self._systems.power.turn(asked.text("system"), on=on)
        return await self.power(request)

    async def webhooks(self, _request: Request) -> JSONResponse:
        return JSONResponse(
            {
                system: {
                    **msgspec.structs.asdict(courier.counts),
                    "waiting": courier.waiting,
                    "url": courier.url,
                }
                for system, courier in self._systems.couriers.items()
            }
        )

    async def set_webhooks(self, request: Request) -> JSONResponse:
        asked = await from_json(request, _BAD)
        urls = asked.values.get("urls", {})
        if not isinstance(urls, dict) or not set(urls) <= set(SYSTEMS):
            raise asked.refuse(f"urls: an object with some of {', '.join(SYSTEMS)} is needed")
        if "url" in asked:
            urls = targets(asked.values["url"])
        # What has happened before is settled first: a receiver hears only what happens from now on.
        await self._simulation.settle()
        self._systems.push_to(urls)
        return await self.webhooks(request)

    async def movements(self, request: Request) -> JSONResponse:
        """The east WMS tells bookings from now on; `hold`: every so many-th comes later, in one batch."""
        asked = await from_json(request, _BAD)
        await self._simulation.settle()
        told = list(
            self._systems.east.tell_movements(asked.whole("hold", 0, 0, 1_000), self._simulation.now())
        )
        for message in told:
            self._systems.couriers["wms_east"].post(message)
        return JSONResponse({"deliveries": len(told)})

    async def heartbeats(self, request: Request) -> JSONResponse:
        """The east WMS says how far it has told all, `every` so many simulated seconds; 0 for never."""
        asked = await from_json(request, _BAD)
        every = asked.whole("every", 60, 0, 86_400)
        self._systems.east.beat(every)
        return JSONResponse({"every": every})

    async def set_tokens(self, request: Request) -> JSONResponse:
        asked = await from_json(request, _BAD)
        self._systems.tokens.lifetime = asked.whole("wms_east_seconds", 900, 1, 86_400)
        return JSONResponse({"wms_east_seconds": self._systems.tokens.lifetime})


def targets(url: object) -> dict[str, str | None]:
    """Give each system's own URL below one for all; None clears them."""
    if url is None:
        return dict.fromkeys(SYSTEMS)
    return {system: f"{str(url).rstrip('/')}/{system}" for system in SYSTEMS}
