"""All simulated systems without sockets or waiting: clients by system, clocks that stand still."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
from starlette.types import ASGIApp

from simulators.clock import SimulatedClock, parse_iso
from simulators.control import app as control_app
from simulators.serving.limits import Rate
from simulators.simulation import Simulation
from simulators.systems import Systems
from simulators.world.world import World

START = parse_iso("2026-03-02T08:00:00Z")
WALL = 1_800_000_000
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
CREDENTIALS: Mapping[str, Mapping[str, str]] = {
    "erp": {"X-API-Key": "erp-demo-key"},
    "tms": {"Authorization": "Token tms-demo-token"},
    "carrier": {"X-Api-Key": "carrier-demo-key"},
    "wms_west": {"Authorization": "Basic b3JkZXJncmFwaDp3ZXN0LWRlbW8tcGFzc3dvcmQ="},
}


@dataclass(slots=True)
class Stopwatch:
    """Real time as a test sets it."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass(slots=True)
class Receiver:
    """Takes webhooks; answers with the statuses it was given, then with 204."""

    statuses: list[int] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self.statuses.pop(0) if self.statuses else 204)


class House:
    """A running world for one test."""

    def __init__(self, size: int, rates: dict[str, Rate]) -> None:
        self.world = World(7, size, START)
        self.real = Stopwatch()
        self.receiver = Receiver()
        self.slept: list[float] = []
        clock = SimulatedClock(START, real=self.real)
        self.simulation = Simulation(self.world, clock, rates=rates, real=self.real, wall=lambda: WALL)
        outgoing = httpx.AsyncClient(transport=httpx.MockTransport(self.receiver))
        self.systems = Systems(self.simulation, outgoing, self._sleep)
        apps: dict[str, ASGIApp] = {**self.systems.apps, "control": control_app.build(self.systems)}
        self.clients = {
            system: httpx.AsyncClient(
                transport=httpx.ASGITransport(app),
                base_url=f"http://{system}.example",
                headers=CREDENTIALS.get(system, {}),
            )
            for system, app in apps.items()
        }
        self._outgoing = outgoing

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    async def get(self, system: str, path: str, /, **query: str | int) -> httpx.Response:
        return await self.clients[system].get(path, params=query)

    async def post(self, system: str, path: str, body: object) -> httpx.Response:
        return await self.clients[system].post(path, json=body)

    async def log_in(self) -> None:
        """Get a token of the east WMS."""
        form = {
            "grant_type": "client_credentials",
            "client_id": "ordergraph",
            "client_secret": "east-demo-secret",
        }
        answer = await self.clients["wms_east"].post("/oauth/token", data=form)
        self.clients["wms_east"].headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    async def soap(self, operation: str, inner: str, facility: str = "W2") -> httpx.Response:
        body = (
            f'<s:Envelope xmlns:s="{SOAP}" xmlns:w="urn:w2:wms:1"><s:Body><w:{operation}>'
            f"<w:Facility>{facility}</w:Facility>{inner}</w:{operation}></s:Body></s:Envelope>"
        )
        headers = {"SOAPAction": f'"urn:w2:wms:1#{operation}"', "Content-Type": "text/xml"}
        return await self.clients["wms_west"].post("/services/wms", content=body, headers=headers)

    async def stories(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = (await self.get("control", "/_sim/stories")).json()["stories"]
        return found

    async def truth(self, number: str, **query: str) -> dict[str, object]:
        found: dict[str, object] = (await self.get("control", f"/_sim/truth/orders/{number}", **query)).json()
        return found

    async def advance(self, seconds: int) -> None:
        await self.simulation.settle()
        await self.post("control", "/_sim/clock/advance", {"seconds": seconds})

    async def aclose(self) -> None:
        for client in (*self.clients.values(), self._outgoing):
            await client.aclose()


@asynccontextmanager
async def opened(size: int = 2000, rates: dict[str, Rate] | None = None) -> AsyncIterator[House]:
    """Open a house without rate limits, or with those given."""
    house = House(size, rates or {})
    try:
        yield house
    finally:
        await house.aclose()
