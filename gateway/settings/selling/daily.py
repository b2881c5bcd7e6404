"""Units that leave a location in a day, for days of cover: a CSV table beside the instance file.

The first line names the columns sku, location and units.
"""

import csv
from collections.abc import Collection, Mapping
from decimal import Decimal
from io import StringIO
from pathlib import Path

from domain.errors import ConfigInvalid, ImpossibleValue
from domain.quantities import quantity
from gateway.settings.reading.complaints import unknown

COLUMNS = ("sku", "location", "units")
Daily = Mapping[tuple[str, str], Decimal]


def read_daily(file: Path, locations: Collection[str]) -> tuple[Daily, list[ConfigInvalid]]:
    """The table, and a problem for each bad row that names file and line."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        return {}, [ConfigInvalid(f"cannot be read: {error.strerror}", place=file.name)]
    except UnicodeDecodeError:
        return {}, [ConfigInvalid("is not UTF-8", place=file.name)]
    return _table(file.name, text, locations)


def _table(name: str, text: str, locations: Collection[str]) -> tuple[Daily, list[ConfigInvalid]]:
    found: dict[tuple[str, str], Decimal] = {}
    problems: list[ConfigInvalid] = []
    rows = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        if [column.strip() for column in next(rows, [])] != list(COLUMNS):
            return {}, [ConfigInvalid(f"should name the columns {','.join(COLUMNS)}", place=f"{name} line 1")]
        for row in filter(None, rows):
            try:
                key, units = _row([cell.strip() for cell in row], locations)
            except ImpossibleValue as error:
                problems.append(ConfigInvalid(error.public, place=f"{name} line {rows.line_num}"))
            else:
                found[key] = units
    except csv.Error as error:
        problems.append(ConfigInvalid(f"is not CSV: {error}", place=f"{name} line {rows.line_num}"))
    return found, problems


def _row(row: list[str], locations: Collection[str]) -> tuple[tuple[str, str], Decimal]:
    if len(row) != len(COLUMNS):
        raise ImpossibleValue(f"has {len(row)} columns instead of {len(COLUMNS)}")
    sku, location, units = row
    if not sku:
        raise ImpossibleValue("should name an item", field="sku")
    if location not in locations:
        raise ImpossibleValue(unknown("one of the locations", location, locations), field="location")
    amount = quantity(units, field="units").amount
    if amount < 0:
        raise ImpossibleValue("should not be below zero", field="units")
    return (sku, location), amount
