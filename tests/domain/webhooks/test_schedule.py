from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.webhooks.records import Attempt, Delivery, DeliveryState
from domain.webhooks.schedule import USUAL, Terms, after, pause
from tests.doubles.clock import START

NEW = Delivery(endpoint="e1", position=7, subject="order:SO-1", next_at=START)


def attempt(delivery: Delivery, status: int | None) -> Attempt:
    return Attempt(endpoint="e1", position=7, at=delivery.next_at, status=status, milliseconds=5)


def most(draw: float) -> float:
    return draw


def least(_draw: float) -> float:
    return 0.0


@pytest.mark.parametrize("status", [200, 202, 204])
def test_what_is_taken_is_delivered(status: int) -> None:
    done = after(NEW, attempt(NEW, status), most)
    assert (done.state, done.attempts, done.first_at) == (DeliveryState.DELIVERED, 1, START)


@pytest.mark.parametrize("status", [None, 301, 400, 410, 429, 500])
def test_what_is_not_taken_waits(status: int | None) -> None:
    tried = after(NEW, attempt(NEW, status), most)
    assert tried.state is DeliveryState.WAITING
    assert tried.next_at == START + timedelta(seconds=5)


@given(st.lists(st.floats(0, 1), min_size=60, max_size=60))
def test_pauses_grow_and_end_after_a_day(draws: list[float]) -> None:
    chances = iter(draws)
    delivery, times = NEW, []
    while delivery.state is DeliveryState.WAITING:
        times.append(delivery.next_at)
        delivery = after(delivery, attempt(delivery, 500), lambda most: most * next(chances))
    assert delivery.state is DeliveryState.GIVEN_UP
    assert USUAL.retry_for - USUAL.longest <= times[-1] - START <= USUAL.retry_for
    assert all(earlier < later for earlier, later in pairwise(times))
    assert 10 <= delivery.attempts <= 24


def test_an_endpoint_that_asks_for_time_gets_it_within_bounds() -> None:
    assert pause(1, least, timedelta(minutes=10)) == timedelta(minutes=10)
    assert pause(1, least, timedelta(days=9)) == USUAL.longest
    assert pause(1, least) == timedelta(seconds=2.5)


def test_terms_are_the_companys() -> None:
    terms = Terms(first=timedelta(seconds=1), longest=timedelta(seconds=2), retry_for=timedelta(seconds=4))
    assert pause(9, most, timedelta(days=9), terms) == timedelta(seconds=2)
    once = after(NEW, attempt(NEW, 500), most, terms=terms)
    twice = after(once, attempt(once, 500), most, terms=terms)
    assert twice.next_at - START == timedelta(seconds=3)
    assert after(twice, attempt(twice, 500), most, terms=terms).state is DeliveryState.GIVEN_UP
