"""Asking the graph over HTTP, with a token of the simulated issuer, and what comes back."""

import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx

from gateway.demo.world import token
from tests.acceptance.on_world_time import OnWorldTime
from tests.acceptance.served import Served
from tests.acceptance.simulated import Simulated

MEDIA_TYPE = "application/graphql-response+json"


@dataclass(frozen=True, slots=True)
class Answer:
    """One response to an operation."""

    response: httpx.Response

    @property
    def data(self) -> Any:  # noqa: ANN401 - its shape is that of the operation
        """The data of an operation that must not have an error."""
        assert self.errors == [], self.errors
        return self.partial

    @property
    def partial(self) -> Any:  # noqa: ANN401 - its shape is that of the operation
        """The data, whatever errors stand beside it."""
        assert self.response.status_code == httpx.codes.OK, self.response.text
        return self.response.json()["data"]

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The errors; none where all is well."""
        told: list[dict[str, Any]] = self.response.json().get("errors", [])
        return told

    @property
    def codes(self) -> dict[str, str]:
        """The code of each error by its place, such as `order.status`."""
        return {".".join(map(str, e.get("path", ()))): e["extensions"]["code"] for e in self.errors}

    @property
    def sources(self) -> dict[str, str]:
        """How fresh the part of each source is."""
        stamps = self.response.json().get("extensions", {}).get("freshness", [])
        return {stamp["source"]: stamp["state"] for stamp in stamps}


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with a token, at one gateway."""

    client: httpx.AsyncClient
    token: str

    async def ask(self, document: str, **variables: object) -> Answer:
        """Run one operation."""
        return await self.asked(document, variables)

    async def asked(
        self, document: str, variables: Mapping[str, object], headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Run one operation, with more headers than it needs."""
        sent = {"authorization": f"Bearer {self.token}", "accept": MEDIA_TYPE, **(headers or {})}
        body = {"query": document, "variables": dict(variables)}
        return Answer(await self.client.post("/graphql", json=body, headers=sent))

    async def orders(self, numbers: Iterable[str], fragments: str) -> list[tuple[str, Any, Answer]]:
        """Many orders, as many in one operation as its limits allow: number, order and the whole answer.

        fragments: `All` says what is asked of each order.
        """
        asked = list(numbers)
        found: list[tuple[str, Any, Answer]] = []
        for start in range(0, len(asked), _AT_ONCE):
            some = asked[start : start + _AT_ONCE]
            answer = await self.ask(_of_each(some) + fragments)
            found += ((number, answer.partial[f"o{index}"], answer) for index, number in enumerate(some))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One operation, and its answer while all was well. within: the seconds that it may take."""

    caller: Caller
    document: str
    variables: Mapping[str, object]
    within: float
    whole: Any = None

    async def ask(self) -> Answer:
        """Ask now."""
        began = time.monotonic()
        answer = await self.caller.asked(self.document, self.variables)
        assert time.monotonic() - began < self.within
        return answer

    async def answered(self) -> "Question":
        """The same question with its whole answer."""
        return replace(self, whole=(await self.ask()).data)


@asynccontextmanager
async def calling(served: Served | OnWorldTime, world: Simulated, name: str) -> AsyncIterator[Caller]:
    """A client of the simulated issuer, with a connection and a token of its own."""
    async with httpx.AsyncClient(base_url=served.url, timeout=20, trust_env=False) as client:
        yield Caller(client, await token(client, world.urls["issuer"], name))


_AT_ONCE = 12


def _of_each(numbers: Sequence[str]) -> str:
    fields = (f'o{index}: order(number: "{number}") {{ ...All }}' for index, number in enumerate(numbers))
    return f"{{ {' '.join(fields)} }}"
