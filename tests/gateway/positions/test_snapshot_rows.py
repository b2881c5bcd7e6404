from decimal import Decimal
from pathlib import Path

import pytest

from domain.errors import BadInput
from domain.positions.kept import Counted
from domain.stock import StockKey, StockState
from gateway.positions.snapshot_rows import BadRow, Row, rows_of

CSV = """sku,location,unit,sellable,allocated
AX,EAST,,10,
"A,B",WEST,kg,1.5,-2
"""
EXPECTED = [
    Counted(StockKey("AX", "EAST"), {StockState.SELLABLE: Decimal(10)}, "EA", "line 2"),
    Counted(
        StockKey("A,B", "WEST"),
        {StockState.SELLABLE: Decimal("1.5"), StockState.ALLOCATED: Decimal(-2)},
        "KG",
        "line 3",
    ),
]
NDJSON = """
{"sku": "AX", "location": "EAST", "sellable": 10, "allocated": null}
{"sku": "A,B", "location": "WEST", "unit": "kg", "sellable": 1.5, "allocated": "-2"}
"""


def rows(tmp_path: Path, text: str | bytes, name: str = "positions.csv") -> list[Row]:
    file = tmp_path / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(rows_of(file))


@pytest.mark.parametrize(("name", "text"), [("p.csv", CSV), ("p.csv", "\N{BOM}" + CSV), ("p.ndjson", NDJSON)])
def test_both_forms_say_the_same(tmp_path: Path, name: str, text: str) -> None:
    assert rows(tmp_path, text, name) == EXPECTED


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("AX,EAST,1.2.3", "sellable: '1.2.3' is not a number"),
        ("AX,EAST,NaN", "sellable: NaN is not a number"),
        ("AX,EAST,1e99", "sellable: 1E+99 is too large"),
        ("AX,EAST,", "says nothing of any state"),
        (",EAST,1", "sku: is empty"),
        ("AX, ,1", "location: is empty"),
        (f"{'A' * 101},EAST,1", "sku: has more than 100 characters"),
        ("A\0X,EAST,1", "sku: holds what is no character"),
        ("AX,EAST", "has 2 cells, the header 3"),
        ('AX,"EA"ST,1', "is no CSV"),
    ],
)
def test_a_bad_row_holds_no_other(tmp_path: Path, line: str, reason: str) -> None:
    bad, good = rows(tmp_path, f"sku,location,sellable\n{line}\nAX,EAST,5\n")
    assert isinstance(bad, BadRow)
    assert isinstance(good, Counted)
    assert bad.place == "line 2"
    assert bad.error.public.startswith(reason)


def test_bytes_that_are_no_text_are_a_bad_row(tmp_path: Path) -> None:
    bad, good = rows(tmp_path, b"sku,location,sellable\nA\xff,EAST,5\nAX,EAST,5\n")
    assert isinstance(bad, BadRow)
    assert isinstance(good, Counted)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[1]",
        '{"sku": "AX", "sellable": 1}',
        '{"sku": "AX", "location": "E", "sellable": true}',
        '{"a": 1}',
    ],
)
def test_a_bad_line_of_ndjson_holds_no_other(tmp_path: Path, line: str) -> None:
    good = '{"sku": "AX", "location": "EAST", "sellable": 5}'
    told = rows(tmp_path, f"{good}\n{line}\n{good}\n", "p.jsonl")
    assert [type(each) for each in told] == [Counted, BadRow, Counted]
    assert isinstance(told[1], BadRow)
    assert told[1].place == "line 2"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("sku,sellable", "no location"),
        ("sku,location,price", "'price' is no column"),
        ("sku,location,sellable,sellable", "twice"),
        ("sku,location", "no state"),
        ("", "no sku and no location"),
    ],
)
def test_a_header_that_cannot_be_meant_refuses_the_file(tmp_path: Path, header: str, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        rows(tmp_path, f"{header}\nAX,EAST,1\n")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        list(rows_of(tmp_path / "none.csv"))
