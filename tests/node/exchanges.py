"""A scenario at a router: what was answered, and what it cost the systems behind our graph."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx

from gateway.demo.world import token
from tests.acceptance.asking import MEDIA_TYPE, Answer
from tests.acceptance.simulated import Simulated
from tests.node.scenarios import Scenario

_PATIENCE = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """calls: how often each operation of each system was called, by system."""

    scenario: Scenario
    answer: Answer
    calls: Mapping[str, Mapping[str, int]]

    @property
    def body(self) -> Any:  # noqa: ANN401 - its shape is that of the operation
        """The whole response."""
        return self.answer.response.json()

    def told(self) -> Iterator[str]:
        """Its part of a report. Nothing in it changes from run to run."""
        yield f"## {self.scenario.title}"
        yield from self.scenario.document.strip().splitlines()
        yield f"as {self.scenario.client or 'nobody'}"
        yield f"status {self.answer.response.status_code}"
        codes = self.answer.codes
        yield from (f"error {code} at {place or 'no path'}" for place, code in sorted(codes.items()))
        if not self.scenario.learns:
            yield f"systems asked behind us: {', '.join(sorted(self.calls)) or 'none'}"


async def exchange(
    url: str, world: Simulated, scenario: Scenario, headers: Mapping[str, str] | None = None
) -> Exchange:
    """Ask a router, and count what it costs."""
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=url, timeout=_PATIENCE, trust_env=False)
        )
        sent = {"accept": MEDIA_TYPE, **(headers or {})}
        if scenario.client:
            sent["authorization"] = f"Bearer {await token(client, world.urls['issuer'], scenario.client)}"
        if scenario.hanging:
            await stack.enter_async_context(world.fault(scenario.hanging, "hang"))
        await world.forget_calls()
        body = {"query": scenario.document, "variables": dict(scenario.variables)}
        response = await client.post("/graphql", json=body, headers=sent)
        return Exchange(scenario=scenario, answer=Answer(response), calls=await world.calls())


def report(title: str, exchanges: Sequence[Exchange]) -> str:
    """All of them as text."""
    parts = ("\n".join(each.told()) for each in exchanges)
    return "\n\n".join((title, *parts)) + "\n"
