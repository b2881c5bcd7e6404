from datetime import UTC, datetime
from decimal import Decimal

import pytest

from adapters.reading.values import Notation, ValueNotes
from domain.errors import ImpossibleValue
from domain.instants import parse_instant
from domain.quantities import Money, quantity


def spelled(text: str) -> int:
    if text not in ("minus one", "one", "two"):
        raise ImpossibleValue(f"'{text}' is no number")
    return ["minus one", "zero", "one", "two"].index(text) - 1


def told(text: str) -> datetime | None:
    return parse_instant(text, zone="UTC") if text else None


def new() -> ValueNotes[str, str]:
    return ValueNotes("erp", "order:SO-1", Notation(units={"EACH": "EA"}, instant=told, exact=spelled))


def groups(notes: ValueNotes[str, str]) -> list[str]:
    return [finding.group for finding in notes.findings]


def test_values_are_read_as_the_system_writes_them() -> None:
    notes = new()
    assert notes.unit("EACH") == "EA"
    assert notes.instant("2026-03-02T08:00", "at") == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert notes.quantity("two", "EA", "amount") == notes.counted("two", "EA") == quantity(2)
    assert notes.money("12.40", "USD", "price") == Money(Decimal("12.40"), "USD")
    assert notes.findings == ()


def test_what_is_not_told_is_none_and_no_fault() -> None:
    notes = new()
    absent = (notes.instant(None, "at"), notes.instant("", "at"), notes.quantity(None, "EA", "amount"))
    assert {*absent, notes.money(None, "USD", "price")} == {None}
    assert notes.findings == ()


def test_an_unknown_unit_keeps_its_name() -> None:
    notes = new()
    assert notes.unit("DRUM") == "DRUM"
    assert groups(notes) == ["erp/unit/DRUM"]


def test_what_cannot_be_meant_is_left_out_and_noted_at_its_place() -> None:
    notes = new()
    left_out = (
        notes.instant("soon", "at"),
        notes.quantity("three", "EA", "lines[1].amount"),
        notes.quantity("minus one", "EA", "lines[2].amount"),
        notes.money("many", "USD", "price"),
    )
    assert left_out == (None, None, None, None)
    assert groups(notes) == ["erp/at", "erp/lines[].amount", "erp/lines[].amount", "erp/price"]
    assert "lines[2].amount minus one is below zero" in notes.findings[2].detail


@pytest.mark.parametrize(
    ("amount", "says"),
    [("three", "lines.amount: 'three' is no number"), ("minus one", "lines.amount: minus one is below zero")],
)
def test_a_count_that_is_needed_is_refused_by_its_place(amount: str, says: str) -> None:
    with pytest.raises(ImpossibleValue, match=says) as caught:
        new().counted(amount, "EA", "lines.amount")
    assert caught.value.field == "lines.amount"
