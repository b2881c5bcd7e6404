"""The simulated WMS of the west in this process, and the adapter connected to it."""

from functools import cache
from typing import TypeVar

import httpx

from adapters.manifest import Connection, Surroundings
from adapters.wms_west.client import connect
from adapters.wms_west.settings import WmsWestSettings
from simulators.serving.guard import Guard
from simulators.wms_west import app
from simulators.wms_west.webhook import PUSHES_AS
from tests.adapters.simulated import Simulated, simulated
from tests.contracts.over_http import OverHttp
from tests.doubles.clock import SettableClock

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


def west(orders: int = 300) -> Simulated:
    """A WMS of its own."""
    world = simulated(orders)
    guarded = Guard(app.build(world), app.allowed, app.refuse, frozenset())
    return Simulated(world, httpx.ASGITransport(guarded))


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
