from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ImpossibleValue
from domain.instants import EARLIEST, LATEST, from_epoch_millis, parse_instant, to_utc

BERLIN = "Europe/Berlin"
PLAUSIBLE = st.datetimes(
    EARLIEST.replace(tzinfo=None) + timedelta(days=2),
    LATEST.replace(tzinfo=None) - timedelta(days=2),
    timezones=st.sampled_from(
        (UTC, timezone(timedelta(hours=-9, minutes=-30)), timezone(timedelta(hours=14)))
    ),
)

READ = {
    "in UTC": ("2026-11-21T08:30:00Z", None, "2026-11-21T08:30:00"),
    "with an offset": ("2026-11-21T08:30:00-06:00", None, "2026-11-21T14:30:00"),
    "an offset beats the zone of the place": ("2026-11-21T08:30:00+00:00", BERLIN, "2026-11-21T08:30:00"),
    "local, in winter": ("2026-11-21T08:30:00", BERLIN, "2026-11-21T07:30:00"),
    "local, in summer": ("2026-07-01T08:30:00", BERLIN, "2026-07-01T06:30:00"),
    "local, half an hour off": ("2026-07-01T08:30:00", "Asia/Kolkata", "2026-07-01T03:00:00"),
    "local, on another day": ("2026-07-01T20:00:00", "America/Los_Angeles", "2026-07-02T03:00:00"),
    "before the clocks go forward": ("2026-03-29T01:59:59", BERLIN, "2026-03-29T00:59:59"),
    "after the clocks went forward": ("2026-03-29T03:00:00", BERLIN, "2026-03-29T01:00:00"),
    "the first pass of the repeated hour": ("2026-10-25T02:30:00", BERLIN, "2026-10-25T00:30:00"),
    "after the repeated hour": ("2026-10-25T03:00:00", BERLIN, "2026-10-25T02:00:00"),
    "the first moment": ("1990-01-01T00:00:00Z", None, "1990-01-01T00:00:00"),
    "the last second": ("2099-12-31T23:59:59Z", None, "2099-12-31T23:59:59"),
}
REFUSED = {
    "no time at all": ("soon", None, "'soon' is not an ISO 8601 time"),
    "of control characters": ("12\n\x1b[31m", None, "is not an ISO 8601 time"),
    "half a character": ("\ud800", None, "is not an ISO 8601 time"),
    "empty": ("", None, "'' is not an ISO 8601 time"),
    "the thirteenth month": ("2026-13-01T00:00:00Z", None, "is not an ISO 8601 time"),
    "the twenty-fifth hour": ("2026-01-01T25:00:00Z", None, "is not an ISO 8601 time"),
    "an offset of more than a day": ("2026-01-01T00:00:00+25:00", None, "is not an ISO 8601 time"),
    "without a zone": ("2026-11-21T08:30:00", None, "has no zone and its place has none"),
    "an unknown zone": ("2026-11-21T08:30:00", "Mars/Olympus", "zone 'Mars/Olympus' is not known"),
    "an empty zone": ("2026-11-21T08:30:00", "", "zone '' is not known"),
    "a folder of zones": ("2026-11-21T08:30:00", "America", "zone 'America' is not known"),
    "a zone outside": ("2026-11-21T08:30:00", "../../passwd", "zone '../../passwd' is not known"),
    "a zone of great length": ("2026-11-21T08:30:00", "x" * 5000, "is not known"),
    "in the hour that is left out": ("2026-03-29T02:30:00", BERLIN, "does not exist in Europe/Berlin"),
    "at its beginning": ("2026-03-29T02:00:00", BERLIN, "does not exist in Europe/Berlin"),
    "too early": ("1989-12-31T23:59:59Z", None, "is not between 1990 and 2100"),
    "too late": ("2100-01-01T00:00:00Z", None, "is not between 1990 and 2100"),
    "too late where it is": ("2099-12-31T23:59:59-00:30", None, "is not between 1990 and 2100"),
    "before the calendar": ("0001-01-01T00:00:00+14:00", None, "is outside the calendar"),
    "after the calendar": ("9999-12-31T23:59:59-12:00", None, "is outside the calendar"),
    "for ever, where it is": ("9999-12-31T23:59:59", "America/New_York", "is outside the calendar"),
    "since ever, where it is": ("0001-01-01T00:00:00", "Asia/Tokyo", "is outside the calendar"),
}


@pytest.mark.parametrize(("text", "zone", "instant"), READ.values(), ids=READ)
def test_times_are_read_into_utc(text: str, zone: str | None, instant: str) -> None:
    read = parse_instant(text, zone=zone)
    assert read == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert read.tzinfo is UTC


@pytest.mark.parametrize(("text", "zone", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused_with_its_place(text: str, zone: str | None, reason: str) -> None:
    with pytest.raises(ImpossibleValue) as refused:
        parse_instant(text, zone=zone, field="stops[2].at")
    assert refused.value.field == "stops[2].at"
    assert refused.value.public.startswith("stops[2].at: ")
    assert reason in refused.value.public
    assert len(refused.value.public) < 120
    assert refused.value.public.isprintable()


@given(moment=PLAUSIBLE)
def test_an_aware_time_is_the_same_instant_in_utc(moment: datetime) -> None:
    assert to_utc(moment) == moment
    assert to_utc(moment).utcoffset() == timedelta(0)
    assert parse_instant(moment.isoformat()) == moment


@given(
    moment=PLAUSIBLE, zone=st.sampled_from((BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo"))
)
def test_a_local_time_of_an_instant_leads_back_to_it_or_to_its_first_pass(
    moment: datetime, zone: str
) -> None:
    instant = to_utc(moment)
    local = instant.astimezone(ZoneInfo(zone))
    read = to_utc(local.replace(tzinfo=None, fold=0), zone=zone)
    assert read == instant if local.fold == 0 else read < instant


@given(moment=PLAUSIBLE)
def test_milliseconds_lead_back_to_their_instant(moment: datetime) -> None:
    millis = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    assert timedelta(0) <= moment - from_epoch_millis(millis) < timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("millis", "reason"),
    [
        (0, "is not between 1990 and 2100"),
        (-1, "is not between 1990 and 2100"),
        (1_763_712_000, "is not between 1990 and 2100"),
        (4_102_444_800_000, "is not between 1990 and 2100"),
        (10**15, "the milliseconds lead outside the calendar"),
        (-(10**15), "the milliseconds lead outside the calendar"),
        (10**5000, "the milliseconds lead outside the calendar"),
    ],
    ids=[
        "zero",
        "before zero",
        "seconds",
        "2100",
        "overflow",
        "overflow below",
        "more digits than Python writes",
    ],
)
def test_milliseconds_that_cannot_be_meant_are_refused_with_their_place(millis: int, reason: str) -> None:
    with pytest.raises(ImpossibleValue) as refused:
        from_epoch_millis(millis, field="atMillis")
    assert refused.value.public.startswith("atMillis: ")
    assert reason in refused.value.public


def test_milliseconds_are_exact() -> None:
    assert from_epoch_millis(1_763_712_000_001) == datetime(2025, 11, 21, 8, 0, 0, 1000, tzinfo=UTC)
