"""The ERP says 500, and the warehouse has found damage and picked short: the shop follows the warehouse."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio

from gateway.demo.instance_file import LINKS
from tests.acceptance.asking import calling
from tests.acceptance.conftest import SMALL
from tests.acceptance.served import Served, serving
from tests.acceptance.simulated import Simulated, simulated
from tests.acceptance.storefronts import Shop, Watcher, becomes, selling, stocked, watching

pytestmark = pytest.mark.slow

ON_HAND_BY_ERP = 500
FREE, WAVE, SHORT, BROKEN = 180, 20, 8, 30
SOON = 5.0
"""Seconds in which the shop must know, where other tests take the processors; alone it is under one."""


@dataclass(frozen=True, slots=True)
class Lagging:
    """An item of which the ERP counts what is long gone, a shop that sells it, and the world."""

    sku: str
    world: Simulated
    served: Served
    web: Shop

    async def happens(self, watcher: Watcher, left: int, **changes: int) -> None:
        """The warehouse books this: the shop may promise so much from then on, asked and told."""
        await self.world.count_again(self.sku, "EAST", **changes)
        booked = time.monotonic()
        seen = await asyncio.gather(becomes(self.web, self.sku, left), watcher.until(left.__eq__))
        assert max(seen) - booked < SOON, [round(at - booked, 3) for at in seen]

    async def by_erp(self) -> int:
        """What the ERP says of it."""
        async with httpx.AsyncClient(base_url=self.world.urls["erp"], trust_env=False) as erp:
            told = await erp.get(
                "/api/v2/stock", params={"skus": self.sku}, headers={"X-API-Key": "erp-demo-key"}
            )
        return max(int(each["on_hand"]) for each in told.raise_for_status().json()["data"])


@pytest_asyncio.fixture(loop_scope="session")
async def lagging(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lagging]:
    folder, below = tmp_path_factory.mktemp("world"), tmp_path_factory.mktemp("gateway")
    async with simulated(folder, size=SMALL) as world:
        text = selling(world.urls, {"channels": {"WEB": {}, "MARKET": {}, "STORES": {}}})
        lag = (await world.stories())["erp_lags"][0]
        assert lag["site"] == "EAST"
        async with (
            serving(below, folder / LINKS, text) as served,
            calling(served, world, "storefront") as caller,
            world.telling(f"{served.url}/events"),
        ):
            yield Lagging(lag["sku"], world, served, Shop("WEB", caller))


async def test_the_shop_follows_the_warehouse_and_not_the_erp(lagging: Lagging) -> None:
    at_west = int((await lagging.world.stock(lagging.sku))["WEST"]["sellable"])
    await lagging.world.count_again(lagging.sku, "WEST", sellable=-at_west)
    await stocked(lagging.world, lagging.sku, "EAST", FREE)
    await becomes(lagging.web, lagging.sku, FREE)
    async with watching(lagging.served, lagging.web, lagging.sku) as watcher:
        await lagging.happens(watcher, FREE - WAVE, allocated=WAVE)
        await lagging.happens(watcher, FREE - WAVE - BROKEN, sellable=-BROKEN, damaged=BROKEN)
        picked = WAVE - SHORT
        await lagging.world.count_again(
            lagging.sku, "EAST", sellable=-picked, picked=picked, allocated=-picked
        )
        assert await lagging.web.available(lagging.sku) == FREE - WAVE - BROKEN, "what is picked was promised"
        # What the wave did not find is gone from the shelf, with three more that nobody had promised.
        await lagging.happens(
            watcher, FREE - WAVE - BROKEN - 3, sellable=-SHORT - 3, damaged=SHORT + 3, allocated=-SHORT
        )
    assert await lagging.by_erp() == ON_HAND_BY_ERP
