import pytest

from domain.cases.work import CaseFilter, CasePosition
from domain.errors import BadInput
from domain.search.case_cursors import position, written
from tests.doubles.clock import START

OPEN = CaseFilter(codes=("BAD_VALUE",))
PLACE = CasePosition(START, "3f0c")


def test_a_cursor_leads_back_to_its_place() -> None:
    cursor = written(PLACE, OPEN)
    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert position(cursor, OPEN, field="after") == PLACE


def test_a_cursor_of_another_filter_is_refused() -> None:
    with pytest.raises(BadInput, match="after: is a cursor of another filter") as refused:
        position(written(PLACE, OPEN), CaseFilter(), field="after")
    assert refused.value.field == "after"


def test_a_filter_may_hold_any_text() -> None:
    odd, other = CaseFilter(subjects=("order:\ud800",)), CaseFilter(subjects=("order:\ud801",))
    assert position(written(PLACE, odd), odd, field="after") == PLACE
    with pytest.raises(BadInput, match="another filter"):
        position(written(PLACE, odd), other, field="after")


@pytest.mark.parametrize("cursor", ["", "%", "bm90IGpzb24", "WyJhIl0", "é", "a" * 5_000, "WyJhIiwxLCJiIl0"])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadInput, match="after: is not a cursor that this field has given"):
        position(cursor, OPEN, field="after")
