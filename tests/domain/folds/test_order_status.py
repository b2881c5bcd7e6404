from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.folds.order_status import STAGE_OF, open_holds, order_status
from domain.milestones import Milestone
from domain.orders import OrderLine, OrderStatus
from domain.orders import OrderStatus as Status
from tests.domain.histories import LINES, NOT_PROGRESS, ORDER_HISTORIES, Code, fact, line

TWO = [line("1", 10, location="EAST"), line("2", 4, location="WEST")]


def of_line(
    code: Code, hour: float, number: str, amount: int | None = None, source: str = "wms_east"
) -> Milestone:
    return fact(code, hour, source, line=number, amount=amount)


PLACED = fact(Code.PLACED, 0)
RELEASED = fact(Code.RELEASED, 1)
HELD = fact(Code.HELD, 1, reference="CR", reason="credit")
CASES: dict[str, tuple[list[Milestone], Status]] = {
    "nobody knows anything": ([], Status.UNKNOWN),
    "placed": ([PLACED], Status.RECEIVED),
    "acknowledged": ([PLACED, fact(Code.ACKNOWLEDGED, 1)], Status.ACKNOWLEDGED),
    "released": ([PLACED, RELEASED], Status.RELEASED),
    "held": ([PLACED, HELD], Status.ON_HOLD),
    "held before the release was told": ([PLACED, HELD, fact(Code.RELEASED, 2)], Status.ON_HOLD),
    "hold released": ([PLACED, RELEASED, HELD, fact(Code.HOLD_RELEASED, 2, reference="CR")], Status.RELEASED),
    "one of two holds released": (
        [HELD, fact(Code.HELD, 1, reference="AD"), fact(Code.HOLD_RELEASED, 2, reference="CR")],
        Status.ON_HOLD,
    ),
    "all holds of the source released": (
        [RELEASED, HELD, fact(Code.HELD, 1, reference="AD"), fact(Code.HOLD_RELEASED, 2)],
        Status.RELEASED,
    ),
    "released by a system that did not hold": (
        [HELD, fact(Code.HOLD_RELEASED, 2, "wms_east", reference="CR")],
        Status.ON_HOLD,
    ),
    "held again": ([HELD, fact(Code.HOLD_RELEASED, 2), fact(Code.HELD, 3, reference="CR")], Status.ON_HOLD),
    "backordered": ([RELEASED, fact(Code.BACKORDERED, 2, line="1", amount=4)], Status.BACKORDERED),
    "supply found after the backorder": (
        [RELEASED, fact(Code.BACKORDERED, 2), fact(Code.ALLOCATED, 3)],
        Status.ALLOCATED,
    ),
    "backordered after an allocation": (
        [fact(Code.ALLOCATED, 2), fact(Code.BACKORDERED, 3)],
        Status.BACKORDERED,
    ),
    "backordered again after supply": (
        [fact(Code.BACKORDERED, 1), fact(Code.ALLOCATED, 2), fact(Code.BACKORDERED, 3)],
        Status.BACKORDERED,
    ),
    "supply before and after the backorder": (
        [fact(Code.ALLOCATED, 1), fact(Code.BACKORDERED, 2), fact(Code.ALLOCATED, 3)],
        Status.ALLOCATED,
    ),
    "one line lacks supply and the other has it": (
        [of_line(Code.BACKORDERED, 2, "1"), of_line(Code.ALLOCATED, 2, "2")],
        Status.ALLOCATED,
    ),
    "allocated": ([RELEASED, fact(Code.ALLOCATED, 2)], Status.ALLOCATED),
    "picking": ([fact(Code.PICK_STARTED, 2)], Status.PICKING),
    "short picked": ([of_line(Code.SHORT_PICKED, 2, "1", 3)], Status.PICKING),
    "packed": ([fact(Code.PICKED, 2), fact(Code.PACKED, 3)], Status.PACKED),
    "a late word of an earlier stage": ([fact(Code.PACKED, 3), fact(Code.PICK_STARTED, 4)], Status.PACKED),
    "one line has left": ([of_line(Code.SHIPPED, 3, "1")], Status.PARTIALLY_SHIPPED),
    "part of a line has left": ([of_line(Code.SHIPPED, 3, "1", 3)], Status.PARTIALLY_SHIPPED),
    "all has left": ([of_line(Code.SHIPPED, 3, "1"), of_line(Code.SHIPPED, 3, "2")], Status.SHIPPED),
    "held when a part has left": ([of_line(Code.SHIPPED, 1, "1"), HELD], Status.PARTIALLY_SHIPPED),
    "late picking after leaving": ([fact(Code.SHIPPED, 3), fact(Code.PICK_STARTED, 4)], Status.SHIPPED),
    "one line has arrived": (
        [fact(Code.SHIPPED, 3), of_line(Code.DELIVERED, 4, "1", source="carrier")],
        Status.PARTIALLY_DELIVERED,
    ),
    "all has arrived": ([fact(Code.DELIVERED, 4)], Status.DELIVERED),
    "arrived, before anybody said that it left": (
        [of_line(Code.DELIVERED, 4, "1"), of_line(Code.DELIVERED, 5, "2")],
        Status.DELIVERED,
    ),
    "cancelled": ([PLACED, fact(Code.CANCELLED, 1)], Status.CANCELLED),
    "cancelled while held": ([HELD, fact(Code.CANCELLED, 2)], Status.CANCELLED),
    "each line cancelled": (
        [of_line(Code.CANCELLED, 1, "1"), of_line(Code.CANCELLED, 1, "2")],
        Status.CANCELLED,
    ),
    "one line cancelled": ([PLACED, of_line(Code.CANCELLED, 1, "1")], Status.RECEIVED),
    "one warehouse drops its part": (
        [PLACED, fact(Code.CANCELLED, 1, "wms_east", location="EAST")],
        Status.RECEIVED,
    ),
    "both warehouses drop their parts": (
        [
            fact(Code.CANCELLED, 1, "wms_east", location="EAST"),
            fact(Code.CANCELLED, 2, "wms_west", location="WEST"),
        ],
        Status.CANCELLED,
    ),
    "one line left and the other was cancelled": (
        [of_line(Code.SHIPPED, 1, "1"), of_line(Code.CANCELLED, 2, "2")],
        Status.SHIPPED,
    ),
    "cancelled after a part had left": (
        [of_line(Code.SHIPPED, 1, "1", 6), fact(Code.CANCELLED, 2)],
        Status.SHIPPED,
    ),
    "closed": ([fact(Code.DELIVERED, 4), fact(Code.CLOSED, 5)], Status.CLOSED),
    "one place has closed its part": ([PLACED, fact(Code.CLOSED, 5, location="EAST")], Status.RECEIVED),
    "a return after delivery is told elsewhere": (
        [
            fact(Code.DELIVERED, 4),
            fact(Code.RETURN_AUTHORISED, 5, reference="R-1"),
            fact(Code.RETURN_RECEIVED, 6, reference="R-1"),
        ],
        Status.DELIVERED,
    ),
    "invoiced before it left": ([fact(Code.ALLOCATED, 1), fact(Code.INVOICED, 2)], Status.ALLOCATED),
}


