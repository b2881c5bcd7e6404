"""The simulated ERP in this process, and the adapter connected to it."""

from functools import cache
from typing import NamedTuple, TypeVar

import httpx

from adapters.erp_sim.client import connect
from adapters.erp_sim.settings import ErpSimSettings
from adapters.manifest import Connection, Surroundings
from simulators.clock import SimulatedClock
from simulators.erp import app
from simulators.simulation import Simulation
from simulators.world.world import World
from tests.contracts.over_http import OverHttp
from tests.doubles.clock import START, SettableClock

K = TypeVar("K")
V = TypeVar("V")

SECRET = "erp-webhook-secret"
SETTINGS = ErpSimSettings.model_validate(
    {"base_url": "http://erp.test", "api_key": app.API_KEY, "webhook_secrets": [SECRET]}
)


class Erp(NamedTuple):
    """One small world with its ERP. Nothing happens in it until its clock is moved."""

    simulation: Simulation
    network: httpx.AsyncBaseTransport


def erp(orders: int = 300) -> Erp:
    """An ERP of its own."""
    start = int(START.timestamp())
    simulation = Simulation(World(7, orders, start), SimulatedClock(start), rates={})
    return Erp(simulation, httpx.ASGITransport(app.build(simulation)))


# Shared by all tests that only read.
at_rest = cache(erp)


def connected(clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
    return connect("erp", SETTINGS, Surroundings(clock=clock, network=network))


class OverErp(OverHttp[K, V]):
    """The adapter over an ERP at rest."""

    instance = "erp"

    def upstream(self) -> httpx.AsyncBaseTransport:
        return at_rest().network

    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        return connected(clock, network)
