"""Goods leave one warehouse for the other: neither lost nor twice, and promised for when they arrive."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
import yaml

from domain.events.payloads import StockNews
from domain.events.record import Event
from domain.log.records import Mapped
from domain.quantities import quantity
from gateway.demo.instance_file import LINKS
from gateway.store.database import open_database
from gateway.store.log.sql_event_log import SqlEventLog
from tests.acceptance.asking import Caller, calling
from tests.acceptance.conftest import SMALL
from tests.acceptance.served import Served, declared, serving
from tests.acceptance.simulated import simulated
from tests.acceptance.waiting import moment

pytestmark = pytest.mark.slow

ASK = """
query ($skus: [String!]!, $all: Decimal!) {
  availability(skus: $skus) {
    available { amount } locations { location available { amount } } earliest(quantity: $all)
    segments { at kind supply location quantity { amount } }
  }
  stockPositions(skus: $skus) { location sellable { amount } inTransit { amount } }
}
"""
MOVED = 5
TAKES, LEAD = timedelta(days=2), timedelta(hours=1)
PATIENCE = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Houses:
    """A gateway that keeps the positions of both warehouses, and an item of which EAST has some to give."""

    served: Served
    desk: Caller
    sku: str

    async def tell(self, kind: str, source: str, at: str, counterpart: str, moment: datetime) -> None:
        """As the source's own push would end in the log."""
        news = Event(
            type=f"stock.{kind}",
            source=source,
            subject=f"sku:{self.sku}@{at}",
            occurred_at=moment,
            recorded_at=moment,
            source_event_id=f"{kind}-1",
            data=StockNews(quantity=quantity(MOVED), counterpart=counterpart, reference="TR-1"),
        )
        engine = open_database(self.served.database)
        await SqlEventLog(engine).append([Mapped(events=(news,))])
        await engine.dispose()

    async def ask(self, wanted: int = 1) -> "Seen":
        told = (await self.desk.ask(ASK, skus=[self.sku], all=wanted)).data
        return Seen(told["availability"][0], {one["location"]: one for one in told["stockPositions"]})

    async def until_in_transit(self, wanted: int) -> "Seen":
        async with asyncio.timeout(PATIENCE):
            while (seen := await self.ask()).in_transit != wanted:
                await moment()
        return seen


@dataclass(frozen=True, slots=True)
class Seen:
    """What the graph tells of the item."""

    availability: dict[str, Any]
    positions: dict[str, dict[str, Any]]

    @property
    def available(self) -> int:
        return int(self.availability["available"]["amount"])

    @property
    def in_transit(self) -> int:
        return sum(int(one["inTransit"]["amount"]) for one in self.positions.values() if one["inTransit"])

    @property
    def units(self) -> int:
        """In both houses and between them."""
        return self.in_transit + sum(int(one["sellable"]["amount"]) for one in self.positions.values())

    @property
    def moving(self) -> list[dict[str, Any]]:
        return [one for one in self.availability["segments"] if one["kind"] == "TRANSFER"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def houses(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Houses]:
    folder = tmp_path_factory.mktemp("between")
    async with simulated(folder, size=SMALL) as world:
        document = yaml.safe_load(declared(world.urls))
        document["positions"] = {name: {"stale_after": "PT24H"} for name in ("wms_east", "wms_west")}
        document["selling"] = {
            "supply": [{"kinds": ["TRANSFER"], "lead": "PT1H"}],
            "lanes": [{"origins": ["EAST"], "at": ["WEST"], "takes": "P2D"}],
        }
        text = yaml.safe_dump(document, sort_keys=False)
        newest = int((await world.stories())["newest"].removeprefix("SO-"))
        orders = await world.truths(f"SO-{newest - back:07d}" for back in range(30))
        skus = {line["sku"] for order in orders.values() for line in order["lines"]}
        stock = {sku: await world.stock(sku) for sku in sorted(skus)}
        sku = next(
            s for s, at in stock.items() if {"EAST", "WEST"} <= at.keys() and _free(at["EAST"]) > MOVED
        )
        below = tmp_path_factory.mktemp("moving")
        async with (
            serving(below, folder / LINKS, text) as served,
            calling(served, world, "service-desk") as desk,
        ):
            yield Houses(served=served, desk=desk, sku=sku)


def _free(figures: dict[str, Any]) -> int:
    return int(figures["sellable"]) - int(figures["allocated"])


async def test_a_transfer_is_promised_for_its_arrival_and_then_lies_there(houses: Houses) -> None:
    before = await houses.ask()
    assert before.moving == []
    left_at = datetime.now(UTC)
    await houses.tell("transfer_shipped", "wms_east", "EAST", "WEST", left_at)
    moving = await houses.until_in_transit(MOVED)
    assert moving.units == before.units
    assert moving.available == before.available - MOVED
    (segment,) = moving.moving
    assert (segment["supply"], segment["location"]) == ("TR-1", "WEST")
    assert int(segment["quantity"]["amount"]) == MOVED
    due = left_at + TAKES + LEAD
    assert datetime.fromisoformat(segment["at"]) == due
    later = await houses.ask(before.available)
    assert datetime.fromisoformat(later.availability["earliest"]) == due
    await houses.tell("transfer_received", "wms_west", "WEST", "EAST", datetime.now(UTC))
    there = await houses.until_in_transit(0)
    assert there.units == before.units
    assert (there.available, there.moving) == (before.available, [])
    gained = int(there.positions["WEST"]["sellable"]["amount"])
    assert gained == int(before.positions["WEST"]["sellable"]["amount"]) + MOVED
