"""A snapshot as a file, row by row: CSV with a header, or NDJSON with the same names as keys.

`sku`, `location`, optionally `unit`, and a column for each state that its system counts, by the state's name
in lower case. An empty cell says nothing of a state.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec

from domain.errors import BadInput, ImpossibleValue
from domain.positions.kept import Counted
from domain.quantities import EACH, quantity
from domain.stock import StockKey, StockState
from gateway.store.positions.tables import LONGEST_LOCATION, LONGEST_SKU

STATES: Mapping[str, StockState] = {state.value.lower(): state for state in StockState}
_NAMES = ("sku", "location")
_UNIT = "unit"
_LONGEST_LINE = 65_536
_LONGEST_UNIT = 10
_SHORT = 15
NDJSON = frozenset({".ndjson", ".jsonl"})

_LINE = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


class BadRow(NamedTuple):
    """A row that cannot be taken: where it stands, as it came, and what is wrong with it."""

    place: str
    text: str
    error: BadInput


Row = Counted | BadRow


def rows_of(file: Path) -> Iterator[Row]:
    """Every row; what is wrong with one does not hold the others. Raises BadInput for the whole file."""
    try:
        # A byte that is no UTF-8 is a bad row and not the end of the file.
        with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
            yield from (_of_ndjson(text) if file.suffix.lower() in NDJSON else _of_csv(text))
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror or error}", field=str(file)) from error


def _of_csv(text: IO[str]) -> Iterator[Row]:
    reader = csv.reader(text, strict=True)
    header = [name.strip().lower() for name in next(reader, [])]
    _check(header)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRow(f"line {reader.line_num}", "", ImpossibleValue(f"is no CSV: {error}"))
            continue
        if cells:
            yield _row(cells, header, reader.line_num)


def _row(cells: Sequence[str], header: Sequence[str], line: int) -> Row:
    if len(cells) != len(header):
        wrong = ImpossibleValue(f"has {len(cells)} cells, the header {len(header)}")
        return BadRow(f"line {line}", ",".join(cells), wrong)
    try:
        return _counted(dict(zip(header, cells, strict=True)), f"line {line}")
    except BadInput as error:
        return BadRow(f"line {line}", ",".join(cells), error)


def _of_ndjson(text: IO[str]) -> Iterator[Row]:
    line = 0
    while told := text.readline(_LONGEST_LINE):
        line += 1
        if not told.strip():
            continue
        try:
            given = {name.lower(): value for name, value in _LINE.decode(told).items()}
            _check(list(given))
            yield _counted(given, f"line {line}")
        except (msgspec.MsgspecError, UnicodeError) as error:
            yield BadRow(f"line {line}", told.rstrip("\n"), ImpossibleValue(f"is no such object: {error}"))
        except BadInput as error:
            yield BadRow(f"line {line}", told.rstrip("\n"), error)


def _check(names: Sequence[str]) -> None:
    """Raises BadInput where a name is missing, foreign or given twice."""
    missing = [name for name in _NAMES if name not in names]
    if missing:
        raise BadInput(f"names no {' and no '.join(missing)}", field="header")
    foreign = [name for name in names if name not in {*_NAMES, _UNIT} and name not in STATES]
    if foreign:
        known = ", ".join((*_NAMES, _UNIT, *STATES))
        raise BadInput(f"{foreign[0][:40]!r} is no column of a snapshot. Known: {known}", field="header")
    if len(set(names)) < len(names):
        raise BadInput("names a column twice", field="header")
    if not STATES.keys() & set(names):
        raise BadInput("names no state", field="header")


def _counted(given: Mapping[str, object], place: str) -> Counted:
    sku = _name(given, "sku", LONGEST_SKU)
    location = _name(given, "location", LONGEST_LOCATION)
    unit = _unit(given.get(_UNIT))
    amounts = {
        state: _amount(value, unit, name)
        for name, state in STATES.items()
        if (value := given.get(name)) is not None and value != ""
    }
    if not amounts:
        raise ImpossibleValue("says nothing of any state")
    return Counted(StockKey(sku, location), amounts, unit, place)


def _name(given: Mapping[str, object], field: str, longest: int) -> str:
    value = given[field]
    name = value.strip() if isinstance(value, str) else str(value) if type(value) is int else ""
    if not name:
        raise ImpossibleValue("is empty", field=field)
    if len(name) > longest:
        raise ImpossibleValue(f"has more than {longest} characters", field=field)
    if not name.isprintable():
        raise ImpossibleValue("holds what is no character", field=field)
    return name


def _unit(value: object) -> str:
    unit = str(value).strip().upper() if value is not None else ""
    if len(unit) > _LONGEST_UNIT or not unit.isprintable():
        raise ImpossibleValue("is no unit", field=_UNIT)
    return unit or EACH


def _amount(value: object, unit: str, field: str) -> Decimal:
    if isinstance(value, str) and len(value) < _SHORT and value.isascii() and value.isdigit():
        return Decimal(value)
    return quantity(value.strip() if isinstance(value, str) else value, unit, field=field).amount
