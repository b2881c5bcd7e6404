"""Cursors: where a page of orders ended, as opaque text that fits into a URL.

A cursor belongs to the filter and the order that it was made under. It is no secret and proves nothing:
whoever makes one up sees the rows of his own row scope, from another place on.
"""

import base64
import hashlib
from datetime import datetime
from typing import Annotated

import msgspec

from domain.errors import BadInput
from domain.search.orders import OrderFilter, OrderSort, Position, SortField

_VERSION = 1
_LONGEST = 1_000
_MALFORMED = "is not a cursor that this field has given"
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
    parts = _Written(_VERSION, _mark(wanted), sort.field, sort.descending, position.at, position.number)
    return base64.urlsafe_b64encode(msgspec.json.encode(parts)).rstrip(b"=").decode("ascii")


def position(cursor: str, wanted: OrderFilter, sort: OrderSort, *, field: str) -> Position:
    """Where the cursor points. Raises BadInput for one that is malformed, or of another filter or order."""
    parts = _read(cursor, field)
    if parts.version != _VERSION:
        raise BadInput("is a cursor of another version; begin without one", field=field)
    if parts.filter != _mark(wanted):
        raise BadInput("is a cursor of another filter; begin without one", field=field)
    if (parts.field, parts.descending) != (sort.field, sort.descending):
        raise BadInput("is a cursor of another order (orderBy); begin without one", field=field)
    return Position(parts.at, parts.number)


def _read(cursor: str, field: str) -> _Written:
    if len(cursor) > _LONGEST:
        raise BadInput(_MALFORMED, field=field)
    try:
        plain = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(plain, type=_Written)
    except (ValueError, msgspec.MsgspecError) as error:
        raise BadInput(_MALFORMED, field=field, cause=str(error)) from error


def _mark(wanted: OrderFilter) -> str:
    return hashlib.sha256(msgspec.json.encode(wanted, order="deterministic")).hexdigest()[:12]
