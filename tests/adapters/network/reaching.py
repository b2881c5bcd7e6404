"""A transport over the real network, for the tests of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.manifest import InstanceSettings, Surroundings
from adapters.network.pools import Pools
from adapters.transport.http import HttpTransport
from tests.doubles.clock import SettableClock

CLOCK = SettableClock()


@asynccontextmanager
async def reaching(url: str, pools: Pools | None = None, **settings: object) -> AsyncIterator[HttpTransport]:
    """An instance at the URL."""
    made = InstanceSettings.model_validate({"base_url": url, **settings})
    transport = HttpTransport("erp", made, Surroundings(clock=CLOCK, pools=pools or Pools()))
    try:
        yield transport
    finally:
        await transport.aclose()


async def fetched(url: str, pools: Pools | None = None, **settings: object) -> bytes:
    """What the instance says. Raises BackendError."""
    async with reaching(url, pools, **settings) as transport:
        return await transport.send(transport.get("/"), CLOCK.within())
