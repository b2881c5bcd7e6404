"""Cursors: where a page of orders ended, as opaque text that fits into a URL.

A cursor belongs to the filter and the order that it was made under. It is no secret and proves nothing:
whoever makes one up sees the rows of his own row scope, from another place on. Who is told times to the day
gets cursors of days, and may bring no others: they would find out the time bit by bit.
"""

from datetime import datetime
from typing import Annotated

import msgspec

from domain.errors import BadInput
from domain.search.opaque import mark, opaque, read_back
from domain.search.orders import OrderFilter, OrderSort, Position, SortField
from domain.shapes.instants import is_whole_day

_VERSION = 1
_Instant = Annotated[datetime, msgspec.Meta(tz=True)]
_Number = Annotated[str, msgspec.Meta(min_length=1)]


class _Written(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    version: int
    filter: str
    field: SortField
    descending: bool
    at: _Instant | None
    number: _Number


def written(position: Position, wanted: OrderFilter, sort: OrderSort) -> str:
    """The cursor of a position under a filter and an order: letters, digits, `-` and `_`."""
    return opaque(_Written(_VERSION, mark(wanted), sort.field, sort.descending, position.at, position.number))


def position(cursor: str, wanted: OrderFilter, sort: OrderSort, *, field: str) -> Position:
    """Where the cursor points. Raises BadInput for one that is malformed, or of another filter or order."""
    parts = read_back(cursor, _Written, field=field)
    if parts.version != _VERSION:
        raise BadInput("is a cursor of another version; begin without one", field=field)
    if parts.filter != mark(wanted):
        raise BadInput("is a cursor of another filter; begin without one", field=field)
    if (parts.field, parts.descending) != (sort.field, sort.descending):
        raise BadInput("is a cursor of another order (orderBy); begin without one", field=field)
    if sort.by_day and parts.at is not None and not is_whole_day(parts.at):
        raise BadInput("is a cursor of exact times, and yours are days; begin without one", field=field)
    return Position(parts.at, parts.number)
