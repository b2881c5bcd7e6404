"""What may be promised of an item, asked at the item itself: as behind another graph's catalogue."""

from domain.errors import BackendUnavailable
from domain.partners import Grant, Principal, RowScope, Scope
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import ask, data, may

ENTITIES = """
query ($r: [_Any!]!) { _entities(representations: $r) {
  ... on Product { sku availability { sku available { amount } locations { location } } }
} }
"""
ITEMS = [{"__typename": "Product", "sku": sku} for sku in ("AX-1", "AX-2")]
EAST = {"sku": "AX-1", "available": {"amount": "70"}, "locations": [{"location": "EAST"}]}
WEST = {"sku": "AX-2", "available": {"amount": "20"}, "locations": [{"location": "WEST"}]}


async def test_an_item_tells_it_as_the_query_does_with_one_read_for_all() -> None:
    world = SmallWorld()
    told = (await data(world, ENTITIES, variables={"r": ITEMS * 20}))["_entities"]
    assert told == [{"sku": "AX-1", "availability": EAST}, {"sku": "AX-2", "availability": WEST}] * 20
    assert {
        count for (_, port), read in world.reads.items() if port == "stock" and (count := len(read.calls))
    } == {1}


async def test_only_places_of_ones_own_are_counted() -> None:
    scopes = frozenset({Scope.CATALOG_READ, Scope.AVAILABILITY_READ})
    west = Principal(partner="west", grant=Grant(scopes=scopes, rows=RowScope(locations=frozenset({"WEST"}))))
    told = await data(SmallWorld(), ENTITIES, west, {"r": ITEMS})
    assert [one["availability"] for one in told["_entities"]] == [None, WEST]


async def test_it_needs_its_own_scope() -> None:
    world = SmallWorld()
    result = await ask(world, ENTITIES, may(Scope.CATALOG_READ), {"r": ITEMS})
    assert result.data == {
        "_entities": [{"sku": "AX-1", "availability": None}, {"sku": "AX-2", "availability": None}]
    }
    assert not [key for key, read in world.reads.items() if key[1] == "stock" and read.calls]


async def test_a_place_that_cannot_be_counted_costs_the_items_that_it_alone_has() -> None:
    world = SmallWorld()
    world.reads["wms_east", "stock"].error = BackendUnavailable("cannot be reached", backend="wms_east")
    result = await ask(world, ENTITIES, variables={"r": ITEMS})
    assert result.data is not None
    assert [one["availability"] for one in result.data["_entities"]] == [None, WEST]
    assert [error.path for error in result.errors or ()] == [["_entities", 0, "availability"]]
