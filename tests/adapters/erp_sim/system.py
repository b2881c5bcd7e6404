"""The simulated ERP in this process, and the adapter connected to it."""

from functools import cache
from typing import TypeVar

import httpx

from adapters.erp_sim.client import connect
from adapters.erp_sim.settings import ErpSimSettings
from adapters.manifest import Connection, Surroundings
from simulators.erp import app
from tests.adapters.simulated import Simulated, simulated
from tests.contracts.over_http import OverHttp
from tests.doubles.clock import SettableClock

K = TypeVar("K")
V = TypeVar("V")

SECRET = "erp-webhook-secret"
SETTINGS = ErpSimSettings.model_validate(
    {"base_url": "http://erp.test", "api_key": app.API_KEY, "webhook_secrets": [SECRET]}
)


def erp(orders: int = 300) -> Simulated:
    """An ERP of its own."""
    world = simulated(orders)
    return Simulated(world, httpx.ASGITransport(app.build(world)))


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
