"""Transfers in the answer: as positions tell of them, beside documents, and of what is nowhere yet."""

from datetime import timedelta
from decimal import Decimal

from domain.availability.answers import AddendKind, Availability, SegmentKind
from domain.availability.asking import Question
from domain.availability.rules import Lane, SellingRules, SupplyRule
from domain.availability.selling import Selling
from domain.availability.supply import Supply
from domain.catalog import Component, Product, UnitConversion
from domain.ports.graph import AVAILABILITY
from domain.ports.reading import Found, Missing
from domain.quantities import quantity
from domain.stock import Figure, StockKey, StockPosition, StockState, Transfer
from gateway.assembly.selling.bound import with_availability
from gateway.assembly.selling.coming import RememberedSupply
from tests.doubles.clock import START
from tests.doubles.selling import InMemorySupply
from tests.doubles.small_world import PLACES, SmallWorld

DAY = timedelta(days=1)
COUNTED_ON = SellingRules(supply=(SupplyRule(),), lanes=(Lane(takes=2 * DAY, origins=frozenset({"WEST"})),))


def world_of(
    rules: SellingRules, *, sellable: int | None = 60, unit: str = "EA", due: bool = True
) -> SmallWorld:
    """Four of AX-1 are on their way from WEST to EAST."""
    world = SmallWorld()
    moving = Transfer(
        reference="T1",
        quantity=quantity(4, unit),
        shipped_at=START - DAY,
        origin="WEST" if due else "NORTH",
        source="wms_west",
    )
    counted = {StockState.SELLABLE: sellable, StockState.IN_TRANSIT: 4}
    position = StockPosition(
        sku="E-1",
        location="DC01",
        unit=unit,
        figures=tuple(
            Figure(state=state, quantity=quantity(amount, unit), source="wms_east")
            for state, amount in counted.items()
            if amount is not None
        ),
        transfers=(moving,),
    )
    world.reads["wms_east", "stock"].records = {StockKey("E-1", "DC01"): position}
    world.reads["erp", "stock"].records = {}
    index = InMemorySupply()
    index.held["PO-1"] = [
        Supply(
            sku="AX-1",
            location="EAST",
            quantity=quantity(10),
            kind=SegmentKind.PURCHASE_ORDER,
            expected_at=START + 5 * DAY,
            reference="PO-1",
            source="erp",
        )
    ]
    selling, supply = Selling(rules, PLACES), RememberedSupply(index, world.clock)
    world.readers = with_availability(world.readers, selling, PLACES, world.clock, supply=supply)
    return world


async def ask(world: SmallWorld, question: Question) -> Availability:
    outcome = (await world.readers.of(AVAILABILITY).read([question], world.clock.within()))[question]
    assert isinstance(outcome, Found)
    return outcome.value.availability


def told(found: Availability) -> list[tuple[SegmentKind, timedelta, int, str]]:
    return [(one.kind, one.at - START, int(one.quantity.amount), one.supply) for one in found.segments]


async def test_they_are_promised_beside_purchase_orders() -> None:
    found = await ask(world_of(COUNTED_ON), Question("AX-1"))
    assert told(found) == [
        (SegmentKind.ON_HAND, timedelta(0), 60, ""),
        (SegmentKind.TRANSFER, DAY, 4, "T1"),
        (SegmentKind.PURCHASE_ORDER, 5 * DAY, 10, "PO-1"),
    ]


async def test_without_a_date_they_are_told_in_how_it_was_computed() -> None:
    world = world_of(COUNTED_ON, due=False)
    question = Question("AX-1")
    outcome = (await world.readers.of(AVAILABILITY).read([question], world.clock.within()))[question]
    assert isinstance(outcome, Found)
    assert SegmentKind.TRANSFER not in {one.kind for one in outcome.value.availability.segments}
    apart = [one for one in outcome.value.addends() if one.kind in {AddendKind.COMING, AddendKind.UNDATED}]
    assert [(one.kind, int(one.quantity.amount), one.source) for one in apart] == [
        (AddendKind.COMING, 4, "wms_west"),
        (AddendKind.UNDATED, -4, "ordergraph"),
    ]


async def test_where_no_rule_counts_on_supply_nothing_of_it_is_promised() -> None:
    found = await ask(world_of(SellingRules()), Question("AX-1"))
    assert told(found) == [(SegmentKind.ON_HAND, timedelta(0), 60, "")]


async def test_what_is_on_its_way_to_where_none_is_yet_is_known() -> None:
    found = await ask(world_of(COUNTED_ON, sellable=None), Question("AX-1", locations=("EAST",)))
    assert found.available.amount == 0
    assert told(found)[0] == (SegmentKind.TRANSFER, DAY, 4, "T1")
    world = world_of(COUNTED_ON, sellable=None)
    nowhere = Question("AX-1", locations=("WEST",))
    outcome = (await world.readers.of(AVAILABILITY).read([nowhere], world.clock.within()))[nowhere]
    assert isinstance(outcome, Missing)


async def test_they_come_in_the_base_unit() -> None:
    world = world_of(COUNTED_ON, unit="CS")
    cases = (UnitConversion(unit="CS", in_base=Decimal(12)),)
    case = Product(sku="AX-1", source="erp", conversions=cases)
    world.reads["erp", "products"].records = {"AX-1": case}
    found = await ask(world, Question("AX-1"))
    assert told(found)[:2] == [
        (SegmentKind.ON_HAND, timedelta(0), 720, ""),
        (SegmentKind.TRANSFER, DAY, 48, "T1"),
    ]


async def test_a_kit_waits_for_its_component() -> None:
    world = world_of(COUNTED_ON)
    parts = (Component(sku="AX-1", amount=Decimal(32)),)
    world.reads["erp", "products"].records = {"KIT-9": Product(sku="KIT-9", source="erp", components=parts)}
    found = await ask(world, Question("KIT-9"))
    assert told(found) == [
        (SegmentKind.ON_HAND, timedelta(0), 1, ""),
        (SegmentKind.TRANSFER, DAY, 1, "T1"),
    ]
