import math
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.hosts import Lately
from gateway.watching.lately import SPAN_SECONDS, SPANS, RecentCalls
from tests.doubles.clock import SettableClock

SECONDS = st.floats(min_value=0.001, max_value=60)
PAUSES = st.floats(min_value=0, max_value=40)


@given(st.lists(st.tuples(PAUSES, SECONDS, st.booleans()), max_size=60))
def test_the_last_minute_counts_and_quantiles_are_right_to_one_part_in_twenty(
    calls: list[tuple[float, float, bool]],
) -> None:
    clock = SettableClock()
    recent = RecentCalls(clock)
    ended: list[tuple[float, float, bool]] = []
    for pause, took, failed in calls:
        clock.advance(timedelta(seconds=pause))
        recent.add(timedelta(seconds=took), failed=failed)
        ended.append((clock.monotonic(), took, failed))
    first = (clock.monotonic() // SPAN_SECONDS - SPANS + 1) * SPAN_SECONDS
    counted = [(took, failed) for at, took, failed in ended if at >= first]
    lately = recent.lately()
    assert (lately.calls, lately.failures) == (len(counted), sum(failed for _, failed in counted))
    for quantile, part in ((lately.p50, 0.5), (lately.p99, 0.99)):
        exact = sorted(took for took, _ in counted)[math.ceil(part * len(counted)) - 1] if counted else None
        assert (quantile is None) == (exact is None)
        if quantile is not None and exact is not None:
            assert math.isclose(quantile.total_seconds(), exact, rel_tol=0.05)


def test_nothing_counts_for_longer_than_a_minute() -> None:
    clock = SettableClock()
    recent = RecentCalls(clock)
    recent.add(timedelta(seconds=1), failed=True)
    assert recent.lately().error_rate == 1
    clock.advance(timedelta(seconds=60))
    assert recent.lately() == Lately()
    assert recent.lately().error_rate is None


def test_a_call_of_any_length_counts() -> None:
    recent = RecentCalls(SettableClock())
    recent.add(timedelta(0), failed=False)
    recent.add(timedelta(hours=1), failed=False)
    lately = recent.lately()
    assert lately.calls == 2
    assert lately.p50 is not None
    assert lately.p50 < timedelta(milliseconds=1)
    assert lately.p99 is not None
    assert lately.p99 > timedelta(minutes=6)
