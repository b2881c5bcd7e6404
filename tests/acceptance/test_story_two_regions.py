"""Two regional warehouses on different systems, and one of them is down.

What lies there is known as it was: half of it is promised, and said to be stale. What the other has is
promised whole, and both are sold for what they are good for and no more, until the system is back.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count

import pytest
import pytest_asyncio
import yaml

from gateway.demo.instance_file import LINKS
from tests.acceptance.asking import calling
from tests.acceptance.conftest import SMALL
from tests.acceptance.remembered import remembering
from tests.acceptance.served import serving
from tests.acceptance.simulated import Simulated, simulated
from tests.acceptance.storefronts import CLIENTS, PATIENCE, Shop, becomes, selling, stocked

pytestmark = pytest.mark.slow

SKU = "AX-1001"
EAST, WEST = 6, 10
HALF = WEST // 2
SILENT = {"after": "PT3S", "percent": 50}
RULES = {
    "pools": {"atlantic": ["EAST"], "pacific": ["WEST"]},
    "channels": {name: {"pools": [{"pool": "atlantic"}, {"pool": "pacific"}]} for name in CLIENTS},
    "stale": [SILENT],
}


@dataclass(frozen=True, slots=True)
class Regions:
    """A shop that sells from both, and the world."""

    world: Simulated
    web: Shop
    market: Shop


@pytest_asyncio.fixture(loop_scope="session")
async def regions(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Regions]:
    folder, below = tmp_path_factory.mktemp("world"), tmp_path_factory.mktemp("gateway")
    async with simulated(folder, size=SMALL) as world:
        document = yaml.safe_load(selling(world.urls, RULES, kept=()))
        document["reservations"] = {"stock_age": "PT1S"}
        text = remembering(yaml.safe_dump(document, sort_keys=False), {"keep": 3_600})
        async with (
            serving(below, folder / LINKS, text) as served,
            calling(served, world, CLIENTS["WEB"]) as web,
            calling(served, world, CLIENTS["MARKET"]) as market,
        ):
            await stocked(world, SKU, "EAST", EAST)
            await stocked(world, SKU, "WEST", WEST)
            yield Regions(world, Shop("WEB", web), Shop("MARKET", market))


async def test_what_is_not_heard_of_is_sold_by_half_and_the_other_region_is_untouched(
    regions: Regions,
) -> None:
    web, market = regions.web, regions.market
    await becomes(web, SKU, EAST + WEST)
    assert not (await web.shown(SKU))["isStale"]

    async with regions.world.off("wms_west"):
        await becomes(web, SKU, EAST + HALF)
        shown = await web.shown(SKU)
        assert (shown["isStale"], shown["discounted"]["amount"]) == (True, str(HALF))
        assert {
            one["location"]: (one["available"]["amount"], one["isStale"]) for one in shown["locations"]
        } == {
            "EAST": (str(EAST), False),
            "WEST": (str(HALF), True),
        }
        (error,) = (await web.reserve(SKU, EAST + HALF + 1, "too much")).errors
        assert error["extensions"]["code"] == "NOT_ENOUGH_STOCK"
        assert await web.sell(SKU, EAST - 1, "SO-9000001") == {"EAST": EAST - 1}, "the preferred region"
        assert await market.sell(SKU, HALF + 1, "SO-9000002") == {"EAST": 1, "WEST": HALF}
        await becomes(web, SKU, 0)
        for shop in (web, market):
            (error,) = (await shop.reserve(SKU, 1, f"{shop.channel} too late")).errors
            assert error["extensions"]["code"] == "NOT_ENOUGH_STOCK"

    await becomes(web, SKU, WEST - HALF)
    assert not (await web.shown(SKU))["isStale"]
    await sold_soon(web, WEST - HALF)
    await becomes(market, SKU, 0)


async def sold_soon(shop: Shop, quantity: int) -> None:
    """What may be held follows what may be promised within the age of counts."""
    async with asyncio.timeout(PATIENCE):
        for turn in count():
            answer = await shop.reserve(SKU, quantity, f"again {turn}")
            if not answer.errors:
                (allotment,) = answer.data["reserve"]["reservation"]["allotments"]
                assert allotment == {"location": "WEST", "quantity": {"amount": str(quantity)}}
                return
