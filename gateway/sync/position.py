"""Where a poll goes on: the system's own cursor, and the orders that we still owe the index.

An order that could not be read whole does not hold up the ones after it: its name is kept here, beside
the cursor and written with it, and it is read again at each round until it was. Where too many are owed,
no further names are kept; instead the round's beginning is, and everything is polled from there once
more when the list is half as long again. So what is kept is bounded, and nothing is ever passed over.
"""

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

MOST_OWED = 1_000
"""Names that are kept before whole rounds are repeated instead."""


class Position(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """at: the system's cursor. began: the cursor at which this round began. owed: names to read again.

    again: the cursor from which everything is to be polled once more.
    """

    at: str = ""
    began: str = ""
    owed: tuple[str, ...] = ()
    again: str | None = None

    def text(self) -> str:
        """As a feed keeps it."""
        return msgspec.json.encode(self).decode()

    def moved(self, cursor: str, *, more: bool, owed: Iterable[str]) -> "Position":
        """After a page: on at `cursor`, with these names owed besides those of before."""
        names = tuple(dict.fromkeys((*self.owed, *owed)))
        onward = replace(self, at=cursor, owed=names[:MOST_OWED])
        if len(names) > MOST_OWED and self.again is None:
            onward = replace(onward, again=self.began)
        return onward if more else _round_ended(onward)

    def restarted(self) -> "Position":
        """At the beginning of this round."""
        return replace(self, at=self.began)

    def settled(self, done: Iterable[str], still: Iterable[str]) -> "Position":
        """Without the names that were read, and with those that could not be at the end of the list."""
        tried = {*done, *still}
        waiting = (name for name in self.owed if name not in tried)
        return replace(self, owed=tuple(dict.fromkeys((*waiting, *still))))


def _round_ended(here: Position) -> Position:
    if here.again is not None and len(here.owed) <= MOST_OWED // 2:
        return replace(here, at=here.again, began=here.again, again=None)
    return replace(here, began=here.at)


_DECODER = msgspec.json.Decoder(Position)


def read_position(text: str) -> Position:
    """The position that a feed kept. What cannot be read is the beginning: that costs time, and no order."""
    try:
        return _DECODER.decode(text) if text else Position()
    except msgspec.DecodeError:
        return Position()
