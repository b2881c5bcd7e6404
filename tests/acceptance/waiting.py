"""Waiting for what another process does, where nothing tells that it was done."""

import asyncio

_SECONDS = 0.02


async def moment() -> None:
    """Leave the processor to whoever is waited for; asking without a pause would take half of it."""
    await asyncio.sleep(_SECONDS)
