"""The POSITIONS port over the small world: our holds beside what the systems count, and nowhere else."""

from decimal import Decimal

from msgspec.structs import replace

from domain.availability.grains import MEASURED
from domain.errors import BackendUnavailable
from domain.ports.backends import STOCK
from domain.ports.graph import POSITIONS
from domain.ports.reading import Failed, Found, Missing
from domain.quantities import quantity
from domain.stock import Figure, StockKey, StockPosition, StockState
from tests.doubles.clock import START
from tests.doubles.selling import InMemoryHolds
from tests.doubles.small_world import SmallWorld
from tests.gateway.assembly.selling.test_reader import world_of

EAST = StockKey("AX-1", "EAST")
WEST = StockKey("AX-2", "WEST")


def holding(**at: int) -> InMemoryHolds:
    buckets = {f"at:{place}": much for place, much in at.items()}
    return InMemoryHolds({"AX-1": {**buckets, "seller:web@": sum(at.values())}}, at=START)


async def read(world: SmallWorld, *keys: StockKey) -> list[Found[StockPosition] | Missing | Failed]:
    """As they are read, and the same from memory."""
    reader, demand = world.readers.of(POSITIONS), world.clock.within()
    told = await reader.read(keys, demand)
    again = reader.peek(keys, demand)
    assert again is not None
    assert [again[key] for key in keys] == [told[key] for key in keys]
    return [told[key] for key in keys]


def held(outcome: Found[StockPosition] | Missing | Failed) -> list[Figure]:
    assert isinstance(outcome, Found)
    return [figure for figure in outcome.value.figures if figure.state is StockState.RESERVED]


async def test_a_hold_is_a_figure_of_ours_at_its_place_alone() -> None:
    world = world_of(holds=holding(EAST=12))
    east, west = await read(world, EAST, WEST)
    assert held(east) == [
        Figure(state=StockState.RESERVED, quantity=quantity(12), source="ordergraph", as_of=START)
    ]
    assert held(west) == []


async def test_the_systems_figures_and_their_stamps_stand() -> None:
    world = world_of(holds=holding(EAST=12))
    (east,) = await read(world, EAST)
    plain = (await world.readers.of(STOCK).read([EAST], world.clock.within()))[EAST]
    assert isinstance(east, Found)
    assert isinstance(plain, Found)
    assert east.value.figures[:-1] == plain.value.figures
    assert (east.stamps, east.findings, east.gaps) == (plain.stamps, plain.findings, plain.gaps)
    assert held(plain) == []


async def test_what_is_measured_is_told_in_its_unit() -> None:
    world = world_of(holds=holding(EAST=MEASURED * 3 // 2))
    key = StockKey("E-1", "DC01")
    kilos = StockPosition(
        sku="E-1",
        location="DC01",
        unit="KG",
        figures=(
            Figure(state=StockState.SELLABLE, quantity=quantity(100, "KG"), source="wms_east"),
            Figure(state=StockState.RESERVED, quantity=quantity(2, "KG"), source="wms_east"),
        ),
    )
    world.reads["wms_east", "stock"].records = {key: kilos}
    world.reads["erp", "stock"].records = {}
    products = world.reads["erp", "products"].records
    world.reads["erp", "products"].records = {"AX-1": replace(products["AX-1"], base_unit="KG")}
    (east,) = await read(world, EAST)
    assert [(one.source, one.quantity) for one in held(east)] == [
        ("wms_east", quantity(2, "KG")),
        ("ordergraph", quantity(Decimal("1.5"), "KG")),
    ]


async def test_memory_without_holds_or_without_stock_is_not_whole() -> None:
    holds = holding(EAST=12)
    world = world_of(holds=holds)
    await read(world, EAST)
    holds.is_read = False
    assert world.readers.of(POSITIONS).peek([EAST], world.clock.within()) is None
    bare = SmallWorld(remembers=True)
    assert bare.readers.of(POSITIONS).peek([EAST], bare.clock.within()) is None


async def test_what_nobody_counts_is_missing_and_what_cannot_be_read_has_failed() -> None:
    world = world_of(holds=holding(EAST=12, WEST=3))
    (nowhere,) = await read(world, StockKey("AX-1", "WEST"))
    assert isinstance(nowhere, Missing)
    away = world_of(holds=holding(EAST=12))
    for name in ("erp", "wms_east"):
        away.reads[name, "stock"].error = BackendUnavailable("is down", backend=name)
    (east,) = await read(away, EAST)
    assert isinstance(east, Failed)
