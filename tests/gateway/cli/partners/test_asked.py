from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from domain.registry.records import Subject
from domain.shapes.words import Band, Capped, Exact, QuantityShape, YesNo
from gateway.cli.partners.asked import expiry_of, quantity_of, span_of, subject_of


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("exact", Exact()),
        ("yes_no", YesNo()),
        ("band", Band()),
        ("band:7", Band(low=Decimal(7))),
        ("capped:10", Capped(at=Decimal(10))),
        ("capped:10.0", Capped(at=Decimal(10))),
    ],
)
def test_a_quantity_is_asked_for_in_the_words_of_the_file(text: str, shape: QuantityShape) -> None:
    assert quantity_of(text) == shape


@pytest.mark.parametrize(
    "text", ["", "capped", "band:", "band:x", "exact:1", "yes_no:1", "capped:-1", "cap:1"]
)
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        quantity_of(text)


@given(st.timedeltas(timedelta(seconds=1), timedelta(days=3_000)))
def test_a_span_is_seconds_or_iso(span: timedelta) -> None:
    assert abs(span_of(str(span.total_seconds())) - span) <= timedelta(microseconds=1)
    assert span_of(f"PT{span.seconds}S") == timedelta(seconds=span.seconds) if span.seconds else True


@pytest.mark.parametrize("text", ["", "0", "-1", "PT0S", "1 hour", "nan", "inf", "1e12", "P200Y", "P1M"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        span_of(text)


@given(st.dates(max_value=date(9999, 12, 30)))
def test_a_day_is_meant_whole(day: date) -> None:
    ends = expiry_of(day.isoformat())
    assert isinstance(ends, datetime)
    assert (ends - timedelta(microseconds=1)).date() == day
    assert ends.tzinfo is UTC


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "90", "2027-13-01", "2027-01-31T12:00:00", "9999-12-31", "P"]
)
def test_what_is_no_end_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        expiry_of(text)


def test_a_subject_may_hold_colons() -> None:
    assert subject_of("corp:urn:client:7") == Subject("corp", "urn:client:7")
