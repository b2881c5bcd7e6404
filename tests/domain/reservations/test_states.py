from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ReservationEnded, ReservationExpired
from domain.reservations.states import LIVE, ReservationState, Step, after, state_at
from tests.doubles.clock import START

State = ReservationState
ENDS = frozenset(State) - LIVE


@given(st.sampled_from(State), st.sampled_from(Step))
def test_an_end_is_an_end(state: State, step: Step) -> None:
    try:
        new = after(state, step)
    except (ReservationEnded, ReservationExpired):
        return
    assert new is None or state in LIVE


@given(st.sampled_from(State), st.lists(st.sampled_from(Step)))
def test_what_was_done_may_be_done_again(state: State, steps: list[Step]) -> None:
    for step in steps:
        try:
            new = after(state, step)
        except (ReservationEnded, ReservationExpired):
            continue
        state = new or state
        if step is not Step.EXTEND:
            assert step is Step.HOLD or after(state, step) is None


@pytest.mark.parametrize("step", [Step.CONFIRM, Step.EXTEND, Step.RELEASE])
def test_what_ran_out_says_so(step: Step) -> None:
    with pytest.raises(ReservationExpired):
        after(State.EXPIRED, step)


def test_it_runs_out_to_the_instant_and_only_while_it_is_held() -> None:
    before, later = START - timedelta(microseconds=1), START
    assert state_at(State.HELD, START, before) is State.HELD
    assert state_at(State.HELD, START, later) is State.EXPIRED
    assert state_at(State.CONFIRMED, START, later) is State.CONFIRMED
