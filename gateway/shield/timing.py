"""How time passes for the shield: the clock, and what waits. A test brings its own."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import random

from domain.ports.state import Clock

Wait = Callable[[set[asyncio.Task[object]], float], Awaitable[object]]
"""Waits until all are done, or for so many seconds, and cancels none."""

Sleep = Callable[[float], Awaitable[None]]


async def until_done(tasks: set[asyncio.Task[object]], seconds: float) -> None:
    """Wait in the time of the event loop."""
    await asyncio.wait(tasks, timeout=seconds)


@dataclass(frozen=True, slots=True)
class Timing:
    """spread: 0 to 1, by chance, against what expires at the same time."""

    clock: Clock
    wait: Wait = until_done
    sleep: Sleep = asyncio.sleep
    spread: Callable[[], float] = random
