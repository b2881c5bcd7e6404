"""Which fields to ask Tryton for: those of the struct that the reply is read into."""

from collections.abc import Iterator
from typing import get_args

import msgspec

from adapters.erp_tryton.wire.values import Rows


def asked(record: type[msgspec.Struct], *, without: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The names for `fields_names`, dotted through related records; without those that begin so."""
    return tuple(name for name in _names(record) if not name.startswith(without))


def _names(record: type[msgspec.Struct]) -> Iterator[str]:
    for field in msgspec.structs.fields(record):
        if not field.encode_name.endswith("."):
            yield field.encode_name
            continue
        for name in _names(_related(field.type)):
            yield f"{field.encode_name}{name}"


def _related(annotation: object) -> type[msgspec.Struct]:
    """The struct inside `X | None`, `list[X]` or a list of rows. Raises TypeError where there is none."""
    if isinstance(annotation, Rows):
        return annotation.of
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return annotation
    for part in reversed(get_args(annotation)):
        if part is not msgspec.Raw and part is not type(None):
            return _related(part)
    raise TypeError(f"{annotation} is no related record")
