"""Stock positions as the graph tells them: our holds are a figure of ours, counted once."""

from typing import Any

from msgspec.structs import replace

from domain.availability.selling import Selling
from domain.partners import Principal, Scope
from domain.quantities import quantity
from domain.stock import Figure, StockKey, StockState
from gateway.assembly.selling.bound import with_availability
from tests.doubles.clock import START
from tests.doubles.selling import InMemoryHolds
from tests.doubles.small_world import PLACES, SmallWorld
from tests.resolvers.asking import DESK, ask, data, may
from tests.resolvers.rows.asking_rows import held_to

POSITIONS = """{ stockPositions(skus: ["AX-1"]) {
  location sellable { amount } reserved { amount unit }
  figures { state quantity { amount } source asOf } freshness { source state }
} }"""
HELD = {"AX-1": {"at:EAST": 12, "seller:web@": 12}}


def world_holding(sums: dict[str, dict[str, int]]) -> SmallWorld:
    world = SmallWorld()
    holds = InMemoryHolds(sums, at=START)
    world.readers = with_availability(world.readers, Selling(places=PLACES), PLACES, world.clock, holds=holds)
    return world


async def position(world: SmallWorld, principal: Principal = DESK) -> Any:  # noqa: ANN401 - data of the answer
    (one,) = (await data(world, POSITIONS, principal))["stockPositions"]
    return one


async def test_what_we_hold_is_reserved_and_says_who_holds_it() -> None:
    one = await position(world_holding(HELD))
    assert one["reserved"] == {"amount": "12", "unit": "EA"}
    assert [each for each in one["figures"] if each["state"] == "RESERVED"] == [
        {
            "state": "RESERVED",
            "quantity": {"amount": "12"},
            "source": "ordergraph",
            "asOf": "2026-03-02T08:00:00Z",
        }
    ]


async def test_it_is_added_to_what_a_system_holds() -> None:
    world = world_holding(HELD)
    east = world.reads["wms_east", "stock"].records
    key = StockKey("E-1", "DC01")
    theirs = Figure(state=StockState.RESERVED, quantity=quantity(5), source="wms_east")
    # The double's records are everybody's: a copy of this world alone.
    world.reads["wms_east", "stock"].records = {
        **east,
        key: replace(east[key], figures=(*east[key].figures, theirs)),
    }
    one = await position(world)
    assert one["reserved"] == {"amount": "17", "unit": "EA"}
    reserved = [each for each in one["figures"] if each["state"] == "RESERVED"]
    told = [(each["source"], each["quantity"]["amount"]) for each in reserved]
    assert told == [("wms_east", "5"), ("ordergraph", "12")]


async def test_without_holds_nothing_is_reserved() -> None:
    one = await position(world_holding({"AX-1": {"at:WEST": 3}}))
    assert one["reserved"] is None
    assert "ordergraph" not in {each["source"] for each in one["figures"]}
    assert one == await position(SmallWorld())


async def test_it_says_how_fresh_the_systems_are_as_before() -> None:
    one, plain = await position(world_holding(HELD)), await position(SmallWorld())
    assert one["freshness"] == plain["freshness"] != []
    assert one["sellable"] == plain["sellable"]


async def test_availability_takes_them_off_once() -> None:
    document = '{ availability(skus: ["AX-1"]) { available { amount } } }'
    both = document.removesuffix("}") + POSITIONS.removeprefix("{")
    alone, beside = [await data(world_holding(HELD), asked) for asked in (document, both)]
    assert alone["availability"] == beside["availability"] == [{"available": {"amount": "58"}}]
    assert beside["stockPositions"][0]["reserved"]["amount"] == "12"


async def test_holds_at_places_of_others_and_without_the_grant_are_not_told() -> None:
    assert (await position(world_holding(HELD), held_to(locations="EAST")))["reserved"]["amount"] == "12"
    assert (await data(world_holding(HELD), POSITIONS, held_to(locations="WEST")))["stockPositions"] == []
    refused = await ask(world_holding(HELD), POSITIONS, may(Scope.AVAILABILITY_READ))
    assert refused.errors
    assert not (refused.data or {}).get("stockPositions")
