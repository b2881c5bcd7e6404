from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from domain.folds.line_quantities import line_quantities
from domain.milestones import Milestone
from domain.orders import LineQuantities, OrderLine
from domain.quantities import quantity
from tests.domain.histories import (
    LINES,
    LOCATED_FACTS,
    ORDER_FACTS,
    ORDER_HISTORIES,
    Code,
    at,
    fact,
    line,
    pieces,
)


def amounts(of: LineQuantities) -> dict[str, int]:
    """All but what was ordered and is zero."""
    found = {name: int(each.amount) for name, each in asdict(of).items() if name != "ordered"}
    return {name: amount for name, amount in found.items() if amount}


@given(of=LINES, history=ORDER_HISTORIES)
def test_nothing_is_below_zero_or_above_what_was_ordered(of: OrderLine, history: Sequence[Milestone]) -> None:
    told = line_quantities(of, history)
    ordered = told.ordered.floored().amount
    for name, each in asdict(told).items():
        assert each.unit == of.ordered.unit
        assert name == "ordered" or 0 <= each.amount <= ordered, name
    assert told.delivered.amount <= told.shipped.amount
    assert (told.shipped + told.cancelled + told.backordered).amount <= ordered


@given(of=LINES, history=ORDER_HISTORIES, more=ORDER_FACTS)
def test_a_further_departure_or_arrival_takes_nothing_back(
    of: OrderLine, history: Sequence[Milestone], more: Milestone
) -> None:
    before = line_quantities(of, history)
    amount = more.quantity.floored() if more.quantity else None
    later = replace(more, code=Code.DELIVERED, occurred_at=at(20), quantity=amount)
    after = line_quantities(of, [*history, later])
    assert before.delivered.amount <= after.delivered.amount
    assert before.shipped.amount <= after.shipped.amount
    assert after.cancelled.amount <= before.cancelled.amount


# Of a count that one system takes back and the other repeats, nobody can say who is right.
COUNTS = LOCATED_FACTS.filter(lambda each: each.quantity is None or each.quantity.amount >= 0)


@given(of=LINES, history=st.lists(COUNTS, max_size=6), data=st.data())
def test_what_a_second_system_tells_later_under_its_own_numbers_counts_once(
    of: OrderLine, history: Sequence[Milestone], data: st.DataObject
) -> None:
    part = data.draw(st.lists(st.sampled_from(history))) if history else []
    echo = [in_the_books(each) for each in part if each.code is not Code.BACKORDERED]
    assert line_quantities(of, [*history, *echo]) == line_quantities(of, history)


def in_the_books(told: Milestone) -> Milestone:
    later = told.occurred_at + timedelta(minutes=20)
    return replace(told, source="erp", reference=f"erp {told.reference}", occurred_at=later)


@given(of=LINES, history=ORDER_HISTORIES)
def test_a_fact_recorded_again_is_no_second_fact(of: OrderLine, history: Sequence[Milestone]) -> None:
    again = [replace(each, recorded_at=at(30), event_id=f"again-{each.event_id}") for each in history]
    assert line_quantities(of, [*history, *again]) == line_quantities(of, history)


