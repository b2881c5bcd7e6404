"""Can I sell this? What the graph counts is what lies on the shelves, in pieces, less what is promised."""

import asyncio
import re
from base64 import b64encode
from decimal import Decimal
from typing import Any

import httpx
import pytest_asyncio

from tests.acceptance.asking import Caller
from tests.acceptance.simulated import Simulated

BUILDING = ("sellable", "picked", "damaged", "quarantined")
STATES = (*BUILDING, "allocated", "incoming")
STOCK = """
query ($skus: [String!]!) {
  stockPositions(skus: $skus) {
    sku location unit onHand { ...Much } sellable { ...Much } picked { ...Much } damaged { ...Much }
    quarantined { ...Much } allocated { ...Much } incoming { ...Much }
  }
  availability(skus: $skus) {
    sku available { amount unit } locations { location available { amount unit } }
  }
}
fragment Much on Quantity { amount unit }
"""
IN_CASES = re.compile(r'<w:Stock item="(\d+)" facility="W2" uom="CS">')
ASK_WEST = (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:w="urn:w2:wms:1">'
    "<soapenv:Body><w:GetStock><w:Facility>W2</w:Facility><w:Items>{}</w:Items></w:GetStock></soapenv:Body>"
    "</soapenv:Envelope>"
)
MOST = 80
Figures = dict[tuple[str, str], dict[str, Decimal]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def skus(world: Simulated) -> list[str]:
    """Items that are wanted now, so that some of them are promised."""
    newest = int((await world.stories())["newest"].removeprefix("SO-"))
    orders = await world.truths(f"SO-{newest - back:07d}" for back in range(60))
    return list(dict.fromkeys(line["sku"] for order in orders.values() for line in order["lines"]))[:MOST]


async def truth_of(world: Simulated, skus: list[str]) -> Figures:
    """What is true of each item at each site."""
    told = zip(skus, await asyncio.gather(*map(world.stock, skus)), strict=True)
    return {
        (sku, site): {state: Decimal(figures[state]) for state in STATES}
        for sku, sites in told
        for site, figures in sites.items()
    }


async def positions_of(caller: Caller, skus: list[str]) -> Figures:
    """What the graph counts of each item at each site, all of it in pieces."""
    told = (await caller.ask(STOCK, skus=skus)).data["stockPositions"]
    assert {one[state]["unit"] for one in told for state in STATES} == {"EA"}
    return {(one["sku"], one["location"]): _figures(one) for one in told}


async def test_each_place_has_what_lies_there(world: Simulated, desk: Caller, skus: list[str]) -> None:
    positions = await positions_of(desk, skus)
    assert positions == await truth_of(world, skus)
    assert any(figures["allocated"] for figures in positions.values())
    told = (await desk.ask(STOCK, skus=skus)).data["stockPositions"]
    on_hand = {(one["sku"], one["location"]): Decimal(one["onHand"]["amount"]) for one in told}
    assert on_hand == {key: sum(one[state] for state in BUILDING) for key, one in positions.items()}


async def test_what_is_promised_already_is_not_sold_again(
    world: Simulated, storefront: Caller, skus: list[str]
) -> None:
    truth = await truth_of(world, skus)
    free = {key: max(one["sellable"] - one["allocated"], Decimal(0)) for key, one in truth.items()}
    told = (await storefront.ask(STOCK, skus=skus)).partial["availability"]
    by_place = {
        (one["sku"], place["location"]): Decimal(place["available"]["amount"])
        for one in told
        for place in one["locations"]
    }
    assert by_place == free
    assert [Decimal(one["available"]["amount"]) for one in told] == [
        sum(amount for (item, _), amount in free.items() if item == sku) for sku in skus
    ]


async def test_a_warehouse_that_counts_in_cases_is_understood(
    world: Simulated, desk: Caller, skus: list[str]
) -> None:
    in_cases = await _counted_in_cases(world, skus)
    assert in_cases != []
    truth = await truth_of(world, in_cases)
    assert await positions_of(desk, in_cases) == truth
    assert any(figures["sellable"] for (_, site), figures in truth.items() if site == "WEST")


async def test_an_erp_that_lags_behind_its_warehouse_is_not_believed(world: Simulated, desk: Caller) -> None:
    for lag in (await world.stories())["erp_lags"]:
        key = lag["sku"], lag["site"]
        before = (await truth_of(world, [lag["sku"]]))[key]
        await world.count_again(*key, sellable=-5, damaged=5)
        after = before | {"sellable": before["sellable"] - 5, "damaged": before["damaged"] + 5}
        assert (await positions_of(desk, [lag["sku"]]))[key] == after


async def test_the_storefront_sees_what_it_may_promise_and_no_more(storefront: Caller) -> None:
    answer = await storefront.ask(STOCK, skus=["AX-1001"])
    assert answer.codes == {"stockPositions": "FIELD_NOT_GRANTED"}
    assert [one["sku"] for one in answer.partial["availability"]] == ["AX-1001"]


async def test_an_item_that_nobody_knows_has_no_availability(storefront: Caller) -> None:
    document = '{ availability(skus: ["AX-9999", "AX-1001"]) { sku } }'
    assert (await storefront.ask(document)).data["availability"] == [None, {"sku": "AX-1001"}]


def _figures(position: dict[str, Any]) -> dict[str, Decimal]:
    return {state: Decimal(position[state]["amount"]) for state in STATES}


async def _counted_in_cases(world: Simulated, skus: list[str]) -> list[str]:
    """Those of the items that the western warehouse tells in cases, asked in its own language."""
    rows = [row.split(",") for row in (await world.links()).splitlines()]
    ours = {value: sku for kind, system, value, sku in rows if (kind, system) == ("item", "wms_west")}
    items = "".join(f"<w:Ref>{item}</w:Ref>" for item, sku in ours.items() if sku in skus)
    headers = {
        "authorization": f"Basic {b64encode(b'ordergraph:west-demo-password').decode()}",
        "content-type": "text/xml; charset=utf-8",
        "soapaction": '"urn:w2:wms:1#GetStock"',
    }
    async with httpx.AsyncClient(base_url=world.urls["wms_west"], trust_env=False) as client:
        told = await client.post("/services/wms", content=ASK_WEST.format(items), headers=headers)
    return [ours[item] for item in IN_CASES.findall(told.raise_for_status().text)]
