"""Each source of what is shown says how old it is; what failed is told; what is hidden leaves no trace."""

import pytest

from domain.errors import BackendUnavailable
from domain.freshness import FreshState
from domain.partners import Grant, Principal, RowScope, Scope
from tests.doubles.small_rows import indexed
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import ANN, DESK, sources

BOB = Principal(
    partner="bob", grant=Grant(scopes=frozenset(Scope), rows=RowScope(customers=frozenset({"C-9"})))
)
VALVES = Principal(
    partner="valves", grant=Grant(scopes=frozenset(Scope), rows=RowScope(suppliers=frozenset({"V-9"})))
)
FRESH, AWAY = FreshState.FRESH, FreshState.UNAVAILABLE


async def test_every_source_that_contributed_is_named() -> None:
    document = '{ order(number: "SO-1") { shipments { eta { at } } } }'
    told = await sources(SmallWorld(), document)
    assert told == dict.fromkeys(("carrier", "erp", "tms", "wms_east", "wms_west"), FRESH)


async def test_a_system_that_fails_is_told_where_nothing_else_is() -> None:
    world = indexed()
    world.reads["erp", "orders"].error = BackendUnavailable("cannot be reached", backend="erp")
    assert await sources(world, '{ order(number: "SO-1") { number } }') == {"erp": AWAY}
    assert await sources(world, '{ order(number: "SO-1") { number } }', ANN) == {"erp": AWAY}


async def test_where_everybody_fails_each_of_them_is_told() -> None:
    world = SmallWorld()
    for instance, port in (("wms_east", "shipments"), ("wms_west", "shipments"), ("tms", "shipments")):
        world.reads[instance, port].error = BackendUnavailable("cannot be reached", backend=instance)
    told = await sources(world, '{ shipment(id: "SHE-1") { id } }')
    assert told == dict.fromkeys(("tms", "wms_east", "wms_west"), AWAY)


@pytest.mark.parametrize(
    ("query", "principal"),
    [
        ('order(number: "SO-1") { number }', BOB),
        ('shipment(id: "SHE-1") { id }', BOB),
        ('return(number: "RMA-1") { number }', BOB),
        ('purchaseOrder(number: "PU-1") { number }', VALVES),
    ],
)
async def test_what_belongs_to_others_cannot_be_told_from_what_does_not_exist(
    query: str, principal: Principal
) -> None:
    assert await sources(indexed(), f"{{ {query} }}", DESK) != {}
    assert await sources(indexed(), f"{{ {query} }}", principal) == {}


async def test_an_entity_of_others_leaves_no_trace_either() -> None:
    asked = {"r": [{"__typename": "Order", "number": "SO-1"}, {"__typename": "Shipment", "id": "SHE-1"}]}
    document = "query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }"
    assert await sources(indexed(), document, BOB, asked) == {}
