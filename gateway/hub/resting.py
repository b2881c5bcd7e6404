"""Resting until something happens, and no longer than so long."""

import asyncio
from collections.abc import Awaitable, Callable

Rest = Callable[[asyncio.Event, float], Awaitable[None]]
"""Returns when the event is set, or when so many seconds have passed."""


async def rest(woken: asyncio.Event, seconds: float) -> None:
    """By the loop's own time."""
    try:
        async with asyncio.timeout(seconds):
            await woken.wait()
    except TimeoutError:
        return
