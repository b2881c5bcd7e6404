from adapters.transport.decode import RecordsRead, unusable
from adapters.warehouse.answers import by_shipment
from adapters.warehouse.records import WarehouseOrder
from adapters.warehouse.shipments import shipments
from domain.identifiers import Identifier, IdentifierKind
from domain.milestones import MilestoneCode
from domain.shipments import Shipment
from tests.adapters.warehouse.records import (
    REFERENCE,
    SHIPMENT,
    STATES,
    at,
    consignment,
    content,
    new_notes,
    order,
)


def only(*orders: WarehouseOrder) -> Shipment:
    notes = new_notes()
    made = shipments(orders, STATES, at(12), notes)
    assert notes.findings == ()
    assert list(made) == [SHIPMENT]
    return made[SHIPMENT]


def facts(shipment: Shipment) -> list[tuple[MilestoneCode, int]]:
    return [(fact.code, fact.occurred_at.hour) for fact in shipment.milestones]


def test_a_shipment_comes_to_be_with_the_first_packing_and_leaves_when_it_leaves() -> None:
    joint = consignment(content(6), content(3, order="SO-2"), shipped=8)
    first, second = (
        order(("packed", 7), consignments=(joint,)),
        order(("packed", 6), number="W-2", reference="SO-2", consignments=(joint,)),
    )
    shipment = only(first, second)
    assert facts(shipment) == [(MilestoneCode.SHIPMENT_CREATED, 6), (MilestoneCode.SHIPPED, 8)]
    assert {(fact.source, fact.reference, fact.location) for fact in shipment.milestones} == {
        ("house", SHIPMENT, "H1")
    }


def test_a_shipment_that_has_not_left_is_only_created() -> None:
    packed = order(("packed", 7), ("staged", 8), consignments=(consignment(content(6)),))
    assert facts(only(packed)) == [(MilestoneCode.SHIPMENT_CREATED, 7)]


def test_a_shipment_of_two_orders_is_one_and_names_both() -> None:
    joint = consignment(content(6), content(3, order="SO-2"))
    shipment = only(
        order(("packed", 7), consignments=(joint,)),
        order(("packed", 6), number="W-2", reference="SO-2", consignments=(joint,)),
    )
    assert (shipment.sources, shipment.carrier, shipment.service) == (("house",), "PONE", "GROUND")
    assert (shipment.origin, shipment.as_of, shipment.tracking_numbers) == ("H1", at(12), ("T-1",))
    assert shipment.contents == joint.contents
    names = [
        (IdentifierKind.SHIPMENT, SHIPMENT),
        (IdentifierKind.WAREHOUSE_ORDER, "W-1"),
        (IdentifierKind.WAREHOUSE_ORDER, "W-2"),
        (IdentifierKind.ORDER, REFERENCE),
        (IdentifierKind.ORDER, "SO-2"),
        (IdentifierKind.TRACKING, "T-1"),
    ]
    assert shipment.identifiers == tuple(Identifier(kind, "house", value) for kind, value in names)


def test_a_broken_order_costs_no_shipment_that_another_one_tells() -> None:
    broken = unusable("house", "[1]: broken", "broken")
    read: RecordsRead[tuple[str, ...], str] = RecordsRead(
        [(("S-1", "S-2"), "W-1"), (("S-2",), "W-2")], {("S-2", "S-3"): broken}, broken
    )
    assert by_shipment(read) == RecordsRead(
        [("S-1", "W-1"), ("S-2", "W-1"), ("S-2", "W-2")], {"S-3": broken}, broken
    )