TEN = line("1", 10)
SPLIT = [
    fact(Code.SHIPPED, 1, "wms_east", line="1", amount=4, location="EAST", reference="E-1"),
    fact(Code.SHIPPED, 1, "wms_west", line="1", amount=3, location="WEST", reference="W-1"),
]
CASES: dict[str, tuple[OrderLine, list[Milestone], dict[str, int]]] = {
    "nothing told": (TEN, [], {}),
    "all of it, for want of a quantity": (TEN, [fact(Code.ALLOCATED)], {"allocated": 10}),
    "all of a line": (TEN, [fact(Code.PICKED, line="1")], {"picked": 10}),
    "another line": (TEN, [fact(Code.PICKED, line="2", amount=3)], {}),
    "two documents of one system add up": (
        TEN,
        [
            fact(Code.SHIPPED, 1, line="1", amount=4, reference="D-1"),
            fact(Code.SHIPPED, 1, line="1", amount=3, reference="D-2"),
        ],
        {"shipped": 7},
    ),
    "two places add up": (TEN, SPLIT, {"shipped": 7}),
    "the ERP knows both": (
        TEN,
        [
            *SPLIT,
            fact(Code.SHIPPED, 2, line="1", amount=4, reference="D-1"),
            fact(Code.SHIPPED, 2, line="1", amount=3),
        ],
        {"shipped": 7},
    ),
    "the ERP knows more": (TEN, [*SPLIT, fact(Code.SHIPPED, 2, line="1", amount=9)], {"shipped": 9}),
    "the ERP has it later and under its own number": (
        TEN,
        [SPLIT[0], fact(Code.SHIPPED, 2, line="1", amount=4, location="EAST", reference="D-1")],
        {"shipped": 4},
    ),
    "told twice of one moment, the greater counts": (
        TEN,
        [fact(Code.PICKED, line="1", amount=2), fact(Code.PICKED, line="1", amount=5, event_id="E2")],
        {"picked": 5},
    ),
    "more than was ordered": (TEN, [fact(Code.SHIPPED, line="1", amount=12)], {"shipped": 10}),
    "another unit is left out": (TEN, [fact(Code.SHIPPED, line="1", amount=1, unit="CS")], {}),
    "another unit hides nothing": (
        TEN,
        [fact(Code.PICKED, line="1", amount=2), fact(Code.PICKED, line="1", amount=5, unit="CS")],
        {"picked": 2},
    ),
    "what arrived has left": (
        TEN,
        [fact(Code.DELIVERED, line="1", amount=4)],
        {"delivered": 4, "shipped": 4},
    ),
    "returned": (TEN, [fact(Code.RETURN_RECEIVED, line="1", amount=2, reference="R-1")], {"returned": 2}),
    "an announced return has not come": (TEN, [fact(Code.RETURN_AUTHORISED, line="1", amount=2)], {}),
    "a place speaks for its own lines": (line(location="WEST"), [fact(Code.PICKED, location="EAST")], {}),
    "a line that ships from anywhere": (TEN, [fact(Code.PICKED, location="EAST")], {"picked": 10}),
    "a fact of its own place": (line(location="WEST"), [fact(Code.PICKED, location="WEST")], {"picked": 10}),
    "a fact without a place": (line(location="WEST"), [fact(Code.PICKED)], {"picked": 10}),
    "cancelled by the line": (line(cancelled=4), [], {"cancelled": 4}),
    "cancelled by a fact": (TEN, [fact(Code.CANCELLED, line="1", amount=4)], {"cancelled": 4}),
    "cancelled by both counts once": (
        line(cancelled=4),
        [fact(Code.CANCELLED, line="1", amount=4)],
        {"cancelled": 4},
    ),
    "all that is left of a cancelled line arrives": (
        line(cancelled=4),
        [fact(Code.DELIVERED)],
        {"cancelled": 4, "shipped": 6, "delivered": 6},
    ),
    "all that is left of a cancelled line is worked on": (
        line(cancelled=4),
        [fact(Code.ALLOCATED), fact(Code.PICKED), fact(Code.SHIPPED), fact(Code.RETURN_RECEIVED)],
        {"cancelled": 4, "allocated": 6, "picked": 6, "shipped": 6, "returned": 6},
    ),
    "what left is not cancelled with the rest": (
        TEN,
        [fact(Code.SHIPPED, 1, line="1", amount=6), fact(Code.CANCELLED, 2)],
        {"shipped": 6, "cancelled": 4},
    ),
    "all left, and then it was to be cancelled": (
        TEN,
        [fact(Code.SHIPPED, 1), fact(Code.CANCELLED, 2)],
        {"shipped": 10},
    ),
    "more cancelled than ordered": (line(cancelled=15), [], {"cancelled": 10}),
    "less than nothing was ordered": (line(ordered=-5), [fact(Code.SHIPPED)], {}),
}


@pytest.mark.parametrize(("of", "told", "expected"), CASES.values(), ids=CASES)
def test_quantities_of_a_line(of: OrderLine, told: list[Milestone], expected: dict[str, int]) -> None:
    assert amounts(line_quantities(of, told)) == expected


LACKING = fact(Code.BACKORDERED, 1, line="1", amount=4)
BACKORDERS: dict[str, tuple[list[Milestone], int]] = {
    "nothing lacks": ([fact(Code.ALLOCATED, 1)], 0),
    "four lack": ([LACKING], 4),
    "the whole line lacks": ([fact(Code.BACKORDERED, 1)], 10),
    "the rest was there before": ([fact(Code.ALLOCATED, 0, line="1", amount=6), LACKING], 4),
    "the rest is picked and shipped later": (
        [LACKING, fact(Code.PICKED, 2, line="1", amount=6), fact(Code.SHIPPED, 3, line="1", amount=6)],
        4,
    ),
    "some was found": (
        [fact(Code.BACKORDERED, 1, line="1"), fact(Code.ALLOCATED, 2, line="1", amount=7)],
        3,
    ),
    "all was found": ([LACKING, fact(Code.ALLOCATED, 2)], 0),
    "all has left": ([LACKING, fact(Code.SHIPPED, 2)], 0),
    "the rest was cancelled": (
        [LACKING, fact(Code.SHIPPED, 2, line="1", amount=6), fact(Code.CANCELLED, 3)],
        0,
    ),
    "more was picked than is wanted": (
        [LACKING, fact(Code.CANCELLED, 1, line="1", amount=4), fact(Code.PICKED, 2, line="1", amount=10)],
        0,
    ),
    "the last word counts": ([LACKING, fact(Code.BACKORDERED, 2, line="1", amount=2)], 2),
    "two systems say so": ([LACKING, replace(LACKING, source="wms_east")], 4),
}


@pytest.mark.parametrize(("told", "expected"), BACKORDERS.values(), ids=BACKORDERS)
def test_backordered_is_what_still_lacks_supply(told: list[Milestone], expected: int) -> None:
    assert line_quantities(TEN, told).backordered == quantity(expected)


def test_a_line_keeps_its_own_unit() -> None:
    by_weight = replace(TEN, ordered=quantity("2.5", "KG"))
    told = line_quantities(
        by_weight, [replace(fact(Code.SHIPPED, line="1"), quantity=quantity("1.25", "KG"))]
    )
    assert told.shipped == quantity("1.25", "KG")
    assert told.cancelled == quantity(0, "KG")


def test_a_cancelled_quantity_in_another_unit_is_left_out() -> None:
    told = line_quantities(replace(TEN, cancelled=pieces(1, "CS")), [])
    assert told.cancelled.amount == Decimal(0)
