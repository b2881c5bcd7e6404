"""One small simulated world, and one of its systems in this process."""

from typing import NamedTuple

import httpx

from simulators.clock import SimulatedClock
from simulators.simulation import Simulation
from simulators.world.world import World
from tests.doubles.clock import START

START_SECONDS = int(START.timestamp())


class Simulated(NamedTuple):
    """A world with a system of it. Nothing happens in it until its clock is moved."""

    simulation: Simulation
    network: httpx.AsyncBaseTransport


def simulated(orders: int = 300, *, world: World | None = None, at: int = START_SECONDS) -> Simulation:
    """A world of so many orders, or the given one, at a moment in seconds. Its systems are never busy."""
    return Simulation(world or World(7, orders, START_SECONDS), SimulatedClock(at), rates={})
