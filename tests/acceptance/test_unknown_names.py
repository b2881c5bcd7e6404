"""An order that this gateway never heard of is found by each of its names at the first try.

Nothing is polled here, and each name is that of an order which nobody has asked for before: the systems
are asked once, and what they know is learned.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio

from tests.acceptance.asking import Answer, Caller, calling
from tests.acceptance.names import NAMES_OF_AN_ORDER
from tests.acceptance.served import declared, serving
from tests.acceptance.simulated import Simulated

ORDER = "number status channel lines { sku } shipments { id status } invoices { number } returns { number }"
PAGE = f"query ($filter: OrderFilterInput) {{ orders(filter: $filter) {{ edges {{ node {{ {ORDER} }} }} }} }}"
COUNT = "query ($filter: OrderFilterInput) { orders(filter: $filter) { totalCount } }"
FIND = f"query ($text: String!) {{ find(text: $text) {{ kind order {{ {ORDER} }} }} }}"
KIND_ALONE = "query ($text: String!) { find(text: $text) { kind } }"
EAST, WEST = {"wms_east": {"POST /v1/orders/search": 1}}, {"wms_west": {"GetOrders": 1}}
LOADS = {"tms": {"POST /loads/by-reference": 1}}
NOBODYS: Mapping[str, tuple[str, Mapping[str, Mapping[str, int]]]] = {
    "number": ("SO-9999999", {"erp": {"GET /api/v2/sales-orders": 1}}),
    "channelOrder": ("#9999999", {"erp": {"GET /api/v2/sales-orders": 1}}),
    "customerPo": ("PO 9999999", {"erp": {"GET /api/v2/sales-orders": 1}}),
    "invoice": ("INV-99999991", {"erp": {"GET /api/v2/invoices": 1}}),
    "return": ("RMA-9999999", {"erp": {"GET /api/v2/returns": 1}}),
    "warehouseOrder": ("W2-99999991", EAST | WEST),
    "shipment": ("SHE999999991", EAST | WEST | LOADS),
    "trackingNumber": ("1ZR411W79999999", LOADS | {"carrier": {"POST /track": 1}}),
}
"""A name that nobody has, and everybody who is asked for it."""

_RARE = ("customerPo", "return")
"""What few orders have is dealt first."""


class Named(NamedTuple):
    """One name of an order, and the order's number."""

    kind: str
    name: str
    number: str


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def fresh(
    world: Simulated, links: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Caller]:
    """The service desk at a gateway that knows no order yet."""
    folder = tmp_path_factory.mktemp("fresh")
    async with (
        serving(folder, links, declared(world.urls)) as served,
        calling(served, world, "service-desk") as caller,
    ):
        yield caller


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def unheard_of(world: Simulated) -> dict[str, list[Named]]:
    """Names by kind, each of an order of its own, alone in its shipment."""
    told = (await world.stories())["stories"]
    truths = await world.truths(dict.fromkeys(number for one in told.values() for number in one))
    waiting = {number: names(truth) for number, truth in truths.items() if _is_told(number, truth)}
    dealt: dict[str, list[Named]] = {kind: [] for kind in NAMES_OF_AN_ORDER}
    for _ in range(3):
        for kind in sorted(NAMES_OF_AN_ORDER, key=_RARE.__contains__, reverse=True):
            number = next((number for number, one in waiting.items() if one[kind]), "")
            assert number, f"too few orders with {kind}"
            dealt[kind].append(Named(kind, waiting.pop(number)[kind], number))
    return dealt


@pytest.mark.parametrize("kind", NAMES_OF_AN_ORDER)
async def test_the_filter_finds_it_and_then_asks_nobody(
    kind: str, fresh: Caller, world: Simulated, unheard_of: Mapping[str, Sequence[Named]]
) -> None:
    one = unheard_of[kind][0]
    await world.forget_calls()
    (order,) = await paged(fresh, one)
    assert order["number"] == one.number
    assert most_calls(await world.calls(), "erp", "GET /api/v2/sales-orders") <= 2, (
        "by its name, and the order"
    )
    await world.forget_calls()
    assert (await fresh.ask(COUNT, filter={kind: one.name})).data == {"orders": {"totalCount": 1}}
    # A carrier may still be asked behind the answer before; who could know the name is not.
    assert "erp" not in await world.calls()
    assert await paged(fresh, Named("number", one.number, one.number)) == [order]


