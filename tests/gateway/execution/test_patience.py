from datetime import timedelta

import pytest

from domain.partners import Lane
from gateway.execution.patience import Patience
from tests.doubles.clock import SettableClock

LANES = {Lane.STOREFRONT: timedelta(seconds=2), Lane.BACKGROUND: timedelta(minutes=5)}


@pytest.mark.parametrize(
    ("asked", "lane", "seconds"),
    [
        (None, Lane.INTERACTIVE, 10.0),
        (None, Lane.STOREFRONT, 2.0),
        (None, Lane.BACKGROUND, 10.0),
        (None, None, 10.0),
        (1.5, Lane.INTERACTIVE, 1.5),
        (1.5, Lane.STOREFRONT, 1.5),
        (5.0, Lane.STOREFRONT, 2.0),
        (600.0, Lane.INTERACTIVE, 10.0),
        (1.5, None, 1.5),
    ],
)
def test_the_least_of_client_lane_and_process_counts(
    asked: float | None, lane: Lane | None, seconds: float
) -> None:
    patience = Patience(SettableClock(monotonic=100.0), timedelta(seconds=10), LANES)
    wait = patience.begun(None if asked is None else timedelta(seconds=asked))
    assert patience.deadline(wait, lane) == 100.0 + seconds


def test_time_runs_from_the_arrival_and_never_below_nothing() -> None:
    clock = SettableClock()
    patience = Patience(clock, timedelta(seconds=10), {})
    wait = patience.begun(timedelta(seconds=3))
    clock.advance(timedelta(seconds=2))
    assert patience.left(wait) == pytest.approx(1.0)
    assert patience.deadline(wait, Lane.INTERACTIVE) == 1_003.0
    clock.advance(timedelta(seconds=2))
    assert patience.left(wait) == 0.0
