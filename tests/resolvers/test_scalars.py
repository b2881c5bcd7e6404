"""Instants and numbers on the wire."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from graphql import GraphQLError

from resolvers.types.scalars import read_instant, read_number, written_instant, written_number


def test_an_instant_is_written_in_utc_with_a_z_and_read_again() -> None:
    elsewhere = datetime(2026, 3, 2, 3, 0, tzinfo=timezone(timedelta(hours=-5)))
    assert written_instant(elsewhere) == "2026-03-02T08:00:00Z"
    exact = datetime(2026, 3, 2, 8, 0, 0, 120000, tzinfo=UTC)
    assert read_instant(written_instant(exact)) == exact


@pytest.mark.parametrize("text", ["2026-03-02T08:00:00", "tomorrow", "", 12])
def test_an_instant_without_a_zone_or_sense_is_refused(text: object) -> None:
    with pytest.raises(GraphQLError):
        read_instant(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [("20.0", "20"), ("1E+3", "1000"), ("0.50", "0.5"), ("-3", "-3"), ("0.0000001", "0.0000001"), ("0", "0")],
)
def test_a_number_has_every_digit_that_counts(number: str, text: str) -> None:
    assert written_number(Decimal(number)) == text
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("value", [1.5, "NaN", "1e99", None, True])
def test_a_number_that_is_not_exact_is_refused(value: object) -> None:
    with pytest.raises(GraphQLError):
        read_number(value)
