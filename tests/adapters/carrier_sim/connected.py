"""An instance of the adapter over a network that a test gives it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import cast

import httpx

from adapters.carrier_sim import MANIFEST
from adapters.manifest import Connection, Surroundings
from domain.ports.reading import Outcome, Read
from domain.shipments import Track
from tests.doubles.clock import SettableClock

SECRET = "carrier-webhook-secret"
SETTINGS = {
    "base_url": "https://parcel.example/",
    "api_key": "carrier-demo-key",
    "webhook_secrets": ["an-older-secret", SECRET],
}


def connect(clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
    settings = MANIFEST.settings.model_validate(SETTINGS)
    return MANIFEST.connect("parcel", settings, Surroundings(clock=clock, network=network))


@asynccontextmanager
async def tracking(network: httpx.AsyncBaseTransport) -> AsyncIterator[Read[str, Track]]:
    connection = connect(SettableClock(), network)
    try:
        yield cast("Read[str, Track]", connection.offers[0].read)
    finally:
        await connection.aclose()


async def tracked(network: httpx.AsyncBaseTransport, keys: Sequence[str]) -> Mapping[str, Outcome[Track]]:
    async with tracking(network) as read:
        return await read(keys, SettableClock().within())
