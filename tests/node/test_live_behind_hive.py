"""A subscription through Hive's gateway: the client has of the router what we tell, and goes on by cursor."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio

from tests.node.live import Told, told
from tests.node.routers import hive, reviews

EVENTS = """subscription ($after: String) {
  events(after: $after) { kind cursor event { id type subject } }
}"""
ORDERS = """subscription ($numbers: [String!]) {
  orderChanged(numbers: $numbers) { kind order { number status tickets { id } customer { tier } } }
}"""
SINCE = "query ($after: String) { events(after: $after, first: 100) { edges { node { id } } } }"
HOUR, MOST, PATIENCE = 3_600, 5, 60.0


@dataclass(frozen=True, slots=True)
class House:
    """Hive's gateway before ours, of a world that can be moved on."""

    world: Told
    router: str

    def asking(self) -> httpx.AsyncClient:
        shown = {"authorization": f"Bearer {self.world.place['token']}"}
        return httpx.AsyncClient(headers=shown, timeout=PATIENCE, trust_env=False)

    async def move(self) -> None:
        """An hour goes by in the world."""
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
            url = f"{self.world.place['control']}/_sim/clock/advance"
            (await client.post(url, json={"seconds": HOUR})).raise_for_status()

    async def told(self, document: str, **variables: object) -> AsyncGenerator[Any, None]:
        """The data of each result, as server-sent events bring it."""
        body = {"query": document, "variables": variables}
        async with (
            self.asking() as client,
            client.stream(
                "POST", f"{self.router}/graphql", json=body, headers={"accept": "text/event-stream"}
            ) as answer,
        ):
            assert answer.status_code == httpx.codes.OK
            async for line in answer.aiter_lines():
                if line.startswith("data:") and (text := line.removeprefix("data:").strip()):
                    result = json.loads(text)
                    assert "errors" not in result, result
                    yield result["data"]

    async def since(self, cursor: str) -> list[str]:
        """The ids of what our log has behind a cursor, asked of us."""
        async with self.asking() as client:
            body = {"query": SINCE, "variables": {"after": cursor}}
            answer = (await client.post(self.world.place["url"], json=body)).json()
        return [edge["node"]["id"] for edge in answer["data"]["events"]["edges"]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(folder: Path) -> AsyncIterator[House]:
    below = folder / "behind-hive"
    below.mkdir()
    async with (
        told(below) as world,
        reviews(below) as theirs,
        hive(below, world.place["url"].removesuffix("/graphql"), theirs) as router,
    ):
        yield House(world, router)


async def test_events_come_through_in_order_and_go_on_by_cursor(house: House) -> None:
    items = []
    async with asyncio.timeout(PATIENCE), aclosing(house.told(EVENTS)) as stream:
        async for data in stream:
            items.append(data["events"])
            if len(items) == 1:
                await house.move()
            if len(items) > MOST:
                break
    first, *live = items
    assert first["kind"] == "HEARTBEAT"
    ids = [item["event"]["id"] for item in live if item["event"]]
    assert ids == (await house.since(first["cursor"]))[: len(ids)]
    async with asyncio.timeout(PATIENCE), aclosing(house.told(EVENTS, after=live[0]["cursor"])) as stream:
        async for data in stream:
            assert data["events"]["event"]["id"] == ids[1]
            break


async def test_what_another_subgraph_adds_comes_with_each_item(house: House) -> None:
    async with asyncio.timeout(PATIENCE), aclosing(house.told(ORDERS, numbers=["SO-0000149"])) as stream:
        async for data in stream:
            order = data["orderChanged"]["order"]
            assert order["status"]
            assert order["tickets"] == [{"id": "T-SO-0000149"}]
            break
