"""A subgraph as a router sees it: its contract, and entities of all kinds by their keys, many at once."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio

from tests.acceptance.asking import Caller, calling
from tests.acceptance.served import Served
from tests.acceptance.simulated import SYSTEMS, Simulated

CONTRACT = Path(__file__).parents[2] / "schema.graphql"
ENTITIES = """
query ($r: [_Any!]!) {
  _entities(representations: $r) {
    __typename
    ... on Order { number order: status }
    ... on Shipment { id shipment: status }
    ... on Return { number return: state }
    ... on PurchaseOrder { number purchase: state }
    ... on Product { sku product: name }
    ... on Location { code location: name }
  }
}
"""
KEYS = {
    "Order": "number",
    "Shipment": "id",
    "Return": "number",
    "PurchaseOrder": "number",
    "Product": "sku",
    "Location": "code",
}
UNKNOWN = "ZZ-0000000"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def known(world: Simulated) -> dict[str, list[str]]:
    """Keys of things that exist, by type."""
    numbers = (await world.stories())["stories"]["return_full"]
    truths = (await world.truths(numbers)).values()
    items = [line["sku"] for truth in truths for line in truth["lines"]]
    return {
        "Order": numbers,
        "Shipment": [name for truth in truths for name in truth["numbers"]["shipments"]],
        "Return": [truth["numbers"]["return"] for truth in truths],
        "PurchaseOrder": ["PU-0017001", "PU-0017002"],
        "Product": list(dict.fromkeys(items)),
        "Location": ["EAST", "WEST"],
    }


def representations(names: dict[str, list[str]]) -> list[dict[str, str]]:
    """As a router sends them: mixed, with one that does not exist among each kind."""
    return [
        {"__typename": kind, KEYS[kind]: name} for kind, every in names.items() for name in (*every, UNKNOWN)
    ]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ops(gateway: Served, world: Simulated) -> AsyncIterator[Caller]:
    """Who runs the graph, and composes it with others."""
    async with calling(gateway, world, "ops") as caller:
        yield caller


async def test_the_contract_is_the_published_one(ops: Caller) -> None:
    sdl = (await ops.ask("{ _service { sdl } }")).data["_service"]["sdl"]
    assert sdl.strip() == CONTRACT.read_text(encoding="utf-8").strip()
    for kind, key in KEYS.items():
        assert re.search(rf'^type {kind}\b.* @key\(fields: "{key}"\)', sdl, re.MULTILINE)


async def test_entities_come_in_the_order_asked_and_unknown_ones_are_null(
    desk: Caller, known: dict[str, list[str]]
) -> None:
    asked = representations(known)
    told = (await desk.ask(ENTITIES, r=asked)).data["_entities"]
    for one, entity in zip(asked, told, strict=True):
        kind, key = one["__typename"], KEYS[one["__typename"]]
        if one[key] == UNKNOWN:
            assert entity is None
        else:
            assert (entity["__typename"], entity[key]) == (kind, one[key])
            assert all(entity.values())


async def test_many_keys_of_a_kind_cost_each_system_one_call(
    world: Simulated, desk: Caller, known: dict[str, list[str]]
) -> None:
    """No more orders than a carrier takes numbers at once. Items and shipments are read for orders too."""
    orders = [f"SO-{number:07d}" for number in range(1301, 1316)]
    others = {kind: known[kind] for kind in ("Return", "PurchaseOrder", "Location")}
    await world.forget_calls()
    told = (await desk.ask(ENTITIES, r=representations({"Order": orders, **others}))).data["_entities"]
    assert len([entity for entity in told if entity]) == len(orders) + sum(map(len, others.values()))
    calls = await world.calls()
    assert set(calls) == set(SYSTEMS)
    assert {count for operations in calls.values() for count in operations.values()} == {1}


async def test_what_a_router_asks_wrongly_costs_its_own_element(desk: Caller) -> None:
    wrong: list[Any] = [{"__typename": "Parcel", "id": "1"}, {"__typename": "Order"}, {"number": "SO-1"}]
    answer = await desk.ask(ENTITIES, r=[{"__typename": "Location", "code": "EAST"}, *wrong])
    assert [entity and entity["code"] for entity in answer.partial["_entities"]] == ["EAST", None, None, None]
    assert answer.codes == dict.fromkeys((f"_entities.{index}" for index in (1, 2, 3)), "BAD_INPUT")
    assert answer.errors[1]["message"] == "representations[2].number: should be a text"


async def test_more_keys_than_the_limit_are_refused_with_both_figures(world: Simulated, desk: Caller) -> None:
    await world.forget_calls()
    answer = await desk.ask(ENTITIES, r=[{"__typename": "Location", "code": "EAST"}] * 1_001)
    assert answer.response.status_code == 400
    told = answer.errors[0]["extensions"]
    assert (told["code"], told["limit"], told["allowed"], told["measured"]) == (
        "LIMIT_EXCEEDED",
        "representations",
        1_000,
        1_001,
    )
    assert await world.calls() == {}
