"""The strictest of several bounds counts, and what misses it is marked, or refused by name."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import (
    BackendBudgetSpent,
    BackendError,
    BackendThrottled,
    BackendTimeout,
    BackendUnavailable,
    BreakerOpen,
    FreshnessNotMet,
)
from domain.freshness import FreshState, StaleReason, Stamp, meets, unavailable
from domain.ports.bounds import ANY_AGE, Bound, Ruler, reason_of
from domain.ports.reading import MISSING, Failed, Found, Missing
from tests.domain.histories import HOURS, at

AGES = st.none() | st.builds(timedelta, hours=st.integers(0, 48))
BOUNDS = st.builds(Bound, AGES, st.booleans())
REASONS = st.none() | st.sampled_from(StaleReason)
STAMPS = st.builds(
    Stamp,
    source=st.sampled_from(("erp", "wms_east")),
    state=st.sampled_from(FreshState),
    verified_at=st.none() | st.builds(at, HOURS),
    fetched_at=st.none() | st.builds(at, HOURS),
    reason=REASONS,
)
NOW = at(24)
HOUR = timedelta(hours=1)
DEAD = BackendUnavailable("does not answer", backend="erp", retry_after=timedelta(seconds=7))


@given(bounds=st.lists(BOUNDS, min_size=1, max_size=4), stamp=STAMPS)
def test_what_is_good_under_several_bounds_is_what_is_good_under_each(
    bounds: list[Bound], stamp: Stamp
) -> None:
    together = ANY_AGE
    for bound in bounds:
        together = together.narrowed(bound)
    assert Ruler(together, NOW).good(stamp) == all(Ruler(bound, NOW).good(stamp) for bound in bounds)
    assert together.strict == any(bound.strict for bound in bounds)


@given(one=BOUNDS, other=BOUNDS, third=BOUNDS)
def test_the_order_of_bounds_does_not_count(one: Bound, other: Bound, third: Bound) -> None:
    assert one.narrowed(other) == other.narrowed(one)
    assert one.narrowed(other).narrowed(third) == one.narrowed(other.narrowed(third))
    assert one.narrowed(one) == one.narrowed(ANY_AGE) == one


@given(bound=BOUNDS, stamps=st.lists(STAMPS, max_size=3))
def test_nothing_older_than_the_bound_is_told_as_fresh(bound: Bound, stamps: list[Stamp]) -> None:
    ruler = Ruler(bound, NOW)
    told = ruler.marked(Found("value", tuple(stamps)))
    assert isinstance(told, Found)
    for before, after in zip(stamps, told.stamps, strict=True):
        fresh = after.state is FreshState.FRESH
        assert fresh == (
            before.state is FreshState.FRESH and (bound.max_age is None or meets(before, bound.max_age, NOW))
        )
        assert (after.verified_at, after.fetched_at) == (before.verified_at, before.fetched_at)
    missed = ruler.missed(told)
    assert (missed is not None) == (
        bound.strict and any(each.state is not FreshState.FRESH for each in told.stamps)
    )


def test_what_is_marked_says_why() -> None:
    told = Ruler(Bound(HOUR), NOW).marked(Found("value", (Stamp(source="erp", fetched_at=at(20)),)))
    assert isinstance(told, Found)
    (stamp,) = told.stamps
    assert (stamp.state, stamp.reason) == (FreshState.STALE, StaleReason.TTL)


def test_a_strict_bound_refuses_with_the_system_and_the_reason() -> None:
    ruler = Ruler(Bound(HOUR, strict=True), NOW)
    old = Stamp(source="erp", state=FreshState.STALE, reason=StaleReason.BREAKER_OPEN)
    missed = ruler.missed(Found("value", (Stamp(source="wms_east", fetched_at=NOW), old)))
    assert missed is not None
    assert (missed.backend, missed.reason) == ("erp", "BREAKER_OPEN")
    refused: Found[str] | Missing | Failed = ruler.marked(Failed(DEAD, (), (DEAD,)))
    assert isinstance(refused, Failed)
    for error in refused.errors:
        assert isinstance(error, FreshnessNotMet)
        assert (error.backend, error.reason, error.retry_after) == ("erp", "ERROR", timedelta(seconds=7))
    assert ruler.missed(Found("value", (unavailable("erp"),), (), (DEAD,))) is not None
    assert ruler.missed(MISSING) is None


def test_without_strictness_nothing_is_refused() -> None:
    ruler = Ruler(Bound(HOUR), NOW)
    assert ruler.marked(Failed(DEAD)) == Failed(DEAD)
    assert ruler.missed(Failed(DEAD)) is None
    assert ruler.missed(Found("value", (unavailable("erp"),), (), (DEAD,))) is None


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (BackendBudgetSpent, StaleReason.BUDGET_SPENT),
        (BackendThrottled, StaleReason.BUDGET_SPENT),
        (BreakerOpen, StaleReason.BREAKER_OPEN),
        (BackendTimeout, StaleReason.TIMEOUT),
        (BackendUnavailable, StaleReason.ERROR),
    ],
)
def test_each_error_is_a_reason(kind: type[BackendError], reason: StaleReason) -> None:
    assert reason_of(kind("no answer", backend="erp")) is reason
