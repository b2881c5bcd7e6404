"""The simulated TMS in this process."""

from functools import cache

import httpx

from simulators.serving.guard import Guard
from simulators.simulation import Simulation
from simulators.tms import app
from tests.adapters.simulated import Simulated, simulated


def tms(given: Simulation | None = None, orders: int = 300) -> Simulated:
    """A TMS in a given world, or in one of its own."""
    world = given or simulated(orders)
    guarded = Guard(app.build(world), app.allowed, app.refuse, frozenset())
    return Simulated(world, httpx.ASGITransport(guarded))


# Shared by all tests that only read.
at_rest = cache(tms)
