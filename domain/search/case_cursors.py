"""Cursors of exception cases: where a page ended, good under the filter that it was made under."""

from datetime import datetime
from typing import Annotated

import msgspec

from domain.cases.work import CaseFilter, CasePosition
from domain.errors import BadInput
from domain.search.opaque import mark, opaque, read_back

_Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class _Written(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    filter: str
    last_seen: _Instant
    id: str


def written(position: CasePosition, wanted: CaseFilter) -> str:
    """The cursor of a position under a filter."""
    return opaque(_Written(mark(wanted), position.last_seen, position.id))


def position(cursor: str, wanted: CaseFilter, *, field: str) -> CasePosition:
    """Where the cursor points. Raises BadInput for one that is malformed or of another filter."""
    parts = read_back(cursor, _Written, field=field)
    if parts.filter != mark(wanted):
        raise BadInput("is a cursor of another filter; begin without one", field=field)
    return CasePosition(parts.last_seen, parts.id)
