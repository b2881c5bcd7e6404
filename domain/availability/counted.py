"""A stock position brought to the numbers that promises are made of, once for each time that it is read."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from domain.availability.grains import down, grains_in, up
from domain.freshness import Stamp, known_at
from domain.stock import CLAIMS, StockPosition, StockState

_SELLABLE, _ON_HAND = StockState.SELLABLE, StockState.ON_HAND
_NOT_GOOD = (StockState.PICKED, StockState.DAMAGED, StockState.QUARANTINED)
_BACKORDERED = StockState.BACKORDERED
_STATES_OF_A_BUILDING = 4
_NOTHING = Decimal(0)


class Counted(msgspec.Struct, frozen=True, gc=False):
    """One position in grains. All amounts are those of the systems; our own holds are not among them.

    sellable: what claims are made on, not below zero. claimed: theirs, together. free: the one less the
    other, below zero where more is claimed, never above where it is not sound. demand: backordered.
    is_sound: whether it can be true; of one that cannot nothing is promised. verified_at: up to when the
    least heard of its sources is known to be right, None where nobody says. position: what it was made of.
    """

    location: str
    sellable: int
    claimed: int
    free: int
    demand: int
    is_sound: bool
    verified_at: datetime | None
    position: StockPosition


def counted(position: StockPosition, verified_at: datetime | None = None) -> Counted | None:
    """The numbers of a position, or None where no system counts what lies there."""
    sellable = on_hand = None
    building = _NOTHING
    claims = demand = known = 0
    is_sound = True
    scale = grains_in(position.unit)
    for figure in position.figures:
        state, amount = figure.state, figure.quantity.amount
        if amount < _NOTHING:
            is_sound, amount = False, _NOTHING
        if state is _SELLABLE:
            sellable = amount
            building += amount
            known += 1
        elif state in CLAIMS:
            claims += up(amount, scale)
        elif state in _NOT_GOOD:
            building += amount
            known += 1
        elif state is _ON_HAND:
            on_hand = amount
        elif state is _BACKORDERED:
            demand += up(amount, scale)
    if not known and on_hand is None:
        return None
    is_sound = is_sound and (on_hand is None or known < _STATES_OF_A_BUILDING or building == on_hand)
    promisable = down(sellable if sellable is not None else on_hand or _NOTHING, scale)
    free = promisable - claims if is_sound else min(0, promisable - claims)
    return Counted(position.location, promisable, claims, free, demand, is_sound, verified_at, position)


def counted_as_read(position: StockPosition, stamps: Sequence[Stamp]) -> Counted | None:
    """The numbers of a position as it was read, for promises and for ceilings alike.

    stamps: of all that were asked. One whose figures do not count makes the position no older.
    """
    return counted(position, _verified(position, stamps))


def _verified(position: StockPosition, stamps: Sequence[Stamp]) -> datetime | None:
    if len(stamps) == 1:
        return known_at(stamps[0])
    sources = {figure.source for figure in position.figures}
    known = [at for stamp in stamps if stamp.source in sources and (at := known_at(stamp)) is not None]
    return min(known, default=None)


def counted_nothing(position: StockPosition) -> Counted:
    """Of a location at which nobody counts any yet."""
    is_sound = True
    return Counted(position.location, 0, 0, 0, 0, is_sound, None, position)
