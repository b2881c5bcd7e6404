"""The simulated WMS of the west in this process, and the adapter connected to it."""

from functools import cache
from typing import NamedTuple, TypeVar

import httpx

from adapters.manifest import Connection, Surroundings
from adapters.wms_west.client import connect
from adapters.wms_west.settings import WmsWestSettings
from simulators.clock import SimulatedClock
from simulators.serving.guard import Guard
from simulators.simulation import Simulation
from simulators.wms_west import app
from simulators.wms_west.webhook import PUSHES_AS
from simulators.world.world import World
from tests.contracts.over_http import OverHttp
from tests.doubles.clock import START, SettableClock

K = TypeVar("K")
V = TypeVar("V")

INSTANCE = "wms_west"
GIVEN: dict[str, object] = {
    "base_url": "http://wms-west.test",
    "username": app.CLIENT.user,
    "password": app.CLIENT.password,
    "facility": "W2",
    "zone": "America/Los_Angeles",
    "webhook_username": PUSHES_AS.user,
    "webhook_passwords": [PUSHES_AS.password],
}
SETTINGS = WmsWestSettings.model_validate(GIVEN)


class West(NamedTuple):
    """One small world with its WMS. Nothing happens in it until its clock is moved."""

    simulation: Simulation
    network: httpx.AsyncBaseTransport


def west(orders: int = 300) -> West:
    """A WMS of its own."""
    start = int(START.timestamp())
    simulation = Simulation(World(7, orders, start), SimulatedClock(start), rates={})
    guarded = Guard(app.build(simulation), app.allowed, app.refuse, frozenset())
    return West(simulation, httpx.ASGITransport(guarded))


# Shared by all tests that only read.
at_rest = cache(west)


def connected(
    clock: SettableClock, network: httpx.AsyncBaseTransport, settings: WmsWestSettings = SETTINGS
) -> Connection:
    return connect(INSTANCE, settings, Surroundings(clock=clock, network=network))


class OverWest(OverHttp[K, V]):
    """The adapter over a WMS at rest."""

    instance = INSTANCE

    def upstream(self) -> httpx.AsyncBaseTransport:
        return at_rest().network

    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        return connected(clock, network)
