"""What is due and has not come, by declared rules."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.folds.overdue import (
    OVERDUE,
    DueRule,
    DueSubject,
    Overdue,
    overdue_finding,
    overdue_of_order,
    overdue_of_shipment,
)
from domain.milestones import Classifier, Milestone, MilestoneCode
from domain.orders import Order, OrderLine
from domain.quantities import quantity
from domain.shipments import Shipment
from tests.doubles.clock import START

Code = MilestoneCode
HOUR = timedelta(hours=1)


def fact(code: MilestoneCode, hours: float, **more: object) -> Milestone:
    return Milestone(code=code, occurred_at=START + HOUR * hours, source="wms", **more)  # type: ignore[arg-type] # the caller names fields of Milestone


def rule(milestone: MilestoneCode, within: float, after: MilestoneCode | None, **more: object) -> DueRule:
    settings: dict[str, object] = {"subject": DueSubject.ORDER, "owed_by": "wms_east", **more}
    return DueRule(milestone=milestone, within=HOUR * within, after=after, **settings)  # type: ignore[arg-type] # likewise


ORDER = Order(
    number="SO-1",
    source="erp",
    channel="WEB",
    promised_at=START + HOUR * 48,
    lines=(
        OrderLine(id="10", sku="A", ordered=quantity(4), location="EAST"),
        OrderLine(id="20", sku="B", ordered=quantity(2), location="WEST"),
    ),
)
RELEASED = fact(Code.RELEASED, 0)
SHIPPED_EAST = fact(Code.SHIPPED, 3, line="10", quantity=quantity(4), location="EAST", reference="S1")


def late(*facts: Milestone, rules: tuple[DueRule, ...], at: float = 10) -> list[Overdue]:
    return overdue_of_order(ORDER, facts, rules, START + HOUR * at)


def test_a_milestone_is_overdue_once_its_time_has_passed() -> None:
    shipping = rule(Code.SHIPPED, 5, Code.RELEASED)
    assert late(RELEASED, rules=(shipping,), at=5) == []
    (one,) = late(RELEASED, rules=(shipping,), at=6)
    assert (one.milestone, one.due_at, one.owed_by) == (Code.SHIPPED, START + HOUR * 5, "wms_east")


def test_what_never_began_is_not_due() -> None:
    assert late(rules=(rule(Code.SHIPPED, 5, Code.RELEASED),)) == []


def test_a_part_that_came_leaves_the_rest_due() -> None:
    whole = rule(Code.SHIPPED, 5, Code.RELEASED)
    assert late(RELEASED, SHIPPED_EAST, rules=(whole,)) != []


def test_each_place_owes_its_own_part() -> None:
    rules = tuple(
        rule(Code.SHIPPED, 5, Code.RELEASED, locations=frozenset({place}), owed_by=system)
        for place, system in (("EAST", "wms_east"), ("WEST", "wms_west"))
    )
    (one,) = late(RELEASED, SHIPPED_EAST, rules=rules)
    assert (one.location, one.owed_by) == ("WEST", "wms_west")


def test_the_promise_is_a_beginning_too() -> None:
    delivery = rule(Code.DELIVERED, 2, None, owed_by="carrier")
    assert late(RELEASED, rules=(delivery,), at=50) == []
    assert [one.due_at for one in late(RELEASED, rules=(delivery,), at=51)] == [START + HOUR * 50]


@pytest.mark.parametrize("ending", [Code.CANCELLED, Code.CLOSED, Code.HELD])
def test_an_order_that_ended_or_is_held_owes_nothing(ending: MilestoneCode) -> None:
    assert late(RELEASED, fact(ending, 1), rules=(rule(Code.SHIPPED, 5, Code.RELEASED),)) == []


def test_a_rule_of_another_channel_does_not_speak() -> None:
    assert late(RELEASED, rules=(rule(Code.SHIPPED, 5, Code.RELEASED, channels=frozenset({"EDI"})),)) == []


def test_what_waits_for_supply_is_not_owed_by_the_warehouse() -> None:
    lacking = fact(Code.BACKORDERED, 1, line="20", quantity=quantity(2), location="WEST")
    assert late(RELEASED, SHIPPED_EAST, lacking, rules=(rule(Code.SHIPPED, 5, Code.RELEASED),)) == []


@given(st.integers(0, 9), st.sampled_from([Classifier.ESTIMATED, Classifier.PLANNED]))
def test_an_estimate_neither_begins_nor_ends_anything(hours: int, classifier: Classifier) -> None:
    shipping = rule(Code.SHIPPED, 5, Code.RELEASED)
    guess = fact(Code.SHIPPED, hours, classifier=classifier)
    assert late(RELEASED, guess, rules=(shipping,)) == late(RELEASED, rules=(shipping,))
    assert late(fact(Code.RELEASED, 0, classifier=classifier), rules=(shipping,)) == []


def test_a_shipment_owes_its_own_milestones() -> None:
    shipment = Shipment(id="S1", sources=("wms_east",), origin="EAST")
    pickup = rule(Code.PICKED_UP, 4, Code.PACKED, subject=DueSubject.SHIPMENT, owed_by="carrier")
    packed = fact(Code.PACKED, 0)
    (one,) = overdue_of_shipment(shipment, [packed], (pickup,), START + HOUR * 5)
    assert (one.milestone, one.owed_by, one.location) == (Code.PICKED_UP, "carrier", "EAST")
    came = fact(Code.PICKED_UP, 3)
    assert overdue_of_shipment(shipment, [packed, came], (pickup,), START + HOUR * 5) == []
    elsewhere = rule(
        Code.PICKED_UP, 4, Code.PACKED, subject=DueSubject.SHIPMENT, locations=frozenset({"WEST"})
    )
    assert overdue_of_shipment(shipment, [packed], (elsewhere,), START + HOUR * 5) == []


def test_the_finding_names_who_owes_it() -> None:
    (one,) = late(RELEASED, rules=(rule(Code.SHIPPED, 5, Code.RELEASED),))
    finding = overdue_finding("order:SO-1", one)
    assert (finding.code, finding.systems, finding.subjects) == (OVERDUE, ("wms_east",), ("order:SO-1",))
    assert "wms_east owes it" in finding.detail
