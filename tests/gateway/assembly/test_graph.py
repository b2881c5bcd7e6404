"""The assembled readers: our names in and out, each instance asked once, belief by authority."""

from decimal import Decimal

from msgspec.structs import replace

from domain.errors import BackendUnavailable
from domain.folds.line_quantities import line_quantities
from domain.folds.order_status import order_status
from domain.freshness import FreshState
from domain.orders import OrderStatus
from domain.ports import backends as ports
from domain.ports.graph import PROGRESS
from domain.ports.reading import Failed, Found, Missing
from domain.quantities import quantity
from domain.stock import Figure, StockKey, StockState
from tests.doubles.small_records import BOX
from tests.doubles.small_world import SmallWorld


def _down(world: SmallWorld, instance: str) -> None:
    for (name, _), read in world.reads.items():
        if name == instance:
            read.error = BackendUnavailable("cannot be reached", backend=instance)


async def test_an_order_comes_in_our_names() -> None:
    world = SmallWorld()
    found = (await world.readers.of(ports.ORDERS).read(["SO-1"], world.clock.within()))["SO-1"]
    assert isinstance(found, Found)
    assert [line.location for line in found.value.lines] == ["EAST", "WEST"]


async def test_a_number_that_nobody_knows_is_missing_and_known_beside_it_is_found() -> None:
    world = SmallWorld()
    answers = await world.readers.of(ports.ORDERS).read(["SO-1", "SO-9"], world.clock.within())
    assert isinstance(answers["SO-1"], Found)
    assert isinstance(answers["SO-9"], Missing)


async def test_only_the_warehouses_that_ship_the_order_are_asked() -> None:
    world = SmallWorld()
    await world.readers.of(ports.FULFILMENTS).read(["SO-2"], world.clock.within())
    assert world.calls() == {"erp": 1, "wms_east": 1, "tms": 1}


async def test_an_unknown_order_costs_no_warehouse_a_call() -> None:
    world = SmallWorld()
    answers = await world.readers.of(ports.FULFILMENTS).read(["SO-9"], world.clock.within())
    assert isinstance(answers["SO-9"], Missing)
    assert world.calls() == {"erp": 1}


async def test_with_the_erp_dead_every_warehouse_is_asked() -> None:
    world = SmallWorld()
    _down(world, "erp")
    answers = await world.readers.of(ports.FULFILMENTS).read(["SO-1"], world.clock.within())
    found = answers["SO-1"]
    assert isinstance(found, Found)
    assert {"wms_east", "wms_west"} <= set(found.value.sources)


async def test_shipments_carry_what_transport_knows() -> None:
    world = SmallWorld()
    found = (await world.readers.of(ports.FULFILMENTS).read(["SO-1"], world.clock.within()))["SO-1"]
    assert isinstance(found, Found)
    (shipment,) = found.value.shipments
    assert shipment.sources == ("wms_east", "tms")
    assert [leg.carrier for leg in shipment.legs] == ["PONE"]
    assert [content.sku for content in shipment.contents] == ["AX-1", "AX-1"]


async def test_one_request_reads_nothing_twice() -> None:
    world = SmallWorld()
    demand = world.clock.within()
    await world.readers.of(PROGRESS).read(["SO-1", "SO-2"], demand)
    await world.readers.of(ports.FULFILMENTS).read(["SO-1", "SO-2"], demand)
    await world.readers.of(ports.ORDERS).read(["SO-2", "SO-1"], demand)
    await world.readers.of(ports.TRACKING).read(["1Z1"], demand)
    assert all(len(read.calls) <= 1 for read in world.reads.values())
    await world.readers.of(ports.ORDERS).read(["SO-1"], world.clock.within())
    assert len(world.reads["erp", "orders"].calls) == 2


async def test_progress_brings_all_systems_together() -> None:
    world = SmallWorld()
    demand = world.clock.within()
    order = (await world.readers.of(ports.ORDERS).read(["SO-1"], demand))["SO-1"]
    progress = (await world.readers.of(PROGRESS).read(["SO-1"], demand))["SO-1"]
    assert isinstance(order, Found)
    assert isinstance(progress, Found)
    facts = [*order.value.milestones, *progress.value.milestones]
    first, second = order.value.lines
    assert order_status(order.value.lines, facts) is OrderStatus.PARTIALLY_DELIVERED
    assert line_quantities(first, facts).delivered == quantity(10)
    assert line_quantities(second, facts).picked == quantity(4), "half a case of eight"


async def test_a_dead_warehouse_is_a_gap_and_said_to_be_unavailable() -> None:
    world = SmallWorld()
    _down(world, "wms_west")
    found = (await world.readers.of(PROGRESS).read(["SO-1"], world.clock.within()))["SO-1"]
    assert isinstance(found, Found)
    assert [gap.backend for gap in found.gaps] == ["wms_west"]
    away = [stamp.source for stamp in found.stamps if stamp.state is FreshState.UNAVAILABLE]
    assert away == ["wms_west"]


