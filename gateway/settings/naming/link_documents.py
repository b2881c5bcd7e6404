"""Links in a file to import: a CSV table, or a YAML list of rows with the same columns as keys."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from domain.errors import ConfigInvalid
from gateway.settings.naming.links import COLUMNS, DeclaredLink, checked_row, read_table
from gateway.settings.reading.yaml_reading import Document, read_yaml

_YAML = frozenset({".yaml", ".yml"})

Rows = tuple[list[DeclaredLink], list[ConfigInvalid]]
"""The good rows, and a problem for each bad one that names file and line."""


def read_links(file: Path, instances: Collection[str]) -> Rows:
    """Read a file by its ending: `.yaml` and `.yml` are YAML, everything else CSV."""
    if file.suffix.lower() not in _YAML:
        return read_table(file, instances)
    try:
        document = read_yaml(file.read_text(encoding="utf-8-sig"), {})
    except OSError as error:
        return [], [ConfigInvalid(f"cannot be read: {error.strerror}", place=file.name)]
    except UnicodeDecodeError:
        return [], [ConfigInvalid("is not UTF-8", place=file.name)]
    except ConfigInvalid as error:
        return [], [ConfigInvalid(error.public, place=file.name)]
    return _rows(file.name, document, instances)


def _rows(name: str, document: Document, instances: Collection[str]) -> Rows:
    problems = [ConfigInvalid(problem.public, place=name) for problem in document.problems.found()]
    if not isinstance(document.value, Sequence) or isinstance(document.value, str):
        return [], [
            *problems,
            ConfigInvalid(f"should be a list of rows with {', '.join(COLUMNS)}", place=name),
        ]
    links: list[DeclaredLink] = []
    for index, value in enumerate(document.value):
        place = f"{name} line {document.problems.line_of((index,))}"
        link = _row(value, place, instances)
        if isinstance(link, ConfigInvalid):
            problems.append(link)
        else:
            links.append(link)
    return links, problems


def _row(value: object, place: str, instances: Collection[str]) -> DeclaredLink | ConfigInvalid:
    if not isinstance(value, Mapping) or set(value) != set(COLUMNS):
        return ConfigInvalid(f"should have the keys {', '.join(COLUMNS)}, and no other", place=place)
    cells = [value[column] for column in COLUMNS]
    for column, cell in zip(COLUMNS, cells, strict=True):
        if not isinstance(cell, str):
            return ConfigInvalid(f"{column}: should be a text; a number needs quotes", place=place)
    return checked_row([str(cell) for cell in cells], place, instances)
