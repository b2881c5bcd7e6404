"""The adapter over a Tryton that says what a test wants it to say."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import httpx
import msgspec

from adapters.erp_tryton import MANIFEST
from adapters.manifest import Connection, Surroundings
from domain.ports.reading import Outcome, Port
from tests.adapters.erp_tryton.replies import INSTANCE, SETTINGS, Json
from tests.contracts.over_http import offered
from tests.doubles.clock import SettableClock

K = TypeVar("K")
V = TypeVar("V")


RETURNED_SALES = "sale.sale, taking back"
"""The model of sales, where only those that take goods back are asked for."""


class Asked(msgspec.Struct):
    """The condition of a query."""

    domain: list[object]


class Tryton(httpx.AsyncBaseTransport):
    """Answers each model with its replies one after another, of which the last stays; keeps the requests."""

    def __init__(self, replies: Mapping[str, Sequence[object]], date_header: str | None = None) -> None:
        self._replies = {model: list(told) for model, told in replies.items()}
        self._date = "Sat, 21 Nov 2026 17:00:00 GMT" if date_header is None else date_header
        self.requests: list[httpx.Request] = []

    @property
    def models(self) -> list[str]:
        return [_model(request) for request in self.requests]

    def asked(self, model: str) -> list[Json]:
        asked = [r for r, name in zip(self.requests, self.models, strict=True) if name == model]
        return [msgspec.json.decode(request.content, type=Json) for request in asked]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        waiting = self._replies[self.models[-1]]
        told = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if isinstance(told, httpx.Response):
            return told
        body = told if isinstance(told, bytes) else msgspec.json.encode(told)
        return httpx.Response(200, headers={"date": self._date}, content=body, request=request)


def _model(request: httpx.Request) -> str:
    domain = msgspec.json.decode(request.content, type=Asked).domain
    return RETURNED_SALES if ["lines.quantity", "<", 0] in domain else request.url.path.split("/")[-2]


def connected(
    network: httpx.AsyncBaseTransport, clock: SettableClock | None = None, /, **more: object
) -> Connection:
    settings = SETTINGS.model_copy(update=more)
    surroundings = Surroundings(clock=clock or SettableClock(), network=network)
    return MANIFEST.connect(INSTANCE, settings, surroundings)


async def answers(network: Tryton, port: Port[K, V], *keys: K) -> Mapping[K, Outcome[V]]:
    connection = connected(network)
    told = await offered(connection, port)(keys, SettableClock().within())
    await connection.aclose()
    return told
