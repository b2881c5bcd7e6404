"""Constant load: so many questions a second from a bounded number of clients, whatever becomes of them."""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import orjson

from domain.errors import ConfigInvalid
from gateway.demo.chaos.measuring import NO_ANSWER, Seen, seen
from gateway.demo.chaos.scenes import SYSTEM
from gateway.edge.over_http.request_timeout import HEADER

CLIENTS = 60
CLIENT_SECONDS = 1.0
"""What a client gives the gateway; it waits a little longer itself."""

_WAITS = httpx.Timeout(CLIENT_SECONDS + 2.0)
_ACCEPT = "application/graphql-response+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that clients ask, and about which keys: the first of them most often."""

    document: str
    variable: str
    keys: Sequence[object]
    token: str


class Load:
    """Asks `questions` in turn, `rate` a second in all, and hands each answer to `tell`.

    A question whose turn comes while every client is busy is not asked, and counted in `missed`.
    """

    def __init__(
        self,
        gateway: httpx.AsyncClient,
        questions: Sequence[Question],
        tell: Callable[[Seen], None],
        *,
        rate: float,
    ) -> None:
        self._gateway = gateway
        self._questions = questions
        self._tell = tell
        self._pause = 1 / rate
        self._chance = random.Random(7)  # noqa: S311 - which key comes next is no secret
        self._clients: set[asyncio.Task[None]] = set()
        self.missed = 0

    async def warm_up(self) -> None:
        """Ask each question once, without telling anybody. Raises ConfigInvalid where one has no data."""
        for question in self._questions:
            body = await self._answer(question)
            if not body.get("data"):
                raise ConfigInvalid(f"the demo's question was refused: {body.get('errors')}")

    async def run(self) -> None:
        """Ask until cancelled."""
        loop = asyncio.get_running_loop()
        due, asked = loop.time(), 0
        try:
            while True:
                self._ask(self._questions[asked % len(self._questions)])
                asked += 1
                due += self._pause
                await asyncio.sleep(max(due - loop.time(), 0))
        finally:
            for client in self._clients:
                client.cancel()
            await asyncio.gather(*self._clients, return_exceptions=True)

    def _ask(self, question: Question) -> None:
        if len(self._clients) >= CLIENTS:
            self.missed += 1
            return
        client = asyncio.create_task(self._client(question))
        self._clients.add(client)
        client.add_done_callback(self._clients.discard)

    async def _client(self, question: Question) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        body = await self._answer(question)
        ended = loop.time()
        self._tell(seen(body, SYSTEM, at=ended, took=ended - began, now=datetime.now(UTC)))

    async def _answer(self, question: Question) -> Mapping[str, object]:
        """The body of the answer; an error of our own words where there is none."""
        variables = {question.variable: self._key(question.keys)}
        try:
            response = await self._gateway.post(
                "/graphql",
                json={"query": question.document, "variables": variables},
                headers={
                    "authorization": f"Bearer {question.token}",
                    "accept": _ACCEPT,
                    HEADER: f"{CLIENT_SECONDS:g}",
                },
                timeout=_WAITS,
            )
            body = orjson.loads(response.content)
        except (httpx.TransportError, orjson.JSONDecodeError):
            body = None
        return body if isinstance(body, dict) else {"errors": [{"extensions": {"code": NO_ANSWER}}]}

    def _key(self, keys: Sequence[object]) -> object:
        """The n-th key comes 1/n as often as the first (Zipf)."""
        weights = [1 / place for place in range(1, len(keys) + 1)]
        return self._chance.choices(keys, weights)[0]
