import base64
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.search.cursors import position, written
from domain.search.orders import OrderFilter, OrderSort, Position, SortField

NOON = datetime(2026, 3, 2, 12, 0, 0, 123_456, tzinfo=UTC)
ALL = OrderFilter()
NEWEST = OrderSort()
URL_SAFE = re.compile(r"[A-Za-z0-9_-]+")


@given(
    at=st.none() | st.datetimes(timezones=st.just(UTC)),
    number=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=100),
    field=st.sampled_from(SortField),
    descending=st.booleans(),
)
def test_it_comes_back_as_it_was_and_fits_into_a_url(
    at: datetime | None, number: str, field: SortField, *, descending: bool
) -> None:
    there, sort = Position(at, number), OrderSort(field, descending)
    cursor = written(there, ALL, sort)
    assert URL_SAFE.fullmatch(cursor)
    assert position(cursor, ALL, sort, field="after") == there


def test_a_time_of_another_zone_is_the_same_instant() -> None:
    there = Position(NOON.astimezone(timezone(timedelta(hours=2))), "SO-1")
    assert position(written(there, ALL, NEWEST), ALL, NEWEST, field="after") == Position(NOON, "SO-1")


def of(parts: str) -> str:
    """A cursor of these parts, as a stranger might make it."""
    return base64.urlsafe_b64encode(parts.encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "!!!!",
        "ä",
        "\ud800",
        "A" * 5_000,
        of("[]"),
        of('[1, "mark"]'),
        of('[1, "mark", "PLACED_AT", true, null, ""]'),
        of('[1, "mark", "NUMBER", true, null, "SO-1"]'),
        of('[1, "mark", "PLACED_AT", true, "2026-03-02T12:00:00", "SO-1"]'),
        of('[1, "mark", "PLACED_AT", true, "yesterday", "SO-1"]'),
        of('[1, "mark", "PLACED_AT", 1, null, "SO-1"]'),
        of('[1, "mark", "PLACED_AT", true, null, "SO-1", "more"]'),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
def test_what_is_no_cursor_names_its_field(cursor: str) -> None:
    with pytest.raises(BadInput, match=r"^after: is not a cursor that this field has given") as caught:
        position(cursor, ALL, NEWEST, field="after")
    assert caught.value.field == "after"


@pytest.mark.parametrize(
    ("wanted", "sort", "told"),
    [
        (OrderFilter(customers=("C-1",)), NEWEST, "of another filter"),
        (ALL, OrderSort(descending=False), "of another order"),
        (ALL, OrderSort(SortField.CHANGED_AT), "of another order"),
    ],
)
def test_a_cursor_of_another_question_is_refused(wanted: OrderFilter, sort: OrderSort, told: str) -> None:
    cursor = written(Position(NOON, "SO-1"), ALL, NEWEST)
    with pytest.raises(BadInput, match=told):
        position(cursor, wanted, sort, field="after")


BY_DAY = OrderSort(by_day=True)
MIDNIGHT = NOON.replace(hour=0, microsecond=0)


@pytest.mark.parametrize("at", [MIDNIGHT, None])
def test_who_is_told_days_goes_on_from_days(at: datetime | None) -> None:
    there = Position(at, "SO-1")
    assert position(written(there, ALL, BY_DAY), ALL, BY_DAY, field="after") == there


def test_nobody_finds_a_time_out_by_cursors_of_his_own() -> None:
    for moment in (NOON, MIDNIGHT + timedelta(microseconds=1)):
        cursor = written(Position(moment, "SO-1"), ALL, NEWEST)
        with pytest.raises(BadInput, match="of exact times, and yours are days") as caught:
            position(cursor, ALL, BY_DAY, field="after")
        assert caught.value.field == "after"


def test_a_cursor_of_another_version_says_so() -> None:
    with pytest.raises(BadInput, match="of another version"):
        position(of('[2, "mark", "PLACED_AT", true, null, "SO-1"]'), ALL, NEWEST, field="after")
