"""Feeds of events: their rhythm is learned from gaps, within bounds, and no single failure changes it."""

from datetime import timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from domain.search.rhythm import ENOUGH, LONGEST_EXPECTED, SHORTEST_EXPECTED, Rhythm
from domain.search.told_feeds import ToldFeed, heard, is_overdue, patience, told_group, told_silence
from tests.doubles.clock import START

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
GAPS = st.lists(st.timedeltas(-DAY, 60 * DAY), max_size=60)


def rhythm(*gaps: timedelta) -> Rhythm:
    learned = Rhythm()
    for gap in gaps:
        learned = learned.with_gap(gap)
    return learned


@given(GAPS)
def test_what_is_expected_is_bounded_and_what_is_kept_is_small(gaps: list[timedelta]) -> None:
    learned = rhythm(*gaps)
    expected = learned.expected()
    assert expected is None or SHORTEST_EXPECTED <= expected <= LONGEST_EXPECTED
    assert len(gaps) >= ENOUGH or expected is None
    assert len(learned.counts) <= 21
    assert all(count >= 0 for count in learned.counts)


@given(st.timedeltas(2 * SECOND, DAY), st.integers(ENOUGH, 60))
@example(5 * HOUR, 38)
@example(DAY, 41)
def test_a_steady_feed_is_expected_soon_after_its_gap(gap: timedelta, times: int) -> None:
    expected = rhythm(*[gap] * times).expected()
    assert expected is not None
    assert gap <= expected <= max(2 * gap, SHORTEST_EXPECTED) or expected == LONGEST_EXPECTED


@given(st.permutations([*[10 * SECOND] * 30, HOUR, *[20 * SECOND] * 9]))
def test_the_order_of_gaps_is_nothing(gaps: list[timedelta]) -> None:
    assert rhythm(*gaps) == rhythm(*sorted(gaps))


def test_a_feed_that_sleeps_at_night_is_known_to_sleep() -> None:
    day = [*[20 * SECOND] * 2_000, 12 * HOUR]
    expected = rhythm(*day, *day, *day).expected()
    assert expected is not None
    assert 12 * HOUR <= expected <= DAY


def test_one_failure_among_days_of_news_changes_little() -> None:
    expected = rhythm(*[20 * SECOND] * 20_000, 2 * HOUR).expected()
    assert expected is not None
    assert expected <= 2 * SHORTEST_EXPECTED


def test_what_was_long_ago_fades() -> None:
    slow = rhythm(*[HOUR] * 300)
    quick = slow
    for _ in range(200_000):
        quick = quick.with_gap(40 * SECOND)
    assert slow.expected() == timedelta(seconds=4096)
    assert quick.expected() == timedelta(seconds=64)


def test_a_feed_is_overdue_after_what_is_declared_or_three_times_its_rhythm() -> None:
    feed = ToldFeed(instance="erp", last_heard_at=START)
    assert patience(feed, None) is None
    assert not is_overdue(feed, None, START + 99 * DAY)
    assert not is_overdue(feed, HOUR, START + HOUR)
    assert is_overdue(feed, HOUR, START + HOUR + SECOND)
    known = ToldFeed(instance="erp", last_heard_at=START, rhythm=rhythm(*[50 * SECOND] * ENOUGH))
    assert patience(known, None) == 3 * 64 * SECOND
    assert is_overdue(known, None, START + 193 * SECOND)
    assert told_silence(known).group == told_group("erp") == "erp/events"


@given(st.lists(st.integers(-100, 100), min_size=1, max_size=12))
def test_times_never_go_back(minutes: list[int]) -> None:
    feed: ToldFeed | None = None
    for minute in minutes:
        at = START + minute * timedelta(minutes=1)
        feed = heard(feed, "erp", at, at - HOUR)
    assert feed is not None
    assert feed.last_heard_at == START + max(minutes) * timedelta(minutes=1)
    assert feed.watermark == feed.last_heard_at - HOUR
