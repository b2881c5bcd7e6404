from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.freshness import FreshState, Stamp, by_source, meets, unavailable, verified
from tests.domain.histories import HOURS, at

MOMENTS = st.none() | st.builds(at, HOURS)
STAMPS = st.builds(
    Stamp,
    source=st.sampled_from(("erp", "wms_east", "carrier")),
    state=st.sampled_from(FreshState),
    as_of=MOMENTS,
    verified_at=MOMENTS,
    fetched_at=MOMENTS,
)
BADNESS = {FreshState.FRESH: 0, FreshState.STALE: 1, FreshState.UNAVAILABLE: 2}


@given(as_of=MOMENTS, watermark=MOMENTS)
def test_a_value_is_verified_at_the_later_of_its_own_time_and_the_watermark(
    as_of: datetime | None, watermark: datetime | None
) -> None:
    found = verified(as_of, watermark)
    known = {moment for moment in (as_of, watermark) if moment}
    assert found in known if known else found is None
    assert all(found >= moment for moment in known if found)


NOW = at(10)
HOUR = timedelta(hours=1)
BOUNDS: dict[str, tuple[Stamp, bool]] = {
    "verified within the bound": (Stamp(source="erp", verified_at=at(9.5)), True),
    "verified just within it": (Stamp(source="erp", verified_at=at(9)), True),
    "verified too long ago": (Stamp(source="erp", verified_at=at(8.9)), False),
    "read within the bound, verified at no known time": (Stamp(source="erp", fetched_at=at(9.5)), True),
    "read too long ago": (Stamp(source="erp", fetched_at=at(8)), False),
    "read just now of a source that speaks of yesterday": (
        Stamp(source="erp", verified_at=at(-14), fetched_at=at(10)),
        False,
    ),
    "true at some time, but read at no known one": (Stamp(source="erp", as_of=at(10)), False),
    "stale by its own bound, good enough for this one": (
        Stamp(source="erp", state=FreshState.STALE, verified_at=at(9.5)),
        True,
    ),
    "not there": (Stamp(source="erp", state=FreshState.UNAVAILABLE, verified_at=at(10)), False),
    "a clock that is ahead of ours": (Stamp(source="erp", verified_at=at(10.1)), True),
}


@pytest.mark.parametrize(("stamp", "good"), BOUNDS.values(), ids=BOUNDS)
def test_a_bound_is_met_or_missed(stamp: Stamp, good: bool) -> None:  # noqa: FBT001 - the expectation itself
    assert meets(stamp, HOUR, NOW) is good


def test_a_source_that_could_not_contribute_meets_no_bound() -> None:
    away = unavailable("wms_east")
    assert (away.source, away.state) == ("wms_east", FreshState.UNAVAILABLE)
    assert not meets(away, timedelta(days=9999), NOW)


@given(stamp=STAMPS, age=st.integers(0, 20), later=HOURS)
def test_what_missed_a_bound_does_not_meet_it_later(stamp: Stamp, age: int, later: int) -> None:
    bound = timedelta(hours=age)
    if meets(stamp, bound, NOW + timedelta(hours=later)):
        assert meets(stamp, bound, NOW)
        assert meets(stamp, bound + HOUR, NOW)


@given(stamps=st.lists(STAMPS), data=st.data())
def test_one_stamp_of_each_source_stands_for_the_worst(stamps: list[Stamp], data: st.DataObject) -> None:
    kept = by_source(stamps)
    assert [stamp.source for stamp in kept] == sorted({stamp.source for stamp in stamps})
    for worst in kept:
        own = [stamp for stamp in stamps if stamp.source == worst.source]
        assert worst in own
        assert BADNESS[worst.state] == max(BADNESS[stamp.state] for stamp in own)
        equally_bad = [stamp for stamp in own if stamp.state is worst.state]
        assert oldest(worst) == min(oldest(stamp) for stamp in equally_bad)
    again = by_source(data.draw(st.permutations([*stamps, *stamps])))
    assert [(stamp.state, oldest(stamp)) for stamp in again] == [
        (stamp.state, oldest(stamp)) for stamp in kept
    ]


def oldest(stamp: Stamp) -> datetime:
    """A stamp without any time could be of any age."""
    return stamp.verified_at or stamp.fetched_at or at(-10_000)
