"""Where a changed-since poll goes on, as text."""

from datetime import datetime
from typing import Annotated

import msgspec

from domain.errors import BackendRefused

MOST_REMEMBERED = 1000
"""Of more recent changes than these, some are told twice: better than a cursor without bounds."""


Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class Told(msgspec.Struct, frozen=True, array_like=True):
    """A record of a feed that was told with its change of `at`."""

    feed: int
    id: int
    at: Instant


class Cursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """since: the lower bound of this round; until: that of the next one, known from the first page on.

    feed and after: the page that this round has reached, by the id of its last record. told: what the last
    round told of the time after its own `until`; recent: what this one has told of the time after its own.
    """

    since: Instant | None = None
    until: Instant | None = None
    feed: int = 0
    after: int = 0
    told: tuple[Told, ...] = ()
    recent: tuple[Told, ...] = ()

    def __str__(self) -> str:
        return msgspec.json.encode(self).decode()


_CURSOR = msgspec.json.Decoder(Cursor)


def read_cursor(text: str, feeds: int, instance: str) -> Cursor:
    """The cursor that a text of ours stands for; "" is the beginning. Raises BackendRefused."""
    try:
        cursor = _CURSOR.decode(text) if text else Cursor()
    except msgspec.DecodeError as error:
        raise BackendRefused(
            "was not asked: the cursor is not one of its own", backend=instance, cause=str(error)
        ) from error
    if not 0 <= cursor.feed < feeds:
        raise BackendRefused(f"was not asked: there is no feed {cursor.feed}", backend=instance)
    return cursor


def newest(told: tuple[Told, ...]) -> tuple[Told, ...]:
    """Those that are remembered."""
    return tuple(sorted(told, key=lambda each: each.at)[-MOST_REMEMBERED:])
