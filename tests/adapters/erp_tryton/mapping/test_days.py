"""Tryton's days and times as instants."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from adapters.erp_tryton.mapping import days
from adapters.erp_tryton.wire.values import Day, Moment
from domain.errors import ImpossibleValue

NEW_YORK = ZoneInfo("America/New_York")
# Its clocks skip midnight in spring.
SANTIAGO = ZoneInfo("America/Santiago")


def on(day: date) -> Day:
    return Day(day.year, day.month, day.day)


def test_a_time_is_utc() -> None:
    told = days.instant(Moment(2026, 11, 21, 20, 23, 22, 154099))
    assert told == datetime(2026, 11, 21, 20, 23, 22, 154099, tzinfo=UTC)
    assert told.tzinfo is UTC


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        (Moment(2026, 13, 1), "month must be in 1..12"),
        (Moment(2026, 2, 30), "day is out of range"),
        (Moment(2026, 2, 3, 25), "hour must be in 0..23"),
        (Moment(10**30, 2, 3), "is not a time"),
        (Moment(1970, 1, 1), "is not between 1990 and 2100"),
    ],
)
def test_an_impossible_time_is_refused_by_its_place(moment: Moment, reason: str) -> None:
    with pytest.raises(ImpossibleValue, match=f"write_date: .*{reason}"):
        days.instant(moment, field="write_date")


@pytest.mark.parametrize(
    ("day", "reason"), [(Day(2026, 2, 30), "is not a day"), (Day(1970, 1, 1), "is not between 1990 and 2100")]
)
def test_an_impossible_day_is_refused_by_its_place(day: Day, reason: str) -> None:
    with pytest.raises(ImpossibleValue, match=f"sale_date: .*{reason}"):
        days.happened(day, None, NEW_YORK, field="sale_date")


def test_an_instant_goes_into_a_query_as_it_came() -> None:
    at = datetime(2026, 11, 21, 20, 23, 22, 154099, tzinfo=UTC)
    told = days.as_moment(at.astimezone(NEW_YORK))
    assert told.pop("__class__") == "datetime"
    assert days.instant(Moment(**{name: int(str(part)) for name, part in told.items()})) == at


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # Written on the day, in the company's zone: then.
        (datetime(2026, 11, 21, 20, 0, tzinfo=UTC), datetime(2026, 11, 21, 20, 0, tzinfo=UTC)),
        # In the evening there it is the next day in UTC.
        (datetime(2026, 11, 22, 3, 0, tzinfo=UTC), datetime(2026, 11, 22, 3, 0, tzinfo=UTC)),
        # Written on another day, or nobody knows when: at its start.
        (datetime(2026, 11, 22, 6, 0, tzinfo=UTC), datetime(2026, 11, 21, 5, 0, tzinfo=UTC)),
        (datetime(2026, 11, 21, 4, 0, tzinfo=UTC), datetime(2026, 11, 21, 5, 0, tzinfo=UTC)),
        (None, datetime(2026, 11, 21, 5, 0, tzinfo=UTC)),
    ],
)
def test_what_happened_on_a_day_did_when_it_was_written_then(
    written: datetime | None, expected: datetime
) -> None:
    assert days.happened(Day(2026, 11, 21), written, NEW_YORK) == expected


@pytest.mark.parametrize(
    ("zone", "day", "start", "end"),
    [
        (NEW_YORK, date(2026, 11, 21), "2026-11-21T05:00:00Z", "2026-11-22T04:59:59Z"),
        # 25 hours long, and 23.
        (NEW_YORK, date(2026, 11, 1), "2026-11-01T04:00:00Z", "2026-11-02T04:59:59Z"),
        (NEW_YORK, date(2026, 3, 8), "2026-03-08T05:00:00Z", "2026-03-09T03:59:59Z"),
        # It has no midnight: it starts at one, the instant at which the day before it ends.
        (SANTIAGO, date(2026, 9, 6), "2026-09-06T04:00:00Z", "2026-09-07T02:59:59Z"),
        (SANTIAGO, date(2026, 9, 5), "2026-09-05T04:00:00Z", "2026-09-06T03:59:59Z"),
    ],
)
def test_a_day_starts_and_ends_by_the_clocks_of_its_zone(
    zone: ZoneInfo, day: date, start: str, end: str
) -> None:
    assert days.happened(on(day), None, zone) == datetime.fromisoformat(start)
    assert days.due(on(day), zone) == datetime.fromisoformat(end)
