"""For how long those who ask with GET may keep an answer."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from gateway.edge.media_types import GRAPHQL
from gateway.edge.over_http.keeping import keeping
from gateway.execution.freshness import Reuse
from tests.gateway.edge.serving import Served

ITEM = '{ item(sku: "AX-1") { name } }'


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with Served().client() as client:
        yield client


async def get(client: httpx.AsyncClient, query: str) -> httpx.Response:
    return await client.get("/graphql", params={"query": query}, headers={"accept": GRAPHQL})


def test_the_age_is_rounded_up_and_the_lifetime_down() -> None:
    assert keeping(Reuse(timedelta(seconds=2.1), timedelta(seconds=9.9))) == {
        "vary": "Accept, Authorization, GraphQL-Cost",
        "cache-control": "private, max-age=9",
        "age": "3",
    }


@pytest.mark.parametrize("query", [ITEM, "{ hello }", "{ dead }", "{ hello dead }"])
async def test_what_is_not_known_to_be_fresh_is_not_kept(client: httpx.AsyncClient, query: str) -> None:
    response = await get(client, query)
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["vary"] == "Accept, Authorization, GraphQL-Cost"
    assert "age" not in response.headers
