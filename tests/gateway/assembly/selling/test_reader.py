"""The AVAILABILITY port over the small world: what is read for it, and what if it cannot be."""

from decimal import Decimal

from domain.availability.asking import Answered, Question
from domain.availability.plans import Ask
from domain.availability.rules import Pool, Reserve, SellingRules
from domain.availability.selling import Selling
from domain.catalog import Component, Product
from domain.errors import BackendUnavailable
from domain.freshness import FreshState
from domain.ports.graph import AVAILABILITY
from domain.ports.reading import Failed, Found, Missing
from gateway.assembly.selling.bound import with_availability
from tests.doubles.selling import InMemoryHolds
from tests.doubles.small_world import PLACES, SmallWorld

EAST_RESERVE = SellingRules(
    pools=(Pool(name="all", locations=PLACES),),
    reserves=(Reserve(name="market", pool="all", units=Decimal(15), channels=frozenset({"market"})),),
)


def world_of(rules: SellingRules | None = None, holds: InMemoryHolds | None = None) -> SmallWorld:
    world = SmallWorld()
    selling = Selling(rules or SellingRules(), PLACES)
    world.readers = with_availability(world.readers, selling, PLACES, world.clock, holds=holds)
    return world


async def read(world: SmallWorld, *questions: Question) -> list[Found[Answered] | Missing | Failed]:
    reader = world.readers.of(AVAILABILITY)
    demand = world.clock.within()
    told = await reader.read(questions, demand)
    again = reader.peek(questions, demand)
    assert again is not None
    for question in questions:
        one, other = told[question], again[question]
        if isinstance(one, Found) and isinstance(other, Found):
            assert one.value.availability == other.value.availability
    return [told[question] for question in questions]


def much(outcome: object) -> int:
    assert isinstance(outcome, Found)
    return int(outcome.value.availability.available.amount)


async def test_each_port_of_each_system_is_read_once_for_all_questions() -> None:
    world = world_of()
    told = await read(world, Question("AX-1"), Question("AX-2"), Question("AX-1", Ask("web")))
    assert [much(one) for one in told] == [70, 20, 70]
    calls = {key: len(one.calls) for key, one in world.reads.items() if one.calls}
    assert calls == {
        ("erp", "stock"): 1,
        ("wms_east", "stock"): 1,
        ("wms_west", "stock"): 1,
        ("erp", "products"): 1,
    }


async def test_our_own_holds_are_taken_off() -> None:
    holds = InMemoryHolds({"AX-1": {"at:EAST": 12, "seller:web@": 12}})
    (told,) = await read(world_of(holds=holds), Question("AX-1"))
    assert much(told) == 58


async def test_memory_without_holds_is_not_whole() -> None:
    holds = InMemoryHolds()
    world = world_of(holds=holds)
    await read(world, Question("AX-1"))
    holds.is_read = False
    assert world.readers.of(AVAILABILITY).peek([Question("AX-1")], world.clock.within()) is None


async def test_what_is_kept_for_others_elsewhere_is_kept_where_it_is_asked_for() -> None:
    question = Question("AX-1", Ask("web"), ("EAST",))
    assert much((await read(world_of(EAST_RESERVE), question))[0]) == 55
    assert much((await read(world_of(), question))[0]) == 70


async def test_a_kit_that_nobody_keeps_is_made_of_its_components() -> None:
    world = world_of(SellingRules(kits_from_many=True))
    parts = (Component("AX-1", Decimal(2)), Component("AX-2", Decimal(1)))
    world.reads["erp", "products"].records["K-1"] = Product(sku="K-1", source="erp", components=parts)
    (told,) = await read(world, Question("K-1"))
    assert much(told) == 20
    assert isinstance(told, Found)
    assert {stamp.source for stamp in told.stamps} == {"erp", "wms_east", "wms_west"}
    addends = told.value.addends()
    assert [(one.note, int(one.quantity.amount)) for one in addends] == [("AX-2", 20)]
    alone = world_of()
    alone.reads["erp", "products"].records = world.reads["erp", "products"].records
    assert much((await read(alone, Question("K-1")))[0]) == 0


async def test_a_kit_of_itself_ends() -> None:
    world = world_of()
    parts = (Component("K-1", Decimal(1)),)
    world.reads["erp", "products"].records["K-1"] = Product(sku="K-1", source="erp", components=parts)
    (told,) = await read(world, Question("K-1"))
    assert isinstance(told, Missing)


async def test_what_nobody_keeps_is_missing_and_what_cannot_be_read_has_failed() -> None:
    world = world_of()
    world.reads["wms_east", "stock"].error = BackendUnavailable("is down", backend="wms_east")
    world.reads["erp", "stock"].error = BackendUnavailable("is down", backend="erp")
    one, other, third = await read(world, Question("AX-1"), Question("AX-2"), Question("AX-9"))
    assert isinstance(one, Failed)
    assert much(other) == 20
    assert isinstance(other, Found)
    assert {stamp.state for stamp in other.stamps if stamp.source == "wms_west"} == {FreshState.FRESH}
    assert isinstance(third, Failed)
    assert isinstance((await read(world_of(), Question("AX-9")))[0], Missing)
    assert isinstance((await read(world_of(), Question("AX-1", Ask(), ("WEST",))))[0], Missing)
