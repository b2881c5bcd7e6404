"""The simulated WMS of the east in this process, and the adapter connected to it."""

from functools import cache
from typing import NamedTuple, TypeVar

import httpx

from adapters.manifest import Connection, Surroundings
from adapters.wms_east.client import connect
from adapters.wms_east.settings import WmsEastSettings
from simulators.serving.guard import Guard
from simulators.simulation import Simulation
from simulators.wms_east import app
from simulators.wms_east.tokens import CLIENT, Tokens
from simulators.wms_east.webhook import SECRET
from tests.adapters.simulated import simulated
from tests.contracts.over_http import OverHttp
from tests.doubles.clock import SettableClock

K = TypeVar("K")
V = TypeVar("V")

INSTANCE = "wms_east"
GIVEN: dict[str, object] = {
    "base_url": "http://wms-east.test",
    "client_id": CLIENT.user,
    "client_secret": CLIENT.password,
    "webhook_secrets": [SECRET],
}
SETTINGS = WmsEastSettings.model_validate(GIVEN)


class East(NamedTuple):
    """One small world with its WMS. Nothing happens in it until its clock is moved."""

    simulation: Simulation
    tokens: Tokens
    network: httpx.AsyncBaseTransport


def east(orders: int = 300, clock: SettableClock | None = None) -> East:
    """A WMS of its own, whose tokens live by `clock`."""
    world = simulated(orders)
    tokens = Tokens((clock or SettableClock()).monotonic)
    guarded = Guard(app.build(world, tokens), tokens.allowed, app.refuse, frozenset({app.TOKEN_PATH}))
    return East(world, tokens, httpx.ASGITransport(guarded))


# Shared by all tests that only read.
at_rest = cache(east)


def connected(
    clock: SettableClock, network: httpx.AsyncBaseTransport, settings: WmsEastSettings = SETTINGS
) -> Connection:
    return connect(INSTANCE, settings, Surroundings(clock=clock, network=network))


class OverEast(OverHttp[K, V]):
    """The adapter over a WMS at rest."""

    instance = INSTANCE
    preliminaries = frozenset({app.TOKEN_PATH})

    def upstream(self) -> httpx.AsyncBaseTransport:
        return at_rest().network

    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        return connected(clock, network)