async def test_a_dead_carrier_is_a_gap_of_progress_alone() -> None:
    world = SmallWorld()
    _down(world, "carrier")
    demand = world.clock.within()
    progress = (await world.readers.of(PROGRESS).read(["SO-1"], demand))["SO-1"]
    fulfilment = (await world.readers.of(ports.FULFILMENTS).read(["SO-1"], demand))["SO-1"]
    assert isinstance(progress, Found)
    assert isinstance(fulfilment, Found)
    assert [gap.backend for gap in progress.gaps] == ["carrier"]
    assert fulfilment.gaps == ()


async def test_everything_dead_fails() -> None:
    world = SmallWorld()
    for instance in ("erp", "wms_east", "wms_west", "tms", "carrier"):
        _down(world, instance)
    answers = await world.readers.of(PROGRESS).read(["SO-1"], world.clock.within())
    assert isinstance(answers["SO-1"], Failed)


async def test_each_state_of_stock_comes_from_its_authority() -> None:
    world = SmallWorld()
    key = StockKey("AX-1", "EAST")
    found = (await world.readers.of(ports.STOCK).read([key], world.clock.within()))[key]
    assert isinstance(found, Found)
    told = {figure.state: (figure.source, figure.quantity.amount) for figure in found.value.figures}
    assert told == {
        StockState.SELLABLE: ("wms_east", Decimal(100)),
        StockState.PICKED: ("wms_east", Decimal(5)),
        StockState.ALLOCATED: ("wms_east", Decimal(30)),
        StockState.INCOMING: ("erp", Decimal(480)),
    }


async def test_stock_told_in_cases_is_counted_in_pieces() -> None:
    world = SmallWorld()
    key = StockKey("AX-2", "WEST")
    found = (await world.readers.of(ports.STOCK).read([key], world.clock.within()))[key]
    assert isinstance(found, Found)
    assert found.value.of(StockState.SELLABLE) == quantity(20)


async def test_cases_of_an_item_that_cannot_be_read_now_are_a_gap_and_no_finding() -> None:
    world = SmallWorld()
    world.reads["erp", "products"].error = BackendUnavailable("cannot be reached", backend="erp")
    key = StockKey("AX-2", "WEST")
    found = (await world.readers.of(ports.STOCK).read([key], world.clock.within()))[key]
    assert isinstance(found, Found)
    assert found.value.of(StockState.SELLABLE) is None
    assert [gap.backend for gap in found.gaps] == ["erp"]
    assert world.findings == []


async def test_cases_of_an_item_without_such_a_unit_are_found_out() -> None:
    world = SmallWorld()
    del world.reads["erp", "products"].records["AX-2"]
    key = StockKey("AX-2", "WEST")
    await world.readers.of(ports.STOCK).read([key], world.clock.within())
    assert [finding.code for finding in world.findings] == ["BAD_VALUE"]


async def test_a_count_without_its_warehouse_is_no_count() -> None:
    world = SmallWorld()
    _down(world, "wms_east")
    key = StockKey("AX-1", "EAST")
    found = (await world.readers.of(ports.STOCK).read([key], world.clock.within()))[key]
    assert isinstance(found, Found)
    assert found.value.of(StockState.ON_HAND) is None, "the ERP is not believed about what is there"
    assert [gap.backend for gap in found.gaps] == ["wms_east"]


async def test_claims_beyond_stock_are_found_once_in_a_request() -> None:
    world = SmallWorld()
    key = StockKey("E-1", "DC01")
    position = world.reads["wms_east", "stock"].records[key]
    counted = tuple(f for f in position.figures if f.state is not StockState.ALLOCATED)
    claims = Figure(state=StockState.ALLOCATED, quantity=quantity(101), source="wms_east")
    world.reads["wms_east", "stock"].records[key] = replace(position, figures=(*counted, claims))
    demand = world.clock.within()
    for _ in range(2):
        await world.readers.of(ports.STOCK).read([StockKey("AX-1", "EAST")], demand)
    assert [finding.code for finding in world.findings] == ["STOCK_OVERCLAIMED"]


async def test_a_name_that_nothing_ties_stays_in_its_namespace_and_is_found_out() -> None:
    world = SmallWorld()
    strange = replace(BOX.contents[0], sku="E-9")
    world.reads["wms_east", "shipments"].records["SHE-1"] = replace(BOX, contents=(strange,))
    found = (await world.readers.of(ports.SHIPMENTS).read(["SHE-1"], world.clock.within()))["SHE-1"]
    assert isinstance(found, Found)
    assert [content.sku for content in found.value.contents] == ["wms_east:E-9"]
    assert [(f.code, f.group) for f in world.findings] == [("UNLINKED_IDENTIFIER", "wms_east/item/E-9")]


async def test_what_memory_holds_of_every_port_is_told_at_once() -> None:
    world = SmallWorld(remembers=True)
    numbers = ["SO-1", "SO-2", "SO-9"]
    readers = world.readers
    fulfilled = await readers.of(ports.FULFILMENTS).read(numbers, world.clock.within())
    progressed = await readers.of(PROGRESS).read(numbers, world.clock.within())
    calls = world.calls()
    assert readers.of(ports.FULFILMENTS).peek(numbers, world.clock.within()) == fulfilled
    assert readers.of(PROGRESS).peek(numbers, world.clock.within()) == progressed
    assert world.calls() == calls