@pytest.mark.parametrize("kind", NAMES_OF_AN_ORDER)
async def test_the_one_box_finds_it_and_then_asks_nobody(
    kind: str, fresh: Caller, world: Simulated, unheard_of: Mapping[str, Sequence[Named]]
) -> None:
    one = unheard_of[kind][1]
    ((match,)) = (await fresh.ask(FIND, text=one.name)).data["find"]
    assert (match["kind"], match["order"]["number"]) == (NAMES_OF_AN_ORDER[kind], one.number)
    await world.forget_calls()
    assert (await fresh.ask(KIND_ALONE, text=one.name)).data == {"find": [{"kind": NAMES_OF_AN_ORDER[kind]}]}
    assert await world.calls() == {}


@pytest.mark.parametrize("kind", NAMES_OF_AN_ORDER)
async def test_each_who_could_know_a_name_is_asked_once(kind: str, fresh: Caller, world: Simulated) -> None:
    name, asked = NOBODYS[kind]
    await world.forget_calls()
    for _ in range(2):
        assert (await fresh.ask(COUNT, filter={kind: name})).data == {"orders": {"totalCount": 0}}
    assert await world.calls() == asked


@pytest.mark.parametrize("kind", NAMES_OF_AN_ORDER)
async def test_while_the_erp_is_dead_nothing_is_said_for_certain(
    kind: str, fresh: Caller, world: Simulated, unheard_of: Mapping[str, Sequence[Named]]
) -> None:
    one = unheard_of[kind][2]
    async with world.fault("erp", "status", status=503):
        page = await fresh.ask(PAGE, filter={kind: one.name})
        box = await fresh.ask(FIND, text=one.name)
    for answer, field in ((page, "orders"), (box, "find")):
        assert answer.partial == {field: None}
        assert told(answer) == [("BACKEND_UNAVAILABLE", "erp")]
        assert answer.sources["erp"] == "UNAVAILABLE"
    (order,) = await paged(fresh, one)
    assert order["number"] == one.number


async def test_who_cannot_know_a_name_may_be_dead(fresh: Caller, world: Simulated) -> None:
    async with world.fault("wms_east", "status", status=503), world.fault("tms", "reset"):
        answer = await fresh.ask(COUNT, filter={"channelOrder": "#9999998"})
    assert answer.data == {"orders": {"totalCount": 0}}


async def test_a_customer_is_told_nothing_at_once_whoever_is_dead(partner: Caller, world: Simulated) -> None:
    async with world.fault("erp", "hang"):
        answer = await partner.ask(COUNT, filter={"channelOrder": "#9999997"})
        box = await partner.ask(KIND_ALONE, text="#9999997")
    assert answer.data == {"orders": {"totalCount": 0}}
    assert box.data == {"find": []}


def names(truth: Mapping[str, Any]) -> dict[str, str]:
    """Every name of an order by kind, "" where it has none."""
    numbers = truth["numbers"]
    return {
        "number": truth["number"],
        "channelOrder": numbers["channel"] or "",
        "customerPo": numbers["customer_po"] or "",
        "warehouseOrder": next(iter(numbers["warehouse"]), ""),
        "invoice": next(iter(numbers["invoices"]), ""),
        "shipment": next(iter(numbers["shipments"]), ""),
        "trackingNumber": next(iter(numbers["tracking"]), ""),
        "return": numbers["return"] or "",
    }


async def paged(caller: Caller, one: Named) -> list[Any]:
    """The orders that the filter finds."""
    answer = await caller.ask(PAGE, filter={one.kind: one.name})
    return [edge["node"] for edge in answer.data["orders"]["edges"]]


def told(answer: Answer) -> list[tuple[str, str]]:
    """The code and the system of each error."""
    return [(error["extensions"]["code"], error["extensions"]["backend"]) for error in answer.errors]


def most_calls(calls: Mapping[str, Mapping[str, int]], system: str, operation: str) -> int:
    """How often a system was asked for that."""
    return calls.get(system, {}).get(operation, 0)


def _is_told(number: str, truth: Mapping[str, Any]) -> bool:
    """Whether it has all its names by now, and is alone in its shipments."""
    shipments = truth["expected"]["shipments"]
    alone = all(shipment["orders"] == [number] for shipment in shipments)
    return bool(shipments) and alone and all(fact["past"] for fact in truth["facts"])
