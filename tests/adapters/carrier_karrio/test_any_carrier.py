"""A carrier whose replies we do not read: its own times are found again in them."""

from datetime import datetime

import pytest

from adapters.carrier_karrio.raw.any_carrier import read
from adapters.carrier_karrio.raw.records import Told
from adapters.carrier_karrio.sdk.answers import ParsedEvent, ParsedTrack
from adapters.carrier_karrio.zones import instant
from domain.errors import ImpossibleValue


def when(text: str, *, date: str = "2026-03-02", time: str = "07:05 PM", **zones: str) -> str:
    track = ParsedTrack(events=(ParsedEvent("1", date=date, time=time, location="Berlin, DE"),))
    (event,) = read(text, track).events
    try:
        return f"{instant(event.at, event.place, zones):%Y-%m-%dT%H:%M:%SZ}"
    except ImpossibleValue as error:
        return error.public


@pytest.mark.parametrize(
    "text",
    [
        '{"at": "2026-03-02T19:05:33+0100"}',
        '{"at": "2026-03-02T19:05:33.250+01:00"}',
        "<at>2026-03-02 19:05:33+01:00</at><other>2026-03-02T19:06:00Z</other>",
        '["2026-03-02T19:05:33+01:00", "2026-03-02T19:05:33+01:00"]',
    ],
)
@pytest.mark.parametrize("time", ["07:05 PM", "19:05 PM", "19:05", "19:05:33"])
def test_the_one_time_that_shows_that_clock_is_meant(text: str, time: str) -> None:
    assert when(text, time=time) == "2026-03-02T18:05:33Z"


def test_noon_and_midnight() -> None:
    assert when("2026-03-02T00:05:00Z", time="12:05 AM") == "2026-03-02T00:05:00Z"
    assert when("2026-03-02T12:05:00Z", time="12:05 PM") == "2026-03-02T12:05:00Z"


def test_two_times_that_show_that_clock_are_none() -> None:
    said = when("2026-03-02T19:05:33+01:00 2026-03-02T19:05:34+01:00")
    assert "may be any of 2026-03-02T19:05:33+01:00, 2026-03-02T19:05:34+01:00" in said


@pytest.mark.parametrize(
    "text", ["", "{}", '{"date": "2026-03-02", "time": "19:05:33"}', "2026-03-02T19:05:33"]
)
def test_a_time_without_a_zone_needs_a_declared_one(text: str) -> None:
    assert "has no zone" in when(text)
    assert when(text, **{"Berlin, DE": "Europe/Berlin"}).startswith("2026-03-02T18:05:")
    assert when(text, **{"*": "Europe/Berlin"}).startswith("2026-03-02T18:05:")


@pytest.mark.parametrize(
    ("date", "time"), [("", ""), ("2026-03-02", ""), ("2026-02-30", "07:05"), ("x", "25:00")]
)
def test_what_is_no_time_is_none(date: str, time: str) -> None:
    assert "is not a time" in when("", date=date, time=time)


def test_a_day_of_delivery_is_one_of_the_country_that_is_told() -> None:
    (due,) = read("", ParsedTrack(due="2026-03-04", country="DE")).estimates
    assert due.at == Told("2026-03-04", datetime(2026, 3, 4, 23, 59, 59))  # noqa: DTZ001 - it has no zone
    assert f"{instant(due.at, due.place, {}):%H:%M}" == "22:59"
