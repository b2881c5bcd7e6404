"""An order that the index still holds under a name from before it was tied is shown once, by its number."""

from msgspec.structs import replace

from tests.doubles.small_rows import SO_1, SO_2
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import data


async def test_a_place_under_another_number_shows_no_order() -> None:
    world = SmallWorld()
    untied = replace(SO_1, number="erp:SO-1")
    world.searching.index.held = {row.number: row for row in (SO_1, SO_2, untied)}
    answer = await data(world, "{ orders { edges { node { number } } } }")
    shown = [edge["node"]["number"] for edge in answer["orders"]["edges"] if edge["node"]]
    assert sorted(shown) == ["SO-1", "SO-2"]


async def test_an_order_is_read_by_any_of_its_names() -> None:
    answer = await data(SmallWorld(), '{ order(number: "erp:SO-1") { number } }')
    assert answer == {"order": {"number": "SO-1"}}
