"""Two ERPs in one graph: rules say whose word counts, by business unit, region and part of an order."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from tests.acceptance.asking import Caller, calling
from tests.acceptance.simulated import Simulated
from tests.acceptance.two_erps import NEW, OLD, REGIONS, TwoErps, of_orders

SOME, AT_LEAST, LOOKED_AT = 24, 5, 80
ORDER = """fragment All on Order {
  number source businessUnit channel status billingStatus invoices { number }
  identifiers { kind instance value }
}"""
AHEAD = ("NOT_INVOICED", "INVOICED")
COMPANIES = "1200"
"""The sales organisation that moves to the new ERP first."""
FIND = "query ($text: String!) { find(text: $text) { kind order { number source } } }"
PAGE = """query ($number: String!) {
  orders(filter: { number: $number }) { totalCount edges { node { number source } } } }"""


@pytest_asyncio.fixture(loop_scope="session")
async def clerk(both_erps: TwoErps, world: Simulated) -> AsyncIterator[Caller]:
    """The service desk at the gateway over both."""
    async with calling(both_erps.served, world, "service-desk") as caller:
        yield caller


async def test_each_order_belongs_to_the_erp_that_its_business_unit_has_moved_to(
    both_erps: TwoErps, clerk: Caller
) -> None:
    await both_erps.believing(of_orders(NEW, OLD, business_units=[COMPANIES]), of_orders(OLD, NEW))
    orders = [order for _, order, _ in await clerk.orders(await some(both_erps), ORDER)]
    assert {(order["businessUnit"], order["source"]) for order in orders} == {("1100", OLD), (COMPANIES, NEW)}
    assert {order["channel"] for order in orders if order["source"] == NEW} == {"B2B", "EDI"}
    assert [order for order in orders if named(order) != {OLD, NEW}] == []


async def test_each_order_belongs_to_the_erp_of_the_region_that_it_ships_from(
    both_erps: TwoErps, clerk: Caller
) -> None:
    await both_erps.believing(of_orders(NEW, OLD, regions=["PACIFIC"]), of_orders(OLD, NEW))
    numbers = await some(both_erps)
    truths = await both_erps.old.truths(numbers)
    regions = {number: {REGIONS[line["site"]] for line in truths[number]["lines"]} for number in numbers}
    told = {number: order["source"] for number, order, _ in await clerk.orders(numbers, ORDER)}
    assert told == {number: NEW if "PACIFIC" in regions[number] else OLD for number in numbers}
    assert set(told.values()) == {OLD, NEW}


async def test_invoices_are_those_of_the_erp_that_owns_them_and_no_guess_without_it(
    both_erps: TwoErps, clerk: Caller
) -> None:
    await both_erps.believing(of_orders(NEW, fact="order.invoices"), of_orders(OLD, NEW))
    numbers = await invoiced_ahead(both_erps)
    truths, ahead = await both_erps.old.truths(numbers), await both_erps.new.truths(numbers)
    for number, order, answer in await clerk.orders(numbers, ORDER):
        assert order["source"] == OLD
        assert order["status"] == truths[number]["expected"]["status"], number
        assert order["billingStatus"] == billed(ahead[number]), number
        assert order["invoices"] != []
        assert answer.sources[NEW] == "FRESH"
    async with both_erps.new.fault("erp", "status", status=503):
        for number, order, answer in await clerk.orders(numbers, ORDER):
            assert (order["invoices"], order["billingStatus"]) == (None, None)
            assert order["status"] == truths[number]["expected"]["status"], number
            assert set(answer.codes.values()) == {"BACKEND_UNAVAILABLE"}
            assert {place.partition(".")[2] for place in answer.codes} == {"invoices", "billingStatus"}
            assert answer.sources[NEW] == "UNAVAILABLE"


async def test_an_order_that_the_new_erp_has_renumbered_appears_once(
    both_erps: TwoErps, clerk: Caller, world: Simulated
) -> None:
    """One of the new ERP's own, which the old one never had, is declared to be one of ours."""
    ours = (await world.stories())["stories"]["split"][1]
    theirs = await only_in_the_new(both_erps)
    await both_erps.believing(of_orders(NEW, OLD), rows=[f"order,{NEW},{theirs},{ours}"])
    told = (await clerk.ask(f'{{ order(number: "{ours}") {{ ...All }} }} {ORDER}')).data["order"]
    assert (told["number"], told["source"], named(told)) == (ours, NEW, {OLD, NEW})
    once = {"number": ours, "source": NEW}
    for name in (ours, theirs):
        found = (await clerk.ask(FIND, text=name)).data["find"]
        assert [match["order"] for match in found] == [once], name
        page = (await clerk.ask(PAGE, number=name)).data["orders"]
        assert page == {"totalCount": 1, "edges": [{"node": once}]}, name


def named(order: Any) -> set[str]:  # noqa: ANN401 - the graph's JSON
    """Who has a number for the order."""
    return {name["instance"] for name in order["identifiers"] if name["kind"] == "ORDER"}


async def some(erps: TwoErps) -> list[str]:
    """Orders of all kinds that both ERPs know."""
    stories = (await erps.old.stories())["stories"]
    return [number for examples in zip(*stories.values(), strict=True) for number in examples][:SOME]


async def invoiced_ahead(erps: TwoErps) -> list[str]:
    """Orders that the new ERP has invoiced and the old one has not."""
    newest = int((await erps.old.stories())["newest"].removeprefix("SO-"))
    numbers = [f"SO-{index:07d}" for index in range(newest - LOOKED_AT, newest)]
    old, new = await erps.old.truths(numbers), await erps.new.truths(numbers)
    found = [number for number in numbers if (billed(old[number]), billed(new[number])) == AHEAD]
    assert len(found) >= AT_LEAST
    return found[:SOME]


def billed(truth: Any) -> str:  # noqa: ANN401 - the simulated world's JSON
    """How much of an order is invoiced."""
    status: str = truth["expected"]["billingStatus"]
    return status


async def only_in_the_new(erps: TwoErps) -> str:
    """The newest order, which was placed after the old ERP's present."""
    number: str = (await erps.new.stories())["newest"]
    assert number > (await erps.old.stories())["newest"]
    return number
