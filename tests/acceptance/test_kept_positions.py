"""Positions that the gateway keeps itself: no warehouse is asked, and what it tells or counts is seen."""

import asyncio
import csv
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
import yaml

from gateway.demo.instance_file import LINKS
from tests.acceptance.asking import Caller, calling
from tests.acceptance.conftest import SMALL
from tests.acceptance.served import Served, declared, environment_of, serving
from tests.acceptance.simulated import Simulated, simulated
from tests.acceptance.waiting import moment

pytestmark = pytest.mark.slow

STOCK = "query ($skus: [String!]!) { stockPositions(skus: $skus) { sku location sellable { amount } } }"
WAREHOUSES = {"wms_east", "wms_west"}
PATIENCE = 30.0
MOST = 20
Sellable = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A gateway that keeps the positions of both warehouses, which tell it their news."""

    served: Served
    world: Simulated
    desk: Caller
    links: Path
    skus: list[str]

    async def sellable(self) -> Sellable:
        told = (await self.desk.ask(STOCK, skus=self.skus)).data["stockPositions"]
        return {(each["sku"], each["location"]): int(each["sellable"]["amount"]) for each in told}

    async def truth(self) -> Sellable:
        told = await asyncio.gather(*map(self.world.stock, self.skus))
        sites = zip(self.skus, told, strict=True)
        return {(sku, site): int(each["sellable"]) for sku, at in sites for site, each in at.items()}

    async def until(self, wanted: Sellable) -> None:
        async with asyncio.timeout(PATIENCE):
            while await self.sellable() != wanted:
                await moment()

    async def asked(self) -> set[str]:
        """The warehouses that were called since the calls were forgotten."""
        return WAREHOUSES & set(await self.world.calls())

    def their_name(self, kind: str, ours: str) -> str:
        with self.links.open(encoding="utf-8", newline="") as rows:
            told = [each for each in csv.DictReader(rows) if each["ours"] == ours and each["kind"] == kind]
        return next(each["value"] for each in told if each["instance"] == "wms_east")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("stocked")
    async with simulated(folder, size=SMALL) as world:
        document = yaml.safe_load(declared(world.urls))
        document["positions"] = {name: {"stale_after": "PT24H"} for name in sorted(WAREHOUSES)}
        text = yaml.safe_dump(document, sort_keys=False)
        below = tmp_path_factory.mktemp("keeping")
        newest = int((await world.stories())["newest"].removeprefix("SO-"))
        orders = await world.truths(f"SO-{newest - back:07d}" for back in range(30))
        skus = dict.fromkeys(line["sku"] for order in orders.values() for line in order["lines"])
        async with (
            serving(below, folder / LINKS, text) as served,
            calling(served, world, "service-desk") as desk,
            world.telling(f"{served.url}/events"),
        ):
            yield House(served=served, world=world, desk=desk, links=folder / LINKS, skus=list(skus)[:MOST])


async def test_what_was_read_once_is_not_asked_for_again(house: House) -> None:
    truth = await house.truth()
    assert await house.sellable() == truth
    await house.world.forget_calls()
    assert await house.sellable() == truth
    assert await house.asked() == set()


async def test_what_a_warehouse_tells_is_read_once(house: House) -> None:
    before = await house.sellable()
    sku = house.skus[0]
    await house.world.forget_calls()
    await house.world.count_again(sku, "EAST", sellable=7)
    changed = before | {(sku, "EAST"): before[sku, "EAST"] + 7}
    await house.until(changed)
    await house.world.forget_calls()
    assert await house.sellable() == changed
    assert await house.asked() == set()


async def test_a_snapshot_is_read_while_the_gateway_serves(house: House, tmp_path: Path) -> None:
    before = await house.sellable()
    place = house.their_name("location", "EAST")
    file = tmp_path / "east.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["sku", "location", "sellable"])
        rows.writerows([house.their_name("item", sku), place, 1_000 + n] for n, sku in enumerate(house.skus))
    await house.world.forget_calls()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "gateway.cli", "positions", "import", str(file), "--source", "wms_east"),
        env={**os.environ, **environment_of(house.served.folder)},
    )
    assert await process.wait() == 0
    new = {(sku, "EAST"): 1_000 + n for n, sku in enumerate(house.skus)}
    await house.until(before | new)
    assert await house.asked() == set()
