from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from domain.shapes.instants import DAY, day_of, delay_in_days, is_whole_day
from domain.shipments import Delay
from tests.doubles.clock import START

ZONES = st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))
TIMES = st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30), timezones=ZONES | st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone
SPANS = st.timedeltas(timedelta(microseconds=1), timedelta(days=40))
MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)


def test_the_day_is_that_of_utc() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert day_of(late) == datetime(2026, 3, 3, tzinfo=UTC)
    assert day_of(late).tzinfo is UTC


def test_a_whole_day_begins_at_midnight_in_utc() -> None:
    assert is_whole_day(MIDNIGHT)
    assert is_whole_day(datetime(2026, 3, 2, 1, tzinfo=timezone(timedelta(hours=1))))
    assert not is_whole_day(datetime(2026, 3, 2, tzinfo=timezone(timedelta(hours=1))))
    assert not is_whole_day(MIDNIGHT + timedelta(microseconds=1))


@given(one=TIMES, other=TIMES)
def test_times_of_one_day_look_alike_and_days_keep_their_order(one: datetime, other: datetime) -> None:
    alike = one.astimezone(UTC).date() == other.astimezone(UTC).date()
    assert (day_of(one) == day_of(other)) == alike
    assert (one <= other) <= (day_of(one) <= day_of(other))


@given(moment=TIMES)
def test_the_day_of_a_day_is_itself(moment: datetime) -> None:
    assert is_whole_day(day_of(moment))
    assert timedelta(0) <= moment - day_of(moment) < DAY


@given(promised=TIMES, by=SPANS, since=TIMES)
def test_a_delay_is_what_can_be_counted_from_both_days(
    promised: datetime, by: timedelta, since: datetime
) -> None:
    told = delay_in_days(Delay(by=by, promised_at=promised, since=since, reason="ice"))
    days = day_of(promised + by) - day_of(promised)
    if not days:
        assert told is None
        return
    assert told == Delay(by=days, promised_at=day_of(promised), since=day_of(since), reason="ice")
    assert delay_in_days(told) == told


def test_a_delay_from_no_promise_is_not_told_in_days() -> None:
    assert delay_in_days(Delay(by=timedelta(days=3))) is None
    told = delay_in_days(Delay(by=timedelta(days=3), promised_at=START))
    assert told is not None
    assert told.since is None
