"""The simulated TMS in this process."""

from functools import cache
from typing import NamedTuple

import httpx

from simulators.clock import SimulatedClock
from simulators.serving.guard import Guard
from simulators.simulation import Simulation
from simulators.tms import app
from simulators.world.world import World
from tests.doubles.clock import START


class Tms(NamedTuple):
    """One small world with its TMS. Nothing happens in it until its clock is moved."""

    simulation: Simulation
    network: httpx.AsyncBaseTransport


def tms(simulation: Simulation | None = None, orders: int = 300) -> Tms:
    """A TMS in a given world, or in one of its own."""
    start = int(START.timestamp())
    world = simulation or Simulation(World(7, orders, start), SimulatedClock(start), rates={})
    guarded = Guard(app.build(world), app.allowed, app.refuse, frozenset())
    return Tms(world, httpx.ASGITransport(guarded))


# Shared by all tests that only read.
at_rest = cache(tms)
