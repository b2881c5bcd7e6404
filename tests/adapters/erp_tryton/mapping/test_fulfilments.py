"""What the moves of shipments tell of an order."""

import pytest

from domain.errors import ImpossibleValue
from domain.folds.line_quantities import line_quantities
from domain.folds.order_status import order_status
from domain.folds.shipped_parts import order_milestones
from domain.identifiers import Identifier, IdentifierKind
from domain.milestones import MilestoneCode
from domain.orders import OrderStatus, WorkedLine
from domain.quantities import quantity
from tests.adapters.erp_tryton.picks import LINE, at, facts, told, with_picks
from tests.adapters.erp_tryton.replies import (
    ASSIGNED,
    HUGE,
    INSTANCE,
    LEFT,
    PACKED,
    PICKED,
    Json,
    outgoing,
    pick,
    shipment,
)


def test_a_fulfilment_is_the_order_s_shipments() -> None:
    box: Json = {"id": 11, "number": "P-1", "shipping_reference": "TRK-1"}
    made = told(shipment(**{"packages.": [box]}), shipment("25")).value
    assert (made.order, made.sources) == ("21", (INSTANCE,))
    assert [each.id for each in made.shipments] == ["17", "25"]
    assert made.lines == (WorkedLine(INSTANCE, "27", "AX-1028"),)
    assert made.identifiers == tuple(
        Identifier(kind, INSTANCE, value)
        for kind, value in (
            (IdentifierKind.ORDER, "21"),
            (IdentifierKind.SHIPMENT, "17"),
            (IdentifierKind.SHIPMENT, "25"),
            (IdentifierKind.TRACKING, "TRK-1"),
        )
    )


def test_a_shipment_that_only_waits_tells_nothing() -> None:
    assert facts(shipment()) == {}


def test_what_is_assigned_is_allocated() -> None:
    record = with_picks("assigned", [pick("assigned", **at(ASSIGNED))])
    assert facts(record) == {MilestoneCode.ALLOCATED: ("27", quantity(10), ASSIGNED)}


def test_what_was_picked_had_been_allocated() -> None:
    part = ("27", quantity(10), PICKED)
    record = with_picks("picked", [pick("done", **at(PICKED))])
    assert facts(record) == {MilestoneCode.ALLOCATED: part, MilestoneCode.PICKED: part}


@pytest.mark.parametrize("state", ["packed", "shipped"])
def test_what_is_packed_was_when_its_moves_were_assigned(state: str) -> None:
    moves = [outgoing(state="assigned", **at(PACKED))]
    record = with_picks(state, [pick("done", **at(PICKED))], **{"outgoing_moves.": moves})
    assert facts(record)[MilestoneCode.PACKED] == ("27", quantity(10), PACKED)


def test_moves_that_were_called_off_count_for_nothing() -> None:
    moves = [outgoing(state="assigned", internal_quantity=6.0, **at(PACKED)), outgoing(99, state="cancelled")]
    picks = [pick("done", internal_quantity=6.0, **at(PICKED)), pick("cancelled", **at(PICKED))]
    told_facts = facts(with_picks("packed", picks, **{"outgoing_moves.": moves}))
    assert {amount for _, amount, _ in told_facts.values()} == {quantity(6)}


def test_what_is_done_is_told_by_its_shipment_alone() -> None:
    moves = [outgoing(state="done", **at(LEFT))]
    record = with_picks("done", [pick("done", **at(PICKED))], **{"outgoing_moves.": moves})
    assert set(facts(record)) == {MilestoneCode.ALLOCATED, MilestoneCode.PICKED, MilestoneCode.PACKED}
    (made,) = told(record).value.shipments
    assert [(fact.code, fact.occurred_at) for fact in order_milestones(made, "21")] == [
        (MilestoneCode.SHIPPED, LEFT)
    ]


def test_moves_of_one_line_are_one_fact() -> None:
    picks = [
        pick("assigned", internal_quantity=4.0, **at(ASSIGNED)),
        pick("assigned", internal_quantity=6.0, **at(ASSIGNED)),
    ]
    assert facts(with_picks("assigned", picks)) == {MilestoneCode.ALLOCATED: ("27", quantity(10), ASSIGNED)}


