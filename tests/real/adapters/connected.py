"""The adapter connected to a real Tryton."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import TypeVar, cast

import httpx
import msgspec
import pytest

from adapters.erp_tryton import MANIFEST
from adapters.manifest import Connection, Surroundings
from domain.ports.reading import Found, Port
from tests.contracts.over_http import OverHttp, offered
from tests.doubles.clock import START, SettableClock
from tests.real.tryton.server import TrytonServer

K = TypeVar("K")
V = TypeVar("V")

INSTANCE = "erp_tryton"


class OneMoment(httpx.AsyncBaseTransport):
    """Passes on what the server says, as of one and the same moment: replies can be compared."""

    def __init__(self, moment: datetime = START, upstream: httpx.AsyncBaseTransport | None = None) -> None:
        self._upstream = upstream or httpx.AsyncHTTPTransport()
        self._date = format_datetime(moment, usegmt=True)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._upstream.handle_async_request(request)
        answer.headers["date"] = self._date
        return answer

    async def aclose(self) -> None:
        await self._upstream.aclose()


class OverTryton(OverHttp[K, V]):
    """The adapter over the server that all tests share, which they only read."""

    instance = INSTANCE
    tryton: TrytonServer

    @pytest.fixture(autouse=True)
    def _server(self, tryton: TrytonServer) -> None:
        self.tryton = tryton

    def upstream(self) -> httpx.AsyncBaseTransport:
        return OneMoment()

    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        return connected(self.tryton, clock, network)


def connected(
    tryton: TrytonServer,
    clock: SettableClock,
    network: httpx.AsyncBaseTransport | None = None,
    more: Mapping[str, object] | None = None,
) -> Connection:
    """Connect to the seeded company. more: further settings."""
    settings = {
        "base_url": tryton.url,
        "application_key": tryton.key,
        "company": tryton.manifest.company.id,
        "zone": tryton.manifest.company.zone,
    }
    surroundings = Surroundings(clock=clock, network=network)
    return MANIFEST.connect(
        INSTANCE, MANIFEST.settings.model_validate(settings | dict(more or {})), surroundings
    )


async def read(tryton: TrytonServer, port: Port[K, V], *keys: K) -> dict[K, V]:
    """The records of these keys, each of which must be found and be without findings."""
    clock = SettableClock()
    connection = connected(tryton, clock)
    try:
        answers = await offered(connection, port)(keys, clock.within())
    finally:
        await connection.aclose()
    assert {key: answer for key, answer in answers.items() if not isinstance(answer, Found)} == {}
    found = {key: answer for key, answer in answers.items() if isinstance(answer, Found)}
    assert [finding for answer in found.values() for finding in answer.findings] == []
    return {key: answer.value for key, answer in found.items()}


def rows(body: bytes) -> list[dict[str, object]]:
    """The records of a reply."""
    return cast("list[dict[str, object]]", msgspec.json.decode(body))


def first_spoiled(body: bytes, wrong: Mapping[str, object]) -> bytes:
    """A reply whose first record has the given values instead of its own."""
    told = rows(body)
    told[0].update(wrong)
    return msgspec.json.encode(told)
