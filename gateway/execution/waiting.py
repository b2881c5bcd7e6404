"""How long an operation is waited for, and by whom."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from gateway.execution.answers import Answer, abandoned, timed_out

T = TypeVar("T")
Gone = Callable[[], Awaitable[None]]
"""Returns when nobody waits for the answer any more."""


async def forever() -> None:
    """Wait for a caller that never goes away."""
    await asyncio.get_running_loop().create_future()


async def in_time(pending: Awaitable[T], seconds: float, gone: Gone = forever) -> T | Answer:
    """What comes of it, or that it was given up: after so many seconds, or for nobody waits any more."""
    scope = asyncio.timeout(seconds)
    caller = asyncio.create_task(_end_when_gone(gone, scope))
    try:
        async with scope:
            return await pending
    except TimeoutError:
        return abandoned() if caller.done() else timed_out(seconds)
    finally:
        caller.cancel()


async def _end_when_gone(gone: Gone, scope: asyncio.Timeout) -> None:
    await gone()
    scope.reschedule(asyncio.get_running_loop().time())
