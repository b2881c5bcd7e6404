"""Waiting for what brokers and tasks do in their own time."""

import asyncio
from collections.abc import Callable

PATIENCE = 20.0


async def until(condition: Callable[[], object]) -> None:
    """Return when it holds. Raises TimeoutError after a long while."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.002)
