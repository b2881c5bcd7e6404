"""What a case touches, from its subjects through every system to customers and places."""

import pytest
from msgspec.structs import replace

from domain.cases.impact import Impact
from domain.errors import BackendUnavailable
from domain.freshness import FreshState
from domain.orders import OrderStatus
from domain.ports import backends as ports
from domain.ports.graph import IMPACT
from domain.ports.reading import Found
from domain.search.orders import OrderRow
from domain.search.terms import Term, TermKind
from gateway.assembly.touched.impact import ImpactReader
from tests.doubles.order_index import InMemoryOrderIndex
from tests.doubles.small_world import SmallWorld

BOTH = Impact(
    orders=("SO-1", "SO-2"), skus=("AX-1", "AX-2"), customers=("C-1", "C-2"), locations=("EAST", "WEST")
)


async def impacts(world: SmallWorld, *subjects: str) -> dict[str, Impact]:
    found = await world.readers.of(IMPACT).read(subjects, world.clock.within())
    return {key: outcome.value for key, outcome in found.items() if isinstance(outcome, Found)}


async def test_an_order_leads_to_its_customer_items_and_places() -> None:
    (impact,) = (await impacts(SmallWorld(), "order:SO-2")).values()
    assert impact == Impact(orders=("SO-2",), skus=("AX-1",), customers=("C-2",), locations=("EAST",))


async def test_a_shipment_leads_to_every_order_in_it() -> None:
    assert await impacts(SmallWorld(), "shipment:SHE-1") == {"shipment:SHE-1": BOTH}


async def test_a_parcel_leads_to_what_its_carrier_was_told_of_it() -> None:
    world = SmallWorld()
    tracking = world.reads["carrier", ports.TRACKING.name]
    for reference, touches in (("SHE-1", BOTH.orders), ("SO-2", ("SO-2",)), ("?", ())):
        tracking.records["1Z1"] = replace(tracking.records["1Z1"], references=(reference,))
        assert (await impacts(world, "tracking:1Z1"))["tracking:1Z1"].orders == touches


async def test_the_index_knows_the_orders_of_a_parcel_whose_carrier_does_not() -> None:
    world = SmallWorld()
    known = frozenset({Term(TermKind.TRACKING, "1z1"), Term(TermKind.SHIPMENT, "she-9")})
    row = OrderRow(number="SO-2", source="erp", terms=known)
    reader = ImpactReader(
        orders=world.readers.of(ports.ORDERS),
        shipments=world.readers.of(ports.SHIPMENTS),
        tracking=world.readers.of(ports.TRACKING),
        index=InMemoryOrderIndex([row]),
    )
    for subject in ("tracking:1Z1", "shipment:SHE-9"):
        outcome = (await reader.read([subject], world.clock.within()))[subject]
        assert isinstance(outcome, Found)
        assert (outcome.value.orders, outcome.value.customers) == (("SO-2",), ("C-2",))


@pytest.mark.parametrize(
    ("subject", "touches"),
    [
        ("sku:AX-1@EAST", Impact(orders=("SO-2",), skus=("AX-1",), customers=("C-2",), locations=("EAST",))),
        ("sku:AX-1@WEST", Impact(skus=("AX-1",), locations=("WEST",))),
        (
            "source:wms_east",
            Impact(orders=("SO-2",), skus=("AX-1",), customers=("C-2",), locations=("EAST",)),
        ),
        ("source:erp", Impact()),
    ],
)
async def test_goods_lead_to_those_who_wait_for_them(subject: str, touches: Impact) -> None:
    world = SmallWorld()
    terms = frozenset(
        {Term(TermKind.SKU, "ax-1"), Term(TermKind.LOCATION, "east"), Term(TermKind.LOCATION, "west")}
    )
    rows = [
        OrderRow(number="SO-2", source="erp", status=OrderStatus.PICKING, terms=terms),
        OrderRow(number="SO-1", source="erp", status=OrderStatus.SHIPPED, terms=terms),
    ]
    reader = ImpactReader(
        orders=world.readers.of(ports.ORDERS),
        shipments=world.readers.of(ports.SHIPMENTS),
        tracking=world.readers.of(ports.TRACKING),
        index=InMemoryOrderIndex(rows),
        kept={"wms_east": ["EAST"]},
    )
    outcome = (await reader.read([subject], world.clock.within()))[subject]
    assert isinstance(outcome, Found)
    assert outcome.value == touches


async def test_what_leads_nowhere_is_told_as_it_is() -> None:
    said = await impacts(SmallWorld(), "sku:AX-1@EAST", "order:SO-9", "source:erp", "tracking:unknown")
    assert said == {
        "sku:AX-1@EAST": Impact(skus=("AX-1",), locations=("EAST",)),
        "order:SO-9": Impact(orders=("SO-9",)),
        "source:erp": Impact(),
        "tracking:unknown": Impact(),
    }


async def test_a_system_that_is_away_leaves_out_its_part_and_is_named() -> None:
    world = SmallWorld()
    world.reads["erp", ports.ORDERS.name].error = BackendUnavailable("cannot be reached", backend="erp")
    outcome = (await world.readers.of(IMPACT).read(["shipment:SHE-1"], world.clock.within()))[
        "shipment:SHE-1"
    ]
    assert isinstance(outcome, Found)
    assert outcome.value == Impact(orders=("SO-1", "SO-2"), skus=("AX-1",))
    assert {stamp.source: stamp.state for stamp in outcome.stamps}["erp"] is FreshState.UNAVAILABLE


async def test_many_subjects_cost_one_call_for_each_port() -> None:
    world = SmallWorld()
    await impacts(world, "order:SO-1", "order:SO-2", "shipment:SHE-1", "tracking:1Z1", "order:SO-1")
    assert world.calls() == {"carrier": 1, "erp": 1, "wms_east": 1, "wms_west": 1, "tms": 1}


async def test_looking_at_a_case_is_no_sighting_of_it() -> None:
    world = SmallWorld()
    orders = world.reads["erp", ports.ORDERS.name]
    orders.records["SO-2"] = replace(orders.records["SO-2"], customer="X-9")
    world.reads["wms_east", ports.SHIPMENTS.name].records["SHE-1"] = replace(
        world.reads["wms_east", ports.SHIPMENTS.name].records["SHE-1"], origin="NOWHERE"
    )
    await impacts(world, "shipment:SHE-1")
    assert world.findings == []
    await world.readers.of(ports.SHIPMENTS).read(["SHE-1"], world.clock.within())
    assert world.findings != []
