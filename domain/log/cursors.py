"""Cursors of the log, as opaque text: the same resumes a subscription, replays a webhook and pages a query.

A cursor is a place in one log, whatever the filter: an asker may narrow or widen its filter and go on. It
names its log, so that one of another deployment, or of a database that was put back to an older state, is
told from our own.
"""

from typing import Annotated

import msgspec

from domain.errors import BadInput
from domain.search.opaque import opaque, read_back

_VERSION = 1
_Position = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]


class LogCursor(msgspec.Struct, frozen=True):
    """After which event. position: 0 is the beginning. log: which log it is a place in."""

    log: str
    position: int


class _Written(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    version: int
    log: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    position: _Position


def written(cursor: LogCursor) -> str:
    """Letters, digits, `-` and `_`."""
    return opaque(_Written(_VERSION, cursor.log, cursor.position))


def log_cursor(text: str, *, field: str) -> LogCursor:
    """The place again. Raises BadInput for what `written` cannot have given."""
    parts = read_back(text, _Written, field=field)
    if parts.version != _VERSION:
        raise BadInput("is a cursor of another version; begin without one", field=field)
    return LogCursor(parts.log, parts.position)
