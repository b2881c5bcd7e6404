"""Two gateways and one Redis: a partner has one quota over both, and is served while Redis is away."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import NamedTuple

import aiohttp
import httpx
import pytest
import pytest_asyncio
import yaml

from gateway.demo.instance_file import instance_file
from gateway.demo.world import token
from gateway.quotas.state import CREDIT
from tests.acceptance.served import Served, serving
from tests.acceptance.simulated import Simulated, simulated
from tests.load.own_redis import OwnRedis, own_redis

POINTS = 1_500
WINDOW_SECONDS = 15
RATE = POINTS / WINDOW_SECONDS
CONCURRENCY = 12
CLIENTS = 20
SECONDS = 15.0
QUESTION = '{ order(number: "%s") { number } }'
"""Costs two points."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


class House(NamedTuple):
    """Two gateways that share what a Redis counts."""

    redis: OwnRedis
    gateways: list[Served]
    bearer: str
    number: str

    async def figures(self, pattern: str) -> float:
        """The sum of a metric over both gateways."""
        total = 0.0
        async with httpx.AsyncClient(trust_env=False) as client:
            for gateway in self.gateways:
                text = (await client.get(f"{gateway.url}/metrics")).text
                total += sum(float(value) for value in re.findall(rf"^{pattern} (\S+)$", text, re.MULTILINE))
        return total

    async def points(self) -> float:
        return await self.figures(r'ordergraph_partner_points_total\{partner="service-desk"\}')

    async def load(self, seconds: float) -> dict[int, int]:
        """Clients ask both gateways as fast as they are answered: how often with which status."""
        loop = asyncio.get_running_loop()
        until, statuses = loop.time() + seconds, dict.fromkeys((200, 429), 0)
        headers = {"authorization": f"Bearer {self.bearer}", "content-type": "application/json"}
        body = {"query": QUESTION % self.number}
        async with aiohttp.ClientSession(headers=headers) as session:

            async def client(url: str) -> None:
                while loop.time() < until:
                    async with session.post(f"{url}/graphql", json=body) as response:
                        await response.read()
                        statuses[response.status] += 1
                        if response.status == httpx.codes.TOO_MANY_REQUESTS:
                            await asyncio.sleep(0.1)

            urls = [self.gateways[seat % 2].url for seat in range(CLIENTS)]
            await asyncio.gather(*map(client, urls))
        return statuses


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        world: Simulated = await stack.enter_async_context(simulated(tmp_path_factory.mktemp("world")))
        redis = await stack.enter_async_context(own_redis(tmp_path_factory.mktemp("redis")))
        links = tmp_path_factory.mktemp("links") / "links.csv"
        links.write_text(await world.links(), encoding="utf-8")
        document = yaml.safe_load(instance_file(world.urls))
        quota = {"points": POINTS, "window": f"PT{WINDOW_SECONDS}S", "concurrency": CONCURRENCY}
        document["identity"]["principals"]["service-desk"]["quota"] = quota
        text = yaml.safe_dump(document, sort_keys=False)
        gateways = [
            await stack.enter_async_context(
                serving(tmp_path_factory.mktemp(name), links, text, ORDERGRAPH_REDIS=redis.url)
            )
            for name in ("left", "right")
        ]
        async with httpx.AsyncClient(trust_env=False) as client:
            bearer = await token(client, world.urls["issuer"], "service-desk")
        yield House(redis, gateways, bearer, str((await world.stories())["newest"]))


async def test_both_together_spend_one_quota_and_hardly_ever_ask_for_it(house: House) -> None:
    loop = asyncio.get_running_loop()
    began, before = loop.time(), await house.points()
    statuses = await house.load(SECONDS)
    spent, took = await house.points() - before, loop.time() - began
    asks = await house.figures(r'ordergraph_quota_asks_total\{outcome="\w+"\}')
    print(f"{statuses}, {spent:g} points in {took:.1f} s, {asks:g} asks")  # noqa: T201 - the figure is wanted
    assert spent <= POINTS + RATE * took + CREDIT * len(house.gateways)
    assert spent >= 0.9 * (POINTS + RATE * SECONDS)
    assert statuses[429] > 0
    assert asks < (statuses[200] + statuses[429]) / 3


async def test_without_redis_nobody_is_refused_and_it_is_said_once_until_it_is_back(house: House) -> None:
    await house.load(1.0)
    await house.redis.kill()
    await house.load(3.0)
    statuses = await house.load(3.0)
    assert statuses[200] > 3 * RATE
    refused = await house.figures(r'ordergraph_operations_refused_total\{limit="points".*\}')
    assert await house.figures("ordergraph_quotas_uncounted") == len(house.gateways)
    await house.redis.start()
    await house.load(5.0)
    assert await house.figures("ordergraph_quotas_uncounted") == 0
    await house.load(SECONDS)
    assert await house.figures(r'ordergraph_operations_refused_total\{limit="points".*\}') > refused
    for gateway in house.gateways:
        said = [str(event["event"]) for event in gateway.said() if "quotas" in str(event.get("event"))]
        assert said == [
            "the store of quotas does not answer: no partner's points are counted until it does",
            "the store of quotas answers again: points are counted",
        ]