def test_moves_of_one_line_were_all_there_with_the_last() -> None:
    picks = [
        pick("done", internal_quantity=4.0, **at(PICKED)),
        pick("done", internal_quantity=6.0, **at(ASSIGNED)),
    ]
    assert facts(with_picks("picked", picks))[MilestoneCode.PICKED] == ("27", quantity(10), PICKED)


@pytest.mark.parametrize("state", ["staging", "draft"])
def test_what_waits_for_its_supply_is_nothing_yet(state: str) -> None:
    assert facts(with_picks("draft", [pick(state, **at(ASSIGNED))])) == {}


def test_a_cancelled_shipment_has_done_nothing() -> None:
    record = with_picks(
        "cancelled", [pick("cancelled")], **{"outgoing_moves.": [outgoing(state="cancelled")]}
    )
    assert facts(record) == {}


def test_parts_of_several_shipments_add_up() -> None:
    gone = with_picks(
        "done",
        [pick("done", internal_quantity=6.0, **at(PICKED))],
        **{"outgoing_moves.": [outgoing(state="done", internal_quantity=6.0, **at(LEFT))]},
    )
    rest = shipment(
        "25",
        state="assigned",
        **{
            "outgoing_moves.": [outgoing(internal_quantity=4.0)],
            "inventory_moves.": [pick("assigned", internal_quantity=4.0, **at(PICKED))],
        },
    )
    made = told(gone, rest).value
    left = [fact for part in made.shipments for fact in order_milestones(part, "21")]
    amounts = line_quantities(LINE, [*made.milestones, *left])
    assert (amounts.allocated, amounts.picked, amounts.shipped) == (quantity(10), quantity(6), quantity(6))
    assert order_status([LINE], [*made.milestones, *left]) is OrderStatus.PARTIALLY_SHIPPED


def test_each_order_of_a_shipment_has_its_own_parts() -> None:
    moves = [outgoing(), outgoing(99, origin="sale.line,40", **{"sale.": {"id": 24, "number": "22"}})]
    picks = [
        pick("done", **at(PICKED)),
        pick("done", origin="stock.move,99", internal_quantity=2.0, **at(PICKED)),
    ]
    record = with_picks("picked", picks, **{"outgoing_moves.": moves})
    for order, line, amount in (("21", "27", 10), ("22", "40", 2)):
        made = told(record, order=order).value
        assert {(fact.line, fact.quantity) for fact in made.milestones} == {(line, quantity(amount))}


def test_a_pick_that_serves_nothing_of_the_order_is_left() -> None:
    picks = [pick("done", origin=None, **at(PICKED)), pick("done", origin="stock.move,77", **at(PICKED))]
    assert set(facts(with_picks("picked", picks))) == set()


@pytest.mark.parametrize(
    ("state", "move_state", "expected"),
    [
        ("waiting", "draft", set()),
        ("assigned", "assigned", {MilestoneCode.ALLOCATED}),
        ("picked", "draft", {MilestoneCode.ALLOCATED, MilestoneCode.PICKED}),
        ("packed", "assigned", {MilestoneCode.ALLOCATED, MilestoneCode.PICKED, MilestoneCode.PACKED}),
    ],
)
def test_without_zones_goods_are_assigned_where_they_leave(
    state: str, move_state: str, expected: set[MilestoneCode]
) -> None:
    record = with_picks(state, [], **{"outgoing_moves.": [outgoing(state=move_state)]})
    assert set(facts(record)) == expected


def test_a_time_that_cannot_be_meant_leaves_its_fact_out() -> None:
    wrong = {**pick("assigned"), "write_date": {"__class__": "datetime", "year": 2026, "month": 2, "day": 30}}
    found = told(with_picks("assigned", [wrong]))
    assert found.value.milestones == ()
    assert [finding.group for finding in found.findings] == [f"{INSTANCE}/moves[].write_date"]


def test_a_quantity_that_cannot_be_meant_fails_the_fulfilment() -> None:
    with pytest.raises(ImpossibleValue, match=r"moves\[98\]\.internal_quantity: .* is too large"):
        told(with_picks("assigned", [pick("assigned", internal_quantity=HUGE)]))
