"""What a page of a changed-since poll says: the keys of what changed, and the rows that name nothing."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from adapters.reading.notes import Notes
from adapters.reading.subjects import source_subject
from domain.errors import ReplyInvalid
from domain.exceptions import Finding
from domain.identifiers import IdentifierKind, identifier
from domain.ports.backends import changed

W = TypeVar("W")


def changed_rows(
    kind: IdentifierKind,
    rows: Iterable[W | ReplyInvalid],
    names: Callable[[W], Iterable[str]],
    instance: str,
) -> tuple[Mapping[str, tuple[str, ...]], tuple[Finding, ...]]:
    """The keys that the rows name, by kind. A row that names nothing is a finding: the poll goes on."""
    notes = Notes(instance, source_subject(instance))
    place = f"{kind} changes"
    told = (name for row in notes.readable(rows, place) for name in names(row))
    keys = [name for name in told if notes.attempt(place, identifier, kind, instance, name)]
    return changed(kind, keys), notes.findings
