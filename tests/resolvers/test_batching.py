"""No N+1 anywhere: one read per port for a whole operation, and nothing read that nobody asked for."""

import inspect

import pytest
from graphql import GraphQLObjectType

from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import SCHEMA, ask, data

NESTED = """
{
  a: order(number: "SO-1") { ...All }
  b: order(number: "SO-2") { ...All }
  c: order(number: "SO-9") { ...All }
}
fragment All on Order {
  number status billingStatus returnStatus
  customer { name }
  milestones { code }
  returns { number state }
  lines { sku product { name } location { name } quantities { shipped { amount } } }
  shipments { id status reason fault delay { seconds } eta { at } estimates { at } milestones { code }
              origin { name } contents { sku quantity { amount } } legs { carrier } }
}
"""


async def test_a_deep_operation_over_three_orders_calls_each_port_of_each_system_once() -> None:
    world = SmallWorld()
    answer = await data(world, NESTED)
    assert answer["a"]["status"] == "PARTIALLY_DELIVERED"
    assert answer["c"] is None
    assert {key: len(read.calls) for key, read in world.reads.items() if read.calls} == {
        ("erp", "orders"): 1,
        ("erp", "returns"): 1,
        ("erp", "products"): 1,
        ("erp", "locations"): 1,
        ("erp", "customers"): 1,
        ("wms_east", "fulfilments"): 1,
        ("wms_west", "fulfilments"): 1,
        ("tms", "shipments"): 1,
        ("carrier", "tracking"): 1,
    }


async def test_what_is_not_asked_for_is_not_read() -> None:
    world = SmallWorld()
    await data(world, '{ order(number: "SO-1") { number channel placedAt } }')
    assert world.calls() == {"erp": 1}


async def test_many_entities_of_mixed_types_are_read_together() -> None:
    world = SmallWorld()
    kinds = {"Order": "number", "Product": "sku", "Location": "code", "Return": "number"}
    known = {"Order": "SO-1", "Product": "AX-2", "Location": "EAST", "Return": "RMA-1"}
    asked = [
        {"__typename": name, key: value}
        for name, key in kinds.items()
        for value in (known[name], "unknown", known[name])
    ]
    document = """query ($r: [_Any!]!) { _entities(representations: $r) {
        __typename ... on Order { number status } ... on Product { name } ... on Location { name }
        ... on Return { state } } }"""
    entities = (await data(world, document, variables={"r": asked}))["_entities"]
    names = [entity and entity["__typename"] for entity in entities]
    assert names == [name for kind in kinds for name in (kind, None, kind)]
    assert [key for key, read in world.reads.items() if len(read.calls) > 1] == []


async def test_an_operation_that_fails_in_a_read_of_ours_says_so_at_its_field(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = SmallWorld()

    async def broken(*_: object) -> object:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(world.reads["erp", "customers"], "_trouble", broken)
    result = await ask(world, '{ order(number: "SO-1") { channel customer { name } } }')
    assert result.data == {"order": {"channel": "WEB", "customer": None}}
    assert result.errors is not None
    assert [error.path for error in result.errors] == [["order", "customer"]]


def test_no_nested_type_has_an_async_resolver() -> None:
    """A nested field that needs a port is declared with `batched`; an async resolver is a defect."""
    for name, kind in SCHEMA._schema.type_map.items():
        if isinstance(kind, GraphQLObjectType) and not name.startswith("_") and name != "Query":
            for field in kind.fields.values():
                assert not inspect.iscoroutinefunction(field.resolve), f"{name} has an async resolver"
