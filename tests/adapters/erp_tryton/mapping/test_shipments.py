"""From customer shipments to ours."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.erp_tryton.mapping.vocabulary import SHIPMENT_STATES
from domain.folds.shipment_status import shipment_status
from domain.identifiers import Identifier, IdentifierKind
from domain.milestones import Classifier, MilestoneCode
from domain.quantities import Quantity, quantity
from domain.shipments import Content, Package, ShipmentStatus
from tests.adapters.erp_tryton.replies import (
    INSTANCE,
    LEFT,
    PACKED,
    PICKED,
    RELEASED,
    TODAY,
    UNIT,
    Json,
    day,
    moment,
    outgoing,
    shipment,
)
from tests.adapters.erp_tryton.shipped import BOXES, told


def facts(record: Json) -> dict[MilestoneCode, datetime]:
    found = told(record)
    assert found.findings == ()
    real = [fact for fact in found.value.milestones if fact.classifier is Classifier.ACTUAL]
    assert {(fact.reference, fact.location, fact.source) for fact in real} == {("17", "WH-E", INSTANCE)}
    return {fact.code: fact.occurred_at for fact in real}


def in_state(state: str, *, moved: datetime, **other: object) -> Json:
    moves = [outgoing(state="done" if state == "done" else "assigned", write_date=moment(moved))]
    return shipment(state=state, **{"outgoing_moves.": moves, "write_date": moment(LEFT)}, **other)


def test_a_shipment_is_what_it_carries_from_where() -> None:
    found = told(shipment(**{"packages.": BOXES, "outgoing_moves.": [outgoing(package=11)]}))
    assert found.findings == ()
    made = found.value
    assert (made.id, made.sources, made.origin, made.carrier) == ("17", (INSTANCE,), "WH-E", "CR-SWIFT")
    assert made.packages == (Package(id="P-1", tracking_number="TRK-1"), Package(id="P-2"))
    assert made.contents == (
        Content(order="21", sku="AX-1028", quantity=quantity(10), line="27", package="P-1"),
    )
    assert made.promised_at is None
    assert set(made.identifiers) == {
        Identifier(IdentifierKind.SHIPMENT, INSTANCE, "17"),
        Identifier(IdentifierKind.ORDER, INSTANCE, "21"),
        Identifier(IdentifierKind.TRACKING, INSTANCE, "TRK-1"),
    }


@pytest.mark.parametrize(
    ("own", "numbers"), [(None, ("TRK-1",)), ("TRK-1", ("TRK-1",)), ("TRK-0", ("TRK-1", "TRK-0"))]
)
def test_tracking_numbers_are_those_of_packages_and_the_shipment_s_own(
    own: str | None, numbers: tuple[str, ...]
) -> None:
    made = told(shipment(shipping_reference=own, **{"packages.": BOXES})).value
    assert made.tracking_numbers == numbers


def test_a_shipment_needs_no_carrier() -> None:
    assert told(shipment(**{"carrier.": None})).value.carrier == ""
    assert told(shipment(**{"carrier.": {"id": 1, "party.": None}})).value.carrier == ""


def test_it_may_carry_lines_of_several_orders() -> None:
    other = outgoing(
        99, origin="sale.line,40", internal_quantity=2.5, **{"sale.": {"id": 24, "number": "22"}}
    )
    kilogram = {"id": 30, "code": "AX-1010", "default_uom.": UNIT | {"symbol": "kg"}}
    made = told(shipment(**{"outgoing_moves.": [outgoing(), other | {"product.": kilogram}]})).value
    assert [(part.order, part.line, part.quantity) for part in made.contents] == [
        ("21", "27", quantity(10)),
        ("22", "40", Quantity(quantity("2.5").amount, "KG")),
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"sale.": None},
        {"sale.": {"id": 1, "number": None}},
        {"state": "cancelled"},
        {"internal_quantity": 0.0},
    ],
)
def test_what_is_no_order_s_does_not_count_as_contents(other: Json) -> None:
    found = told(shipment(**{"outgoing_moves.": [outgoing(), outgoing(99, **other)]}))
    assert len(found.value.contents) == 1
    assert found.findings == ()


@pytest.mark.parametrize(
    "other", [{"origin": "sale.line.component,5"}, {"origin": None}, {"product.": {"default_uom.": UNIT}}]
)
def test_goods_of_an_order_that_belong_to_no_line_are_noted(other: Json) -> None:
    found = told(shipment(**{"outgoing_moves.": [outgoing(), outgoing(99, **other)]}))
    assert len(found.value.contents) == 1
    assert [finding.group for finding in found.findings] == [f"{INSTANCE}/outgoing_moves[]"]
    assert "outgoing_moves[99] is of no line" in found.findings[0].detail


def test_a_cancelled_shipment_says_what_it_should_have_carried() -> None:
    made = told(shipment(state="cancelled", **{"outgoing_moves.": [outgoing(state="cancelled")]})).value
    assert [part.quantity for part in made.contents] == [quantity(10)]
    assert shipment_status(made.milestones) is ShipmentStatus.CANCELLED


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", {}),
        ("waiting", {}),
        ("assigned", {}),
        ("picked", {}),
        ("packed", {MilestoneCode.PACKED: PACKED}),
        ("shipped", {MilestoneCode.PACKED: PACKED, MilestoneCode.SHIPPED: LEFT}),
        ("done", {MilestoneCode.PACKED: PACKED, MilestoneCode.SHIPPED: PACKED}),
        ("cancelled", {MilestoneCode.CANCELLED: LEFT}),
    ],
)
def test_each_state_of_a_shipment(state: str, expected: dict[MilestoneCode, datetime]) -> None:
    told_facts = facts(in_state(state, moved=PACKED))
    assert told_facts == {MilestoneCode.SHIPMENT_CREATED: RELEASED} | expected
    assert state in SHIPMENT_STATES


def test_no_state_is_forgotten() -> None:
    assert len(SHIPMENT_STATES) == 8


def test_an_unknown_state_is_found_and_advances_nothing() -> None:
    found = told(shipment(state="teleported", write_date=moment(LEFT)))
    assert [finding.group for finding in found.findings] == [f"{INSTANCE}/shipment state/teleported"]
    unknown = [fact for fact in found.value.milestones if fact.code is MilestoneCode.UNKNOWN]
    assert [(fact.raw_code, fact.occurred_at) for fact in unknown] == [("teleported", LEFT)]
    assert shipment_status(found.value.milestones) is ShipmentStatus.CREATED


@pytest.mark.parametrize(
    ("effective", "moved", "left"),
    [
        # Told on its day: when it was told.
        (TODAY, LEFT, LEFT),
        (None, LEFT, LEFT),
        # Told later: at the start of its day.
        (TODAY - timedelta(days=1), LEFT, datetime(2026, 11, 20, 5, 0, tzinfo=UTC)),
    ],
)
def test_a_shipment_that_is_done_left_on_its_effective_date(
    effective: datetime | None, moved: datetime, left: datetime
) -> None:
    record = in_state("done", moved=moved, effective_date=day(effective) if effective else None)
    told_facts = facts(record)
    assert (told_facts[MilestoneCode.PACKED], told_facts[MilestoneCode.SHIPPED]) == (left, left)


def test_moves_that_were_called_off_do_not_say_when_it_left() -> None:
    moves = [outgoing(state="done", write_date=moment(PICKED))]
    moves += [outgoing(99, state="cancelled", write_date=moment(LEFT))]
    assert facts(shipment(state="done", **{"outgoing_moves.": moves}))[MilestoneCode.SHIPPED] == PICKED


def test_when_it_shall_leave_is_a_plan() -> None:
    made = told(shipment(planned_date=day(TODAY))).value
    (plan,) = (fact for fact in made.milestones if fact.classifier is Classifier.PLANNED)
    assert (plan.code, plan.occurred_at) == (
        MilestoneCode.SHIPPED,
        datetime(2026, 11, 22, 4, 59, 59, tzinfo=UTC),
    )
    assert shipment_status(made.milestones) is ShipmentStatus.CREATED
