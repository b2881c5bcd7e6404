import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.folds.return_status import STATE_OF, order_return_status, return_state
from domain.milestones import RANK, Milestone
from domain.orders import OrderLine
from domain.orders import OrderReturnStatus as Status
from domain.returns import ReturnState
from tests.domain.histories import HOURS, Code, fact, line

TWO = [line("1", 10), line("2", 4)]


def step(
    code: Code, hour: float, number: str = "", amount: int | None = None, *, of: str = "R-1"
) -> Milestone:
    return fact(code, hour, line=number, amount=amount, reference=of)


AUTHORISED = step(Code.RETURN_AUTHORISED, 1)
CASES: dict[str, tuple[list[OrderLine], list[Milestone], Status]] = {
    "nothing told": (TWO, [fact(Code.DELIVERED)], Status.NONE),
    "authorised": (TWO, [AUTHORISED], Status.OPEN),
    "on its way": (TWO, [AUTHORISED, step(Code.RETURN_IN_TRANSIT, 2)], Status.OPEN),
    "a part has come": (TWO, [AUTHORISED, step(Code.RETURN_RECEIVED, 3, "1", 2)], Status.PARTIALLY_RETURNED),
    "all has come": (TWO, [AUTHORISED, step(Code.RETURN_RECEIVED, 3)], Status.RETURNED),
    "all has come in two returns": (
        TWO,
        [step(Code.RETURN_RECEIVED, 3, "1"), step(Code.RETURN_RECEIVED, 4, "2", of="R-2")],
        Status.RETURNED,
    ),
    "all that was not cancelled has come": (
        [line("1", 10, cancelled=4)],
        [step(Code.RETURN_RECEIVED, 3, "1", 6)],
        Status.RETURNED,
    ),
    "all that no fact cancelled has come": (
        TWO,
        [step(Code.RETURN_RECEIVED, 3, "1"), fact(Code.CANCELLED, 1, line="2", amount=4)],
        Status.RETURNED,
    ),
    "told by ERP and warehouse": (
        TWO,
        [
            step(Code.RETURN_RECEIVED, 3, "1", 5),
            fact(Code.RETURN_RECEIVED, 3, "wms_east", line="1", amount=5),
        ],
        Status.PARTIALLY_RETURNED,
    ),
    "refused": (TWO, [AUTHORISED, step(Code.RETURN_REFUSED, 2)], Status.NONE),
    "refused when it had come": (
        TWO,
        [AUTHORISED, step(Code.RETURN_RECEIVED, 2), step(Code.RETURN_REFUSED, 3)],
        Status.NONE,
    ),
    "one line of it refused": (
        TWO,
        [
            step(Code.RETURN_RECEIVED, 2, "1"),
            step(Code.RETURN_RECEIVED, 2, "2"),
            step(Code.RETURN_REFUSED, 3, "2"),
        ],
        Status.PARTIALLY_RETURNED,
    ),
    "one refused and one open": (
        TWO,
        [AUTHORISED, step(Code.RETURN_REFUSED, 2), step(Code.RETURN_AUTHORISED, 2, of="R-2")],
        Status.OPEN,
    ),
    "one refused that has no number, like other facts": (
        TWO,
        [
            step(Code.RETURN_RECEIVED, 3, "1"),
            step(Code.RETURN_REFUSED, 3, "2", of=""),
            fact(Code.CANCELLED, 1, line="2", amount=4),
        ],
        Status.RETURNED,
    ),
    "closed without goods": (TWO, [AUTHORISED, step(Code.RETURN_CLOSED, 2)], Status.NONE),
    "closed with goods": (
        TWO,
        [AUTHORISED, step(Code.RETURN_RECEIVED, 2, "1"), step(Code.RETURN_CLOSED, 3)],
        Status.PARTIALLY_RETURNED,
    ),
    "lines unknown": ([], [AUTHORISED], Status.OPEN),
}


@pytest.mark.parametrize(("lines", "facts", "expected"), CASES.values(), ids=CASES)
def test_return_status_of_an_order(lines: list[OrderLine], facts: list[Milestone], expected: Status) -> None:
    assert order_return_status(lines, facts) is expected


@given(steps=st.lists(st.builds(step, st.sampled_from(list(STATE_OF)), HOURS), min_size=1))
def test_a_return_is_in_the_furthest_state_that_was_told(steps: list[Milestone]) -> None:
    furthest = max((each.code for each in steps), key=RANK.__getitem__)
    assert return_state(steps) is STATE_OF[furthest]
    assert (
        return_state([*steps, fact(Code.DELIVERED, 30), step(Code.RETURN_AUTHORISED, 30)])
        is STATE_OF[furthest]
    )


def test_a_return_of_which_nothing_is_told_is_unknown() -> None:
    assert return_state([fact(Code.DELIVERED)]) is ReturnState.UNKNOWN


def test_every_state_but_the_unknown_has_its_milestone() -> None:
    assert set(STATE_OF.values()) == set(ReturnState) - {ReturnState.UNKNOWN}
