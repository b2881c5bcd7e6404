"""The states of a lane: how it becomes short of turns, and each way in which that ends."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.partners import Lane
from gateway.shield.freshness.ration import PATIENCE, Ration, Supply
from tests.doubles.clock import SettableClock

TINY = 1e-6
ONE, OTHER = Lane.INTERACTIVE, Lane.PARTNER_BULK
LANES = st.sampled_from(Lane)
WAITS = st.none() | st.floats(0, 10_000).map(lambda seconds: timedelta(seconds=seconds))
STEPS = st.one_of(
    st.tuples(st.just("spent"), LANES, WAITS),
    st.tuples(st.sampled_from(["served", "idle"]), LANES, st.none()),
    st.tuples(st.just("failed"), LANES, st.none()),
    st.tuples(st.just("pass"), LANES, st.floats(0, 20).map(lambda seconds: timedelta(seconds=seconds))),
)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def ration(clock: SettableClock) -> Ration:
    return Ration(clock)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def test_who_got_no_turn_makes_the_lane_short_and_no_other(ration: Ration) -> None:
    ration.spent(ONE, seconds(3))
    assert (ration.supply(ONE), ration.is_on(ONE)) == (Supply.SHORT, True)
    assert (ration.supply(OTHER), ration.is_on(OTHER)) == (Supply.FREE, False)


def test_the_next_try_is_there_before_the_turn_and_waits_for_it(ration: Ration, clock: SettableClock) -> None:
    ration.spent(ONE, seconds(3))
    assert 2 < ration.pause(ONE) < 3
    clock.advance(seconds(ration.pause(ONE)))
    assert ration.pause(ONE) == 0
    assert seconds(0.5) <= ration.patience(ONE) == PATIENCE


def test_where_a_turn_may_come_any_moment_it_is_soon_tried_again(ration: Ration) -> None:
    ration.spent(ONE, None)
    assert 0 < ration.pause(ONE) < 1


def test_it_is_tried_again_now_and_then_however_long_there_is_to_be_no_turn(ration: Ration) -> None:
    ration.spent(ONE, timedelta(days=1))
    assert ration.pause(ONE) <= 5


def test_one_turn_may_be_the_only_one_and_two_at_once_are_enough(ration: Ration) -> None:
    ration.spent(ONE, seconds(3))
    ration.served(ONE)
    assert (ration.supply(ONE), ration.is_on(ONE)) == (Supply.EASING, True)
    assert (ration.pause(ONE), ration.patience(ONE)) == (0, seconds(0))
    ration.served(ONE)
    assert ration.supply(ONE) is Supply.FREE


def test_one_turn_and_then_none_is_short(ration: Ration) -> None:
    for _ in range(5):
        ration.spent(ONE, seconds(3))
        ration.served(ONE)
    ration.spent(ONE, seconds(3))
    assert ration.supply(ONE) is Supply.SHORT
    assert ration.pause(ONE) > 2


def test_a_turn_that_is_wanted_for_nothing_ends_it(ration: Ration) -> None:
    ration.spent(ONE, seconds(3))
    ration.spent(OTHER, seconds(3))
    ration.idle(ONE)
    assert (ration.supply(ONE), ration.supply(OTHER)) == (Supply.FREE, Supply.SHORT)


def test_any_other_failure_ends_it_in_every_lane(ration: Ration) -> None:
    ration.spent(ONE, seconds(3))
    ration.spent(OTHER, seconds(3))
    ration.served(OTHER)
    ration.failed()
    assert {ration.supply(lane) for lane in Lane} == {Supply.FREE}
    assert {ration.pause(lane) for lane in Lane} == {0}


def test_where_turns_are_not_short_one_more_changes_nothing(ration: Ration) -> None:
    for _ in range(3):
        ration.served(ONE)
    assert ration.supply(ONE) is Supply.FREE


@given(steps=st.lists(STEPS, max_size=40))
def test_over_any_sequence(steps: list[tuple[str, Lane, timedelta | None]]) -> None:
    clock = SettableClock()
    ration = Ration(clock)
    for what, lane, span in steps:
        before = {each: ration.supply(each) for each in Lane}
        step(ration, clock, what, lane, span)
        after = {each: ration.supply(each) for each in Lane}
        assert after[lane] is expected(before[lane], what)
        for other in set(Lane) - {lane}:
            assert after[other] is (Supply.FREE if what == "failed" else before[other])
        for each in Lane:
            assert ration.is_on(each) is (after[each] is not Supply.FREE)
            # Nobody rests where nothing is short, or beyond what was told, or for long.
            assert 0 <= ration.pause(each) <= (0 if after[each] is not Supply.SHORT else 5 + TINY)
        if what == "spent" and span is not None:
            assert 0 < ration.pause(lane) <= max(span.total_seconds(), 0.1) + TINY


def expected(before: Supply, what: str) -> Supply:
    """Where a lane stands after a step of its own."""
    if what == "spent":
        return Supply.SHORT
    if what in {"failed", "idle"}:
        return Supply.FREE
    if what == "served":
        return Supply.EASING if before is Supply.SHORT else Supply.FREE
    return before


def step(ration: Ration, clock: SettableClock, what: str, lane: Lane, span: timedelta | None) -> None:
    if what == "spent":
        ration.spent(lane, span)
    elif what == "served":
        ration.served(lane)
    elif what == "idle":
        ration.idle(lane)
    elif what == "failed":
        ration.failed()
    elif span is not None:
        clock.advance(span)
