"""What is asked for by its name: shown to who may see it, and to others as if it were not there."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from domain.errors import BackendUnavailable
from domain.partners import Principal, RowScope
from domain.search.terms import TermKind, term
from tests.doubles.small_rows import SO_1, SO_2, indexed
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import DESK
from tests.resolvers.rows.asking_rows import ABSENT, held_to, say


class Route(NamedTuple):
    """A way to one thing: an operation with `$id`, a name that is there, and who may see it, or may not."""

    document: str
    name: str
    unknown: str
    granted: Principal
    denied: Principal
    port: str


C1, C2 = held_to(customers="C-1"), held_to(customers="C-2")
V1, V2 = held_to(suppliers="V-1"), held_to(suppliers="V-2")
EAST, WEST = held_to(locations="EAST"), held_to(locations="WEST")
BY_QUERY = {
    "order": "query ($id: String!) { order(number: $id) { number status freshness { source } } }",
    "shipment": "query ($id: String!) { shipment(id: $id) { id status contents { order } } }",
    "return": "query ($id: String!) { return(number: $id) { number state } }",
    "track": "query ($id: String!) { track(trackingNumber: $id) { trackingNumber status references } }",
    "purchaseOrder": "query ($id: String!) { purchaseOrder(number: $id) { number supplier } }",
}
ENTITIES = "query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }"
KINDS = ("Order number", "Shipment id", "Return number", "PurchaseOrder number", "Location code")
NAMES = {
    "order": ("SO-2", "SO-9", C2, C1, "orders"),
    "shipment": ("SHE-1", "SHE-9", C1, held_to(customers="C-9"), "shipments"),
    "return": ("RMA-1", "RMA-9", C1, C2, "returns"),
    "track": ("1Z1", "1Z9", C1, held_to(customers="C-9"), "tracking"),
    "purchaseOrder": ("PU-1", "PU-9", V1, V2, "purchase_orders"),
}
EVERY = {field: Route(BY_QUERY[field], *NAMES[field]) for field in BY_QUERY}
THINGS = {"Order number": "order", "Shipment id": "shipment", "Return number": "return"}


def entity(kind: str, name: str) -> dict[str, object]:
    type_name, key = kind.split()
    return {"r": [{"__typename": type_name, key: name}]}


by_route = pytest.mark.parametrize("route", list(EVERY.values()), ids=list(EVERY))


def dead(world: SmallWorld) -> SmallWorld:
    for (instance, _), read in world.reads.items():
        read.error = BackendUnavailable("is down", backend=instance)
    return world


@by_route
async def test_who_may_see_it_does(route: Route) -> None:
    said = await say(indexed(), route.document, route.granted, {"id": route.name})
    assert said.errors == []
    assert route.name in repr(said.data)


@by_route
@pytest.mark.parametrize("world", [indexed, lambda: dead(indexed())], ids=["alive", "dead"])
async def test_for_others_it_is_what_is_not_there(route: Route, world: Callable[[], SmallWorld]) -> None:
    hidden = await say(world(), route.document, route.denied, {"id": route.name})
    unknown = await say(world(), route.document, route.denied, {"id": route.unknown})
    assert (hidden.codes, [error["message"] for error in hidden.errors]) == (["NOT_FOUND"], [ABSENT])
    assert list(hidden.data.values()) == [None]
    assert hidden.sources == {}
    assert hidden.recorded.keys(route.port) == set(), "no system is asked on the way"
    assert hidden.without(route.name) == unknown.without(route.unknown)


@by_route
async def test_what_is_not_in_the_index_yet_is_not_there_and_is_learned_behind(route: Route) -> None:
    world = SmallWorld()
    said = await say(world, route.document, route.granted, {"id": route.name})
    assert said.codes == ["NOT_FOUND"]
    assert world.calls() == {}
    learner = world.searching.learner
    later = [*learner.asked_later, *learner.purchases_later]
    assert len(later) == 1
    assert route.name in repr(later)


@by_route
async def test_whoever_sees_every_row_is_told_as_before(route: Route) -> None:
    assert (await say(SmallWorld(), route.document, DESK, {"id": route.name})).errors == []
    unknown = await say(SmallWorld(), route.document, DESK, {"id": route.unknown})
    assert (list(unknown.data.values()), unknown.errors) == ([None], [])
    assert (await say(dead(indexed()), route.document, DESK, {"id": route.name})).codes != ["NOT_FOUND"]


@pytest.mark.parametrize("kind", KINDS)
async def test_an_entity_is_as_its_query(kind: str) -> None:
    if kind == "Location code":
        name, unknown, granted, denied = "EAST", "FAR", EAST, WEST
    else:
        field = THINGS.get(kind, "purchaseOrder")
        name, unknown, granted, denied = NAMES[field][:4]
    shown = await say(indexed(), ENTITIES, granted, entity(kind, name))
    assert (shown.data, shown.errors) == ({"_entities": [{"__typename": kind.partition(" ")[0]}]}, [])
    hidden = await say(indexed(), ENTITIES, denied, entity(kind, name))
    assert (hidden.data, hidden.codes) == ({"_entities": [None]}, ["NOT_FOUND"])
    assert hidden.errors[0]["path"] == ["_entities", 0]
    nothing = await say(indexed(), ENTITIES, denied, entity(kind, unknown))
    assert hidden.without(name) == nothing.without(unknown)


@pytest.mark.parametrize(("kind", "name"), [("Product sku", "AX-1"), ("Location code", "EAST")])
async def test_what_is_everybody_s_is_shown_and_what_is_not_there_is_told_alike(kind: str, name: str) -> None:
    assert (await say(indexed(), ENTITIES, C1, entity(kind, name))).errors == []
    unknown = await say(indexed(), ENTITIES, C1, entity(kind, "XX-9"))
    assert (unknown.data, unknown.codes) == ({"_entities": [None]}, ["NOT_FOUND"])
    assert (await say(indexed(), ENTITIES, DESK, entity(kind, "XX-9"))).errors == []


async def test_many_entities_cost_one_question_to_the_index() -> None:
    asked = [{"__typename": "Order", "number": number} for number in ("SO-1", "SO-2", "SO-9") * 20]
    said = await say(indexed(), ENTITIES, C1, {"r": asked})
    assert said.data["_entities"] == [{"__typename": "Order"}, None, None] * 20
    assert said.recorded.of("index.known", "orders") == [
        ("index.known", ("SO-1", "SO-2", "SO-9"), C1.grant.rows),
        ("orders", ("SO-1",)),
    ]


@by_route
async def test_a_record_that_changed_hands_since_it_was_indexed_is_not_there(route: Route) -> None:
    world = indexed()
    orders = world.reads["erp", "orders"].records
    world.reads["erp", "orders"].records = {
        number: replace(order, customer="C-7") for number, order in orders.items()
    }
    purchases = world.reads["erp", "purchase_orders"].records
    purchases["PU-1"] = replace(purchases["PU-1"], supplier="V-7")
    said = await say(world, route.document, route.granted, {"id": route.name})
    assert (said.codes, said.sources) == (["NOT_FOUND"], {})
    assert len(said.recorded.of("learner.later", "learner.later_purchases")) == 1, "so the index hears of it"


@by_route
async def test_what_the_index_has_and_no_system_can_tell_is_an_error(route: Route) -> None:
    said = await say(dead(indexed()), route.document, route.granted, {"id": route.name})
    assert said.codes == ["BACKEND_UNAVAILABLE"]
    assert list(said.data.values()) == [None]


@pytest.mark.parametrize("name", ["", " ", "x" * 300, "SO-2 ", "\u200b", "%"])
async def test_a_name_that_nothing_can_have_is_not_there(name: str) -> None:
    for route in EVERY.values():
        said = await say(indexed(), route.document, route.denied, {"id": name})
        assert said.codes == ["NOT_FOUND"], route
        assert said.recorded.keys(route.port) == set()


async def test_other_ways_of_writing_are_other_names_by_number() -> None:
    said = await say(indexed(), BY_QUERY["order"], C2, {"id": "so-2"})
    assert said.codes == ["NOT_FOUND"]


async def test_of_a_name_that_two_have_the_own_one_is_shown() -> None:
    world = indexed()
    index = world.searching.index
    twice = replace(SO_2, terms=SO_2.terms | {term(TermKind.RETURN, "RMA-1")})
    index.held["SO-2"] = twice
    said = await say(world, BY_QUERY["return"], C2, {"id": "RMA-1"})
    assert said.codes == ["NOT_FOUND"], "its own record names another order"
    assert (await say(world, BY_QUERY["return"], C1, {"id": "RMA-1"})).errors == []


async def test_no_rows_at_all_are_none() -> None:
    nobody = Principal(partner="none", grant=replace(C1.grant, rows=RowScope(customers=frozenset())))
    for route in EVERY.values():
        assert (await say(indexed(), route.document, nobody, {"id": route.name})).codes == ["NOT_FOUND"]
    assert SO_1.owners.known
