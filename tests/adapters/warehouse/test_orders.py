import pytest

from adapters.warehouse.orders import Work, fulfilled
from adapters.warehouse.records import Step, steps
from domain.folds.line_quantities import line_quantities
from domain.folds.order_status import order_status
from domain.identifiers import Identifier, IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Fulfilment, OrderLine, OrderStatus, WorkedLine
from domain.quantities import quantity
from tests.adapters.warehouse.records import (
    REFERENCE,
    STATES,
    at,
    consignment,
    content,
    counts,
    new_notes,
    order,
)

C = MilestoneCode
LINE_10 = OrderLine(id="10", sku="", ordered=quantity(12))


def told(*work: Work) -> Fulfilment:
    notes = new_notes()
    fulfilment = fulfilled(work, STATES, at(12), notes)
    assert notes.findings == ()
    return fulfilment


def parts(facts: Fulfilment, *codes: MilestoneCode) -> list[tuple[MilestoneCode, str, int | None, int]]:
    return [
        (fact.code, fact.line, int(fact.quantity.amount) if fact.quantity else None, fact.occurred_at.hour)
        for fact in facts.milestones
        if fact.code in codes
    ]


def test_a_step_is_a_fact_of_the_order_or_of_each_line_that_has_a_part_in_it() -> None:
    lines = [counts("10", picked=9, short=3), counts("20", picked=12), counts("30")]
    facts = told(Work(order(("walking", 4), ("short", 5), ("staged", 6)), lines))
    assert parts(facts, C.PICK_STARTED, C.PICKED, C.SHORT_PICKED) == [
        (C.PICK_STARTED, "", None, 4),
        (C.PICKED, "10", 9, 5),
        (C.PICKED, "20", 12, 5),
        (C.SHORT_PICKED, "10", 3, 5),
    ]
    assert {(fact.source, fact.reference, fact.location) for fact in facts.milestones} == {
        ("house", "W-1", "H1")
    }


def test_a_line_s_number_is_told_with_its_item() -> None:
    facts = told(
        Work(order(("walking", 4)), [counts("10"), counts("20")]), Work(order(("new", 1)), [counts("10")])
    )
    assert facts.lines == (WorkedLine("house", "10", "AX-1"), WorkedLine("house", "20", "AX-1"))


def test_what_was_picked_or_found_short_had_been_allocated() -> None:
    facts = told(Work(order(("allocated", 3)), [counts(allocated=2, picked=7, short=3)]))
    assert parts(facts, C.ALLOCATED) == [(C.ALLOCATED, "10", 12, 3)]


def test_what_lines_count_before_any_step_tells_it_was_so_by_the_last_change() -> None:
    work = Work(order(("walking", 4), changed=7), [counts(allocated=7, picked=5)])
    assert parts(told(work), C.ALLOCATED, C.PICKED) == [(C.ALLOCATED, "10", 12, 7), (C.PICKED, "10", 5, 7)]


def test_without_the_time_of_the_last_change_only_steps_tell() -> None:
    work = Work(order(("walking", 4), changed=None), [counts(picked=5)])
    assert parts(told(work), *C) == [(C.PICK_STARTED, "", None, 4)]


def test_an_unknown_state_is_kept_noted_and_advances_nothing() -> None:
    notes = new_notes()
    facts = fulfilled([Work(order(("new", 2), ("ZZ-77", 3)), [counts()])], STATES, None, notes)
    assert [(fact.code, fact.raw_code) for fact in facts.milestones] == [
        (C.RELEASED, "new"),
        (C.UNKNOWN, "ZZ-77"),
    ]
    assert [finding.group for finding in notes.findings] == ["house/state/ZZ-77"]
    assert order_status([LINE_10], facts.milestones) is OrderStatus.RELEASED


@pytest.mark.parametrize(
    ("other", "cancelled"),
    [("new", []), ("dropped", [(C.CANCELLED, "10", 12, 5), (C.CANCELLED, "10", 12, 6)])],
)
def test_what_one_order_drops_is_cancelled_unless_another_has_the_line(
    other: str, cancelled: list[object]
) -> None:
    dropped = Work(order(("dropped", 5)), [counts()])
    second = Work(order((other, 6), number="W-2"), [counts()])
    assert parts(told(dropped, second), C.CANCELLED) == cancelled


def test_what_left_before_an_order_was_dropped_is_not_cancelled() -> None:
    assert parts(told(Work(order(("dropped", 5)), [counts(shipped=4)])), C.CANCELLED) == [
        (C.CANCELLED, "10", 8, 5)
    ]


def test_what_left_is_told_by_shipments_for_this_order_alone() -> None:
    sent = consignment(content(10), content(3, order="SO-2", line="20"), shipped=8)
    facts = told(Work(order(("packed", 6), consignments=(sent,)), [counts(shipped=10)]))
    assert [fact for fact in facts.milestones if fact.code is C.SHIPPED] == [
        Milestone(
            code=C.SHIPPED,
            occurred_at=at(8),
            source="house",
            reference="S-1",
            line="10",
            quantity=quantity(10),
            location="H1",
        )
    ]
    [shipment] = facts.shipments
    assert [part.order for part in shipment.contents] == [REFERENCE, "SO-2"]


def test_a_line_that_is_divided_over_packages_left_whole() -> None:
    sent = consignment(content(6), content(6, package="P-2"), shipped=8)
    facts = told(Work(order(("packed", 6), consignments=(sent,)), [counts()]))
    assert line_quantities(LINE_10, facts.milestones).shipped == quantity(12)


def test_all_orders_of_a_reference_are_one_fulfilment_with_each_name_once() -> None:
    sent = consignment(content(6))
    both = [
        Work(order(("packed", hour), number=number, consignments=(sent,)), [counts()])
        for hour, number in ((5, "W-1"), (6, "W-2"))
    ]
    facts = told(*both)
    assert (facts.order, facts.sources, facts.as_of) == (REFERENCE, ("house",), at(12))
    assert [shipment.id for shipment in facts.shipments] == ["S-1"]
    names = [
        (IdentifierKind.ORDER, REFERENCE),
        (IdentifierKind.WAREHOUSE_ORDER, "W-1"),
        (IdentifierKind.CUSTOMER, "C-1"),
        (IdentifierKind.WAREHOUSE_ORDER, "W-2"),
        (IdentifierKind.SHIPMENT, "S-1"),
        (IdentifierKind.TRACKING, "T-1"),
    ]
    assert facts.identifiers == tuple(Identifier(kind, "house", value) for kind, value in names)


def test_the_present_state_counts_where_the_history_lacks_it() -> None:
    assert steps([("new", at(2)), ("walking", None)], "short", at(9)) == (
        Step("new", at(2)),
        Step("short", at(9)),
    )
    assert steps([("new", at(2))], "new", at(9)) == (Step("new", at(2)),)
    assert steps([], "new", None) == ()
