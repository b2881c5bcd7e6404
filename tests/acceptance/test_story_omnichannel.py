"""Three channels sell one shelf, each with its allocation: the last unit goes once, and all see it at once.

Two replicas over one PostgreSQL and one Redis. The web shop holds and confirms the last unit that is free for
all; the marketplace keeps what was set aside for it, and the stores have nothing left.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from gateway.demo.instance_file import LINKS
from tests import services
from tests.acceptance.asking import calling
from tests.acceptance.conftest import SMALL
from tests.acceptance.served import Served, serving
from tests.acceptance.simulated import Simulated, simulated
from tests.acceptance.storefronts import CLIENTS, Shop, becomes, selling, stocked, watching
from tests.acceptance.test_partners import SECRETS, database

__all__ = ["database"]
pytestmark = [pytest.mark.slow, pytest.mark.service("postgres"), pytest.mark.service("redis")]

SKU = "AX-1001"
ON_THE_SHELF, SET_ASIDE = 10, 3
SOON = 5.0
"""Seconds in which all must see it, where other tests take the processors; alone it is under one."""
RULES: Mapping[str, object] = {
    "pools": {"atlantic": ["EAST"], "pacific": ["WEST"]},
    "channels": {name: {"pools": [{"pool": "atlantic"}]} for name in CLIENTS},
    "reserves": {"market-floor": {"pool": "atlantic", "units": SET_ASIDE, "channels": ["MARKET"]}},
    "shares": [{"channel": "STORES", "pool": "atlantic", "percent": 50}],
}


@dataclass(frozen=True, slots=True)
class Mall:
    """The same shops at each of two gateways, and the world that both look at."""

    world: Simulated
    served: Sequence[Served]
    shops: Sequence[Mapping[str, Shop]]

    def everywhere(self, channel: str) -> list[tuple[Served, Shop]]:
        """One channel, at each gateway."""
        return [(at, shops[channel]) for at, shops in zip(self.served, self.shops, strict=True)]


@pytest_asyncio.fixture(loop_scope="session")
async def mall(tmp_path: Path, database: str) -> AsyncIterator[Mall]:
    folders = [tmp_path / name for name in ("world", "one", "two")]
    for folder in folders:
        folder.mkdir()
    shared = SECRETS | {
        "ORDERGRAPH_DATABASE_URL": database,
        "ORDERGRAPH_REDIS": services.address("redis").removesuffix("/0") + "/9",
    }
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(simulated(folders[0], size=SMALL))
        text, links = selling(world.urls, RULES), folders[0] / LINKS
        made = (serving(folder, links, text, **shared) for folder in folders[1:])
        served = await asyncio.gather(*map(stack.enter_async_context, made))
        shops = [
            {
                channel: Shop(channel, await stack.enter_async_context(calling(each, world, name)))
                for channel, name in CLIENTS.items()
            }
            for each in served
        ]
        await stack.enter_async_context(world.telling(f"{served[0].url}/events"))
        yield Mall(world, served, shops)


async def test_the_last_unit_is_sold_once_and_everybody_sees_it(mall: Mall) -> None:
    one, two = mall.shops
    await stocked(mall.world, SKU, "EAST", ON_THE_SHELF)
    await becomes(two["WEB"], SKU, ON_THE_SHELF - SET_ASIDE)
    assert await one["STORES"].available(SKU) == ON_THE_SHELF // 2, "no more than its share"
    assert await one["MARKET"].available(SKU) == ON_THE_SHELF

    await one["WEB"].sell(SKU, ON_THE_SHELF - SET_ASIDE - 1, "SO-9000001")
    await asyncio.gather(*(becomes(shops["WEB"], SKU, 1) for shops in mall.shops))

    watched = [each for channel in CLIENTS for each in mall.everywhere(channel)]
    async with AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(watching(at, shop, SKU)) for at, shop in watched]
        left = [SET_ASIDE if shop.channel == "MARKET" else 0 for _, shop in watched]
        seen = [stream.until(end.__eq__) for stream, end in zip(streams, left, strict=True)]
        asked = [becomes(shop, SKU, end) for (_, shop), end in zip(watched, left, strict=True)]
        await one["WEB"].sell(SKU, 1, "SO-9000002")
        sold = time.monotonic()
        times = await asyncio.gather(*seen, *asked)
    assert max(times) - sold < SOON, [round(at - sold, 3) for at in times]

    for shops in mall.shops:
        for channel in ("WEB", "STORES"):
            (error,) = (await shops[channel].reserve(SKU, 1, f"{channel} too late")).errors
            assert error["extensions"]["code"] == "NOT_ENOUGH_STOCK"
    assert sum((await two["MARKET"].sell(SKU, SET_ASIDE, "SO-9000003")).values()) == SET_ASIDE
    await asyncio.gather(*(becomes(shops["MARKET"], SKU, 0) for shops in mall.shops))
