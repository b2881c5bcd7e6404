"""An instance of the adapter over a network that a test gives it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import cast

import httpx

from adapters.carrier_karrio import MANIFEST
from adapters.manifest import Connection, Surroundings
from domain.ports.reading import Outcome, Read
from domain.shipments import Track
from tests.adapters.carrier_karrio.accounts import ACCOUNTS
from tests.doubles.clock import SettableClock


def connect(
    carrier: str, clock: SettableClock, network: httpx.AsyncBaseTransport, **more: object
) -> Connection:
    given = {"base_url": "https://carrier.test", "carrier": carrier, "credentials": ACCOUNTS[carrier]}
    settings = MANIFEST.settings.model_validate(given | more)
    return MANIFEST.connect("parcels", settings, Surroundings(clock=clock, network=network))


@asynccontextmanager
async def tracking(
    carrier: str, network: httpx.AsyncBaseTransport, **more: object
) -> AsyncIterator[Read[str, Track]]:
    connection = connect(carrier, SettableClock(), network, **more)
    try:
        yield cast("Read[str, Track]", connection.offers[0].read)
    finally:
        await connection.aclose()


async def tracked(
    carrier: str, network: httpx.AsyncBaseTransport, keys: Sequence[str], **more: object
) -> Mapping[str, Outcome[Track]]:
    async with tracking(carrier, network, **more) as read:
        return await read(keys, SettableClock().within())
