"""The simulated carrier in this process."""

from functools import cache
from typing import NamedTuple

import httpx

from simulators.carrier import app
from simulators.clock import SimulatedClock
from simulators.serving.guard import Guard
from simulators.simulation import Simulation
from simulators.world.world import World
from tests.doubles.clock import START


class Carrier(NamedTuple):
    """One small world with its carrier. Nothing happens in it until its clock is moved."""

    simulation: Simulation
    network: httpx.AsyncBaseTransport


def carrier(simulation: Simulation | None = None, orders: int = 300) -> Carrier:
    """A carrier in a given world, or in one of its own."""
    start = int(START.timestamp())
    world = simulation or Simulation(World(7, orders, start), SimulatedClock(start), rates={})
    guarded = Guard(app.build(world), app.allowed, app.refuse, frozenset())
    return Carrier(world, httpx.ASGITransport(guarded))


# Shared by all tests that only read.
at_rest = cache(carrier)
