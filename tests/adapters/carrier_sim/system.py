"""The simulated carrier in this process."""

from functools import cache

import httpx

from simulators.carrier import app
from simulators.serving.guard import Guard
from simulators.simulation import Simulation
from tests.adapters.simulated import Simulated, simulated


def carrier(given: Simulation | None = None, orders: int = 300) -> Simulated:
    """A carrier in a given world, or in one of its own."""
    world = given or simulated(orders)
    guarded = Guard(app.build(world), app.allowed, app.refuse, frozenset())
    return Simulated(world, httpx.ASGITransport(guarded))


# Shared by all tests that only read.
at_rest = cache(carrier)
