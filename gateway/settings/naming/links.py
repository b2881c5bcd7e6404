"""Declared cross-reference rows: CSV tables beside the instance file.

The first line names the columns kind, instance, value and ours; each further line says that
`instance` calls by `value` what we call `ours`.
"""

import csv
from collections.abc import Collection, Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from domain.errors import ConfigInvalid, ImpossibleValue
from domain.folds.standing_claims import ClaimKey, claim_key
from domain.identifiers import SEVERAL_NAMES, Identifier, IdentifierKind, identifier, thing_of
from gateway.settings.reading.complaints import unknown

_KINDS = frozenset(IdentifierKind)
COLUMNS = ("kind", "instance", "value", "ours")


class DeclaredLink(NamedTuple):
    """One row: `foreign` is what we call `ours`; `place` is its file and line, for messages."""

    foreign: Identifier
    ours: str
    place: str


def read_table(file: Path, instances: Collection[str]) -> tuple[list[DeclaredLink], list[ConfigInvalid]]:
    """Read one table: its good rows, and a problem for each bad one that names file and line."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        return [], [ConfigInvalid(f"cannot be read: {error.strerror}", place=file.name)]
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return [], [ConfigInvalid("is not UTF-8", place=f"{file.name} line {line}")]
    return _table(file.name, text, instances)


def contradictions(links: Iterable[DeclaredLink]) -> list[ConfigInvalid]:
    """Rows that cannot both be true, each named with the row that came first."""
    return told_apart(links)[1]


def told_apart(links: Iterable[DeclaredLink]) -> tuple[list[DeclaredLink], list[ConfigInvalid]]:
    """The rows that can all be true, first come first served, and a problem for each of the others."""
    meanings: dict[ClaimKey, DeclaredLink] = {}
    names: dict[tuple[IdentifierKind, str, str], DeclaredLink] = {}
    agreeing: list[DeclaredLink] = []
    wrong: list[ConfigInvalid] = []
    for link in links:
        key, name = claim_key(link.foreign), (link.foreign.kind, link.foreign.instance, link.ours)
        meant, named = meanings.get(key, link), names.get(name, link)
        if meant.ours != link.ours:
            wrong.append(_two_meanings(link, meant))
        elif named.foreign != link.foreign and link.foreign.kind not in SEVERAL_NAMES:
            wrong.append(_two_names(link, named))
        else:
            meanings[key], names[name] = meant, named
            agreeing.append(link)
    return agreeing, wrong


def _two_meanings(link: DeclaredLink, before: DeclaredLink) -> ConfigInvalid:
    thing = f"{link.foreign.kind} '{link.foreign.value}' of {link.foreign.instance}"
    text = f"{thing} is our '{link.ours}' here, but '{before.ours}' in {before.place}"
    return ConfigInvalid(text, place=link.place)


def _two_names(link: DeclaredLink, before: DeclaredLink) -> ConfigInvalid:
    thing = f"our {link.foreign.kind} '{link.ours}' is to {link.foreign.instance}"
    text = f"{thing} '{link.foreign.value}' here, but '{before.foreign.value}' in {before.place}"
    return ConfigInvalid(text, place=link.place)


def _table(
    name: str, text: str, instances: Collection[str]
) -> tuple[list[DeclaredLink], list[ConfigInvalid]]:
    links: list[DeclaredLink] = []
    problems: list[ConfigInvalid] = []
    rows = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = [column.strip() for column in next(rows, [])]
        if header != list(COLUMNS):
            return [], [ConfigInvalid(f"should name the columns {','.join(COLUMNS)}", place=f"{name} line 1")]
        for row in filter(None, rows):
            link = checked_row(row, f"{name} line {rows.line_num}", instances)
            if isinstance(link, ConfigInvalid):
                problems.append(link)
            else:
                links.append(link)
    except csv.Error as error:
        problems.append(ConfigInvalid(f"is not CSV: {error}", place=f"{name} line {rows.line_num}"))
    return links, problems


def checked_row(row: Sequence[str], place: str, instances: Collection[str]) -> DeclaredLink | ConfigInvalid:
    """One row by its columns, or what is wrong with it."""
    if len(row) != len(COLUMNS):
        return ConfigInvalid(f"has {len(row)} columns instead of {len(COLUMNS)}", place=place)
    kind, instance, value, ours = (cell.strip() for cell in row)
    if kind not in _KINDS:
        return ConfigInvalid(unknown("a kind of name", kind, IdentifierKind), place=place)
    if instance not in instances:
        return ConfigInvalid(unknown("a configured instance", instance, instances), place=place)
    try:
        foreign = identifier(IdentifierKind(kind), instance, value, field="value")
        name = identifier(thing_of(IdentifierKind(kind)), instance, ours, field="ours").value
    except ImpossibleValue as error:
        return ConfigInvalid(error.public, place=place)
    return DeclaredLink(foreign, name, place)
