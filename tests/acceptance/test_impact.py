"""Whom each kind of exception case concerns, as the simulated world itself tells.

What goes wrong is made to go wrong in the systems; the cases come about as they would in a company.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any, NamedTuple

from tests.acceptance.asking import Caller, calling
from tests.acceptance.conftest import for_all
from tests.acceptance.on_world_time import OnWorldTime
from tests.acceptance.simulated import Simulated
from tests.acceptance.waiting import moment

PATIENCE = 10.0
CASES = """query ($f: ExceptionFilterInput, $after: String) {
  exceptions(filter: $f, first: 100, after: $after) {
  pageInfo { hasNextPage endCursor }
  edges { node { code state count subjects systems evidence resolution history { who }
                 impact { orders skus customers locations } } } } }"""
ORDERS = "query ($number: String!) { order(number: $number) { status } }"
ITEMS = "query ($skus: [String!]!) { products(skus: $skus) { sku } }"
STOCK = "query ($skus: [String!]!) { stockPositions(skus: $skus) { location } }"
NEW_GTIN = "04006381333931"


class Staff(NamedTuple):
    """Who serves customers, and who keeps the systems running."""

    desk: Caller
    ops: Caller


@for_all
async def staff(graph: OnWorldTime) -> AsyncIterator[Staff]:
    await graph.advance(9)
    await graph.sync()
    async with calling(graph, graph.world, "service-desk") as desk, calling(graph, graph.world, "ops") as ops:
        yield Staff(desk, ops)


async def test_a_channels_number_on_two_orders(graph: OnWorldTime, staff: Staff) -> None:
    one, other = [order for order in await orders(graph.world) if order["numbers"]["channel"]][:2]
    both = [one["number"], other["number"]]
    await staff.desk.ask(ORDERS, number=both[0])
    taken = one["numbers"]["channel"]
    async with graph.world.fault("erp", "other_value", field="channel_ref", value=taken, all=True):
        await staff.desk.ask(ORDERS, number=both[1])
    case = await the_case(staff, "LINK_CONFLICT", f"order:{both[1]}")
    assert set(case["subjects"]) == {f"order:{number}" for number in both}
    assert case["impact"] == await graph.world.concerned(order=both)


async def test_a_tracking_number_on_two_shipments(graph: OnWorldTime, staff: Staff) -> None:
    alone = (each for each in await orders(graph.world) if sent_alone(each, "EAST"))
    one, other = (next(alone), next(alone))
    await staff.desk.ask(ORDERS, number=one["number"])
    (taken,) = one["numbers"]["tracking"]
    async with graph.world.fault("wms_east", "other_value", field="trackingNumber", value=taken, all=True):
        await staff.desk.ask(ORDERS, number=other["number"])
    names = [*one["numbers"]["shipments"], *other["numbers"]["shipments"]]
    case = await the_case(staff, "LINK_CONFLICT", f"shipment:{names[1]}")
    assert set(case["subjects"]) == {f"shipment:{name}" for name in names}
    assert case["impact"] == await graph.world.concerned(shipment=names)
    assert case["impact"]["orders"] == sorted([one["number"], other["number"]])


async def test_a_gtin_on_two_items(graph: OnWorldTime, staff: Staff) -> None:
    both = sorted({line["sku"] for order in await orders(graph.world) for line in order["lines"]})[:2]
    async with graph.world.fault("erp", "other_value", field="gtin", value=NEW_GTIN, all=True):
        await staff.desk.ask(ITEMS, skus=both)
    case = await the_case(staff, "LINK_CONFLICT", f"item:{both[0]}")
    assert set(case["subjects"]) == {f"item:{sku}" for sku in both}
    assert case["impact"] == await graph.world.concerned(sku=both)
    assert case["impact"]["skus"] == both


async def test_more_promised_than_there_is(graph: OnWorldTime, staff: Staff) -> None:
    sku, site, counts = await promised(graph.world)
    missing = counts["sellable"] - counts["allocated"] + 1
    await graph.world.count_again(sku, site, sellable=-missing)
    for _ in range(2):
        await staff.desk.ask(STOCK, skus=[sku])
    case = await the_case(staff, "STOCK_OVERCLAIMED", f"sku:{sku}@{site}", count=2)
    await graph.world.count_again(sku, site, sellable=missing)
    assert case["impact"] == await graph.world.concerned(sku=f"{sku}@{site}")
    assert case["impact"]["orders"], "somebody waits for it"


async def test_a_count_that_cannot_be(graph: OnWorldTime, staff: Staff) -> None:
    sku, site, _ = await promised(graph.world)
    async with graph.world.fault("wms_east", "other_value", field="DAMAGED", value="-3", all=True):
        await staff.desk.ask(STOCK, skus=[sku])
    case = await the_case(staff, "BAD_RECORD", f"sku:{sku}@{site}")
    assert case["impact"] == await graph.world.concerned(sku=f"{sku}@{site}")


async def test_a_warehouse_that_is_silent(graph: OnWorldTime, staff: Staff) -> None:
    async with graph.world.fault("wms_east", "status", status=503):
        graph.clock.advance(hours=1)
        await graph.sync(silent=["wms_east"])
        assert (await the_case(staff, "SOURCE_SILENT", "source:wms_east"))["state"] == "OPEN"
    await graph.world.advance(hours=1)
    await graph.sync()
    case = await the_case(staff, "SOURCE_SILENT", "source:wms_east")
    assert (case["state"], case["history"][-1]["who"]) == ("RESOLVED", "system")
    assert case["impact"] == await graph.world.concerned(system="wms_east")
    assert case["impact"]["locations"] == ["EAST"]
    assert len(case["impact"]["orders"]) > 1


async def test_what_is_late(graph: OnWorldTime, staff: Staff) -> None:
    before = await late_by_the_cases(graph, staff)
    for case in before.values():
        (subject,) = case["subjects"]
        assert case["impact"] == await graph.world.concerned(order=subject.removeprefix("order:"))
        assert (case["count"], case["evidence"][0][:6]) == (1, "trace:")
    await graph.advance(12)
    await graph.sync()
    after = await late_by_the_cases(graph, staff)
    settled = await every_case(staff, {"codes": ["MILESTONE_OVERDUE"], "states": ["RESOLVED"]})
    assert before.keys() - after.keys(), "some have come"
    assert before.keys() - after.keys() <= {each["subjects"][0] for each in settled}
    assert {each["history"][-1]["who"] for each in settled} == {"system"}


async def late_by_the_cases(graph: OnWorldTime, staff: Staff) -> dict[str, Any]:
    """A case of each late order. They are written behind the sync."""
    true = {f"order:{number}" for number in await graph.world.late()}
    assert len(true) > 2
    wanted = {"codes": ["MILESTONE_OVERDUE"], "states": ["OPEN"]}
    async with asyncio.timeout(PATIENCE):
        while True:
            cases = {case["subjects"][0]: case for case in await every_case(staff, wanted)}
            if cases.keys() == true:
                return cases
            await moment()


async def the_case(staff: Staff, code: str, subject: str, *, count: int = 1) -> Any:  # noqa: ANN401 - the graph's JSON
    """The one case of this code about the subject, once it is kept: it is written behind the answers."""
    wanted = {"codes": [code], "subjects": [subject]}
    async with asyncio.timeout(PATIENCE):
        while True:
            cases = await every_case(staff, wanted)
            if sum(case["count"] for case in cases) >= count:
                (case,) = cases
                assert case["evidence"], "somebody can look it up"
                return case
            await moment()


async def every_case(staff: Staff, wanted: dict[str, list[str]]) -> list[Any]:
    """All pages of the cases."""
    cases: list[Any] = []
    after = None
    while True:
        page = (await staff.ops.ask(CASES, f=wanted, after=after)).data["exceptions"]
        cases += (edge["node"] for edge in page["edges"])
        if not page["pageInfo"]["hasNextPage"]:
            return cases
        after = page["pageInfo"]["endCursor"]


async def orders(world: Simulated) -> list[Any]:
    """What is true of orders that have come to their end, the newest first."""
    told = await world.stories()
    plain: Iterable[str] = told["stories"]["plain"] + told["stories"]["invoiced_early"]
    return list((await world.truths(plain)).values())


def sent_alone(order: Any, site: str) -> bool:  # noqa: ANN401 - the simulated world's JSON
    """Whether all of it went from there in one parcel."""
    return {line["site"] for line in order["lines"]} == {site} and len(order["numbers"]["tracking"]) == 1


async def promised(world: Simulated) -> tuple[str, str, Any]:
    """An item of which some is allocated in the east: its sku, where, and how it counts."""
    newest = int((await world.stories())["newest"].removeprefix("SO-"))
    truths = await world.truths(f"SO-{index:07d}" for index in range(newest - 40, newest + 1))
    lines = [line for truth in truths.values() for line in truth["lines"] if line["site"] == "EAST"]
    for sku in dict.fromkeys(line["sku"] for line in lines):
        counts = (await world.stock(sku))["EAST"]
        if counts["allocated"]:
            return sku, "EAST", counts
    raise AssertionError("nothing is allocated")
