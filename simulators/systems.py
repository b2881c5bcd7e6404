"""Puts the systems together: each an application of its own, guarded, limited, faulty on demand, counted."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import httpx
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.types import ASGIApp

from simulators.carrier import app as carrier_app
from simulators.carrier import webhook as carrier_webhook
from simulators.erp import app as erp_app
from simulators.erp import webhook as erp_webhook
from simulators.serving.counters import CountCalls
from simulators.serving.guard import Guard, RequestIds
from simulators.serving.limits import LimitRate
from simulators.serving.misbehave import Misbehave
from simulators.serving.power import Power
from simulators.serving.refusals import Refuse
from simulators.simulation import SYSTEMS, Event, Simulation
from simulators.tms import app as tms_app
from simulators.tms import webhook as tms_webhook
from simulators.webhooks import Courier, Message, Sign, Sleep
from simulators.wms_east import app as east_app
from simulators.wms_east import webhook as east_webhook
from simulators.wms_east.tokens import Tokens
from simulators.wms_west import app as west_app
from simulators.wms_west import webhook as west_webhook

_SIGNERS: dict[str, Sign] = {
    "erp": erp_webhook.sign,
    "wms_east": east_webhook.sign,
    "wms_west": west_webhook.sign,
    "tms": tms_webhook.sign,
    "carrier": carrier_webhook.sign,
}


class Systems:
    """The applications by system, their switches, the tokens of the east WMS, and the webhooks' couriers."""

    def __init__(
        self,
        simulation: Simulation,
        client: httpx.AsyncClient,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`client` delivers webhooks; `sleep` waits, for real, where a fault or a retry asks for it."""
        self.simulation = simulation
        self.power = Power()
        self.tokens = Tokens(simulation.real)
        self.couriers = {
            system: Courier(system, sign, simulation.faults, client, wall=simulation.wall, sleep=sleep)
            for system, sign in _SIGNERS.items()
        }
        self.apps = self._apps(sleep)
        self.east = east_webhook.Announcer(simulation.standing)
        announce: dict[str, Callable[[Event], Iterator[Message]]] = {
            "erp": erp_webhook.Announcer().messages,
            "wms_east": self.east.messages,
            "wms_west": west_webhook.Announcer().messages,
            "tms": tms_webhook.Announcer(simulation.world).messages,
            "carrier": carrier_webhook.Announcer().messages,
        }
        for system in SYSTEMS:
            simulation.listeners.append(_posting(announce[system], self.couriers[system]))

    @property
    def pushes(self) -> bool:
        """Whether any system has a URL to push to."""
        return any(courier.url for courier in self.couriers.values())

    async def follow(self) -> None:
        """Let happen what is due by now, and tell of it; then how far all was told, where that is wanted."""
        await self.simulation.settle()
        if self.couriers["wms_east"].url:
            for message in self.east.heartbeat(self.simulation.told_until):
                self.couriers["wms_east"].post(message)

    def push_to(self, urls: dict[str, str | None]) -> None:
        """Set or clear the URLs that systems push to."""
        for system, url in urls.items():
            self.couriers[system].url = url

    def _apps(self, sleep: Callable[[float], Awaitable[None]]) -> dict[str, ASGIApp]:
        simulation = self.simulation

        def dressed(
            system: str, app: Starlette, refuse: Refuse, allowed: Callable[[Headers], bool], *open_paths: str
        ) -> ASGIApp:
            guarded = Guard(app, allowed, refuse, frozenset(open_paths))
            limited = LimitRate(guarded, system, simulation.limits, refuse)
            faulty = Misbehave(limited, system, simulation.faults, refuse, sleep)
            return RequestIds(CountCalls(faulty, system, simulation.counters), system)

        east = east_app.build(simulation, self.tokens)
        return {
            "erp": dressed("erp", erp_app.build(simulation), erp_app.refuse, erp_app.allowed),
            "wms_east": dressed("wms_east", east, east_app.refuse, self.tokens.allowed, east_app.TOKEN_PATH),
            "wms_west": dressed("wms_west", west_app.build(simulation), west_app.refuse, west_app.allowed),
            "tms": dressed("tms", tms_app.build(simulation), tms_app.refuse, tms_app.allowed),
            "carrier": dressed(
                "carrier", carrier_app.build(simulation), carrier_app.refuse, carrier_app.allowed
            ),
        }


def _posting(announce: Callable[[Event], Iterator[Message]], courier: Courier) -> Callable[[Event], None]:
    def post(event: Event) -> None:
        for message in announce(event) if courier.url else ():
            courier.post(message)

    return post
