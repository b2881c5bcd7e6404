"""A warehouse says how far it has told all: what did not move is fresh, and stale once it falls silent."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import yaml

from gateway.demo.instance_file import LINKS
from tests.acceptance.asking import Caller, calling
from tests.acceptance.conftest import SMALL
from tests.acceptance.served import declared, serving
from tests.acceptance.simulated import Simulated, simulated
from tests.acceptance.waiting import moment

pytestmark = pytest.mark.slow

STATES = '{ stockPositions(skus: ["AX-1001", "AX-1002"]) { freshness { source state } } }'
PATIENCE = 30.0


class House:
    """A gateway that keeps the positions of both warehouses; it is patient with one of them."""

    def __init__(self, world: Simulated, desk: Caller) -> None:
        self.world = world
        self._desk = desk

    async def states(self, warehouse: str) -> set[str]:
        """What is said of how fresh its positions are."""
        positions = (await self._desk.ask(STATES)).data["stockPositions"]
        stamps = (stamp for position in positions for stamp in position["freshness"])
        return {stamp["state"] for stamp in stamps if stamp["source"] == warehouse}

    async def until_all_are(self, state: str, warehouse: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while await self.states(warehouse) != {state}:
                await moment()


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    folder, below = tmp_path_factory.mktemp("world"), tmp_path_factory.mktemp("gateway")
    async with simulated(folder, size=SMALL, ticking=True) as world:
        document = yaml.safe_load(declared(world.urls))
        document["positions"] = {"wms_east": {"stale_after": "PT3S"}, "wms_west": {"stale_after": "PT24H"}}
        async with (
            serving(below, folder / LINKS, yaml.safe_dump(document, sort_keys=False)) as served,
            calling(served, world, "service-desk") as desk,
            world.telling(f"{served.url}/events"),
        ):
            yield House(world, desk)


async def test_what_did_not_move_is_as_fresh_as_its_feed(house: House) -> None:
    assert await house.states("wms_east") == await house.states("wms_west") == {"FRESH"}
    await house.world.forget_calls()
    await house.until_all_are("STALE", "wms_east")
    await house.world.beat(every=1)
    await house.until_all_are("FRESH", "wms_east")
    await house.world.beat(every=0)
    await house.until_all_are("STALE", "wms_east")
    assert await house.states("wms_west") == {"FRESH"}
    assert not {"wms_east", "wms_west"} & set(await house.world.calls())