@pytest.mark.parametrize(("facts", "expected"), CASES.values(), ids=CASES)
def test_status_of_an_order_of_two_lines(facts: list[Milestone], expected: Status) -> None:
    assert order_status(TWO, facts) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (Code.SHIPPED, Status.SHIPPED),
        (Code.DELIVERED, Status.DELIVERED),
        (Code.CANCELLED, Status.CANCELLED),
        (Code.CLOSED, Status.CLOSED),
    ],
)
def test_an_order_whose_lines_are_not_known_is_as_far_as_anything_of_it(code: Code, expected: Status) -> None:
    assert order_status([], [PLACED, fact(code, 2, "wms_east", location="EAST")]) is expected


def test_one_warehouse_is_done_while_the_other_works() -> None:
    facts = [
        fact(Code.SHIPPED, 3, "wms_east", line="1", amount=10, location="EAST"),
        fact(Code.PICKED, 4, "wms_west", line="2", amount=4, location="WEST"),
    ]
    assert order_status(TWO, facts) is Status.PARTIALLY_SHIPPED


@pytest.mark.parametrize("ordered", [0, -5], ids=["a line over nothing", "a line that takes back"])
def test_lines_of_which_nothing_can_leave_are_not_cancelled(ordered: int) -> None:
    assert order_status([line("1", ordered)], [PLACED]) is Status.RECEIVED


@given(lines=st.lists(LINES, max_size=2), noise=NOT_PROGRESS)
def test_without_facts_nothing_is_known_except_what_the_lines_say(
    lines: Sequence[OrderLine], noise: Sequence[Milestone]
) -> None:
    assert order_status(lines, noise) in {Status.UNKNOWN, Status.CANCELLED}
    assert order_status([], noise) is Status.UNKNOWN


@given(history=ORDER_HISTORIES)
def test_an_order_is_on_hold_only_through_an_open_hold(history: Sequence[Milestone]) -> None:
    if order_status(TWO, history) is Status.ON_HOLD:
        assert open_holds(history)
    ended = [*history, *(fact(Code.HOLD_RELEASED, 20, source) for source in ("erp", "wms_east", "carrier"))]
    assert open_holds(ended) == set()
    assert order_status(TWO, ended) is not Status.ON_HOLD


def test_each_stage_is_in_the_order_of_its_milestone() -> None:
    stages = list(STAGE_OF.values())
    progress = list(OrderStatus)
    assert stages == sorted(stages, key=progress.index)
