"""An instance of the adapter over a network that a test gives it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import httpx

from adapters.manifest import Connection, Surroundings
from adapters.tms_sim import MANIFEST
from domain.ports.backends import SHIPMENTS, ChangeSource
from domain.ports.reading import Outcome
from domain.shipments import Shipment
from tests.contracts.over_http import offered
from tests.doubles.clock import SettableClock

SECRET = "tms-webhook-secret"
SETTINGS = {
    "base_url": "https://tms.example/",
    "token": "tms-demo-token",
    "webhook_secrets": ["an-older-secret", SECRET],
}


def connect(clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
    settings = MANIFEST.settings.model_validate(SETTINGS)
    return MANIFEST.connect("lines", settings, Surroundings(clock=clock, network=network))


@asynccontextmanager
async def polling(network: httpx.AsyncBaseTransport) -> AsyncIterator[ChangeSource]:
    connection = connect(SettableClock(), network)
    assert connection.changes
    try:
        yield connection.changes
    finally:
        await connection.aclose()


async def shipped(network: httpx.AsyncBaseTransport, keys: Sequence[str]) -> Mapping[str, Outcome[Shipment]]:
    connection = connect(SettableClock(), network)
    try:
        return await offered(connection, SHIPMENTS)(keys, SettableClock().within())
    finally:
        await connection.aclose()
