"""What it is worth to read a key again now: how much it is asked for, and how old it has become."""

from datetime import datetime
from typing import Any, NamedTuple

from gateway.shield.freshness.entries import AHEAD, Entry

_YOUNG = 0.2
"""Before such a part of its soft time is over a value is not worth a place in a call that is made anyway."""


class Worth(NamedTuple):
    """gain: of a place in a call; 0 for none. call: whether it is worth a call."""

    gain: float
    call: bool


def worth(entry: Entry[Any], missed: datetime | None, now: datetime) -> Worth | None:
    """The worth of what is held of a key; None where nobody wants it any more.

    missed: up to when it was known when that was too old for somebody who asked.
    """
    heat = entry.heat(now)
    if not heat or not entry.is_kept(now):
        return None
    if missed == entry.known_at:
        return Worth(heat, call=True)
    age = entry.age(now)
    if age < _YOUNG:
        return Worth(0.0, call=False)
    return Worth(heat * age, call=age >= AHEAD)
