"""A 3PL tells its bookings one by one, and half of them late: in one batch, the last first, and twice.

Positions begin with its snapshot and are never read from it again. While the batch is on its way they are
what the live bookings make of them, and when it is in they are what is true, to the unit.
"""

import asyncio
import csv
import os
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio
import yaml

from gateway.demo.instance_file import LINKS
from gateway.store.database import open_database
from gateway.store.log.sql_inbox import SqlInbox
from tests.acceptance.asking import Caller, calling
from tests.acceptance.conftest import SMALL
from tests.acceptance.served import Served, declared, environment_of, serving
from tests.acceptance.simulated import Simulated, simulated
from tests.acceptance.waiting import moment

pytestmark = pytest.mark.slow

STATES = ("sellable", "picked", "damaged", "quarantined", "allocated")
STOCK = """
query ($skus: [String!]!) {
  stockPositions(skus: $skus) {
    sku location sellable { ...Much } picked { ...Much } damaged { ...Much } quarantined { ...Much }
    allocated { ...Much }
  }
  availability(skus: $skus) { sku locations { location available { amount } } }
}
fragment Much on Quantity { amount }
"""
INVENTORY = "POST /v1/inventory/query"
MOST = 20
PATIENCE = 60.0
Figures = dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse:
    """The eastern warehouse as a 3PL, and a gateway that keeps its positions."""

    served: Served
    world: Simulated
    desk: Caller
    inbox: SqlInbox
    links: Path
    skus: list[str]

    async def truth(self) -> Figures:
        """By item, in the order of the states."""
        told = await asyncio.gather(*map(self.world.stock, self.skus))
        return {
            sku: tuple(int(sites["EAST"][state]) for state in STATES)
            for sku, sites in zip(self.skus, told, strict=True)
        }

    async def known(self) -> Figures:
        """The same as the gateway tells it."""
        told = (await self.desk.ask(STOCK, skus=self.skus)).data["stockPositions"]
        return {
            each["sku"]: tuple(int(each[state]["amount"]) for state in STATES)
            for each in told
            if each["location"] == "EAST"
        }

    async def promised(self) -> Mapping[str, int]:
        """What may be sold from there."""
        told = (await self.desk.ask(STOCK, skus=self.skus)).data["availability"]
        return {
            each["sku"]: int(Decimal(at["available"]["amount"]))
            for each in told
            for at in each["locations"]
            if at["location"] == "EAST"
        }

    async def until_true(self) -> Figures:
        """What is known, once it is what is true."""
        truth = await self.truth()
        async with asyncio.timeout(PATIENCE):
            while (known := await self.known()) != truth:
                await moment()
        return known

    async def settled(self) -> None:
        """Until what was delivered is in the log."""
        async with asyncio.timeout(PATIENCE):
            await self.world.delivered()
            while await self.inbox.waiting():
                await moment()

    async def imported(self, file: Path) -> None:
        """Let the gateway begin with a snapshot of what is true now."""
        names = list(csv.DictReader(self.links.read_text(encoding="utf-8").splitlines()))
        theirs = {
            (each["kind"], each["ours"]): each["value"] for each in names if each["instance"] == "wms_east"
        }
        with file.open("w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["sku", "location", *STATES])
            for sku, figures in (await self.truth()).items():
                rows.writerow([theirs["item", sku], theirs["location", "EAST"], *figures])
        words = ("positions", "import", str(file), "--source", "wms_east", "--as-of", await self.world.now())
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "gateway.cli", *words),
            env={**os.environ, **environment_of(self.served.folder)},
        )
        assert await process.wait() == 0


@pytest_asyncio.fixture(loop_scope="session")
async def warehouse(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Warehouse]:
    folder, below = tmp_path_factory.mktemp("world"), tmp_path_factory.mktemp("gateway")
    async with simulated(folder, size=SMALL) as world:
        document = yaml.safe_load(declared(world.urls))
        document["positions"] = {"wms_east": {"stale_after": "PT24H"}}
        newest = int((await world.stories())["newest"].removeprefix("SO-"))
        orders = await world.truths(f"SO-{newest - back:07d}" for back in range(60))
        lines = [line for order in orders.values() for line in order["lines"]]
        kits = set((await world.stories())["kits"])
        skus = [sku for sku in dict.fromkeys(line["sku"] for line in lines) if sku not in kits][:MOST]
        async with (
            serving(below, folder / LINKS, yaml.safe_dump(document, sort_keys=False)) as served,
            calling(served, world, "service-desk") as desk,
            world.telling(f"{served.url}/events"),
        ):
            engine = open_database(served.database)
            inbox = SqlInbox(engine)
            yield Warehouse(
                served=served, world=world, desk=desk, inbox=inbox, links=folder / LINKS, skus=skus
            )
            await engine.dispose()


async def test_a_batch_that_is_late_out_of_order_and_twice_adds_up(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    world, (first, second) = warehouse.world, warehouse.skus[:2]
    await warehouse.imported(tmp_path / "snapshot.csv")
    begin = await warehouse.until_true()
    await world.forget_calls()

    await world.tell_movements(hold=2)
    for found in (9, -4, 7):
        await world.advance(0.5)
        await world.count_again(first, "EAST", sellable=found)
        await world.count_again(second, "EAST", sellable=-3, damaged=3)
    await warehouse.settled()
    truth, known = await warehouse.truth(), await warehouse.known()
    assert known not in (begin, truth), "live bookings are in, the others are not"

    await world.count_again(first, "EAST", sellable=20)
    assert await world.tell_movements() == 2
    await world.count_again(first, "EAST", sellable=-1)
    await warehouse.until_true()
    await warehouse.settled()
    known = await warehouse.until_true()
    assert await warehouse.promised() == {sku: max(each[0] - each[-1], 0) for sku, each in known.items()}
    assert INVENTORY not in (await world.calls()).get("wms_east", {}), "nothing was read again"
