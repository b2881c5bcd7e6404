"""A position as it is kept: what was stated last, and the movements since that a late statement may need.

Movements stay apart from the statements for a while, so that what arrives late finds its place: a
statement of yesterday's count is the new ground under today's movements, and a movement from before it is in
it.
"""

from collections.abc import Container, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

import msgspec

from domain.positions.facts import Delta, Leg, Mark, is_after
from domain.positions.transfers import transfers
from domain.quantities import EACH
from domain.stock import StockState

MOST_RECENT = 128
"""So many movements are kept apart; the oldest beyond go into the statements."""

FOREVER = datetime(9000, 1, 1, tzinfo=UTC)
_NOTHING = Decimal(0)


class Base(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How much of one state was stated, and of when that is."""

    amount: Decimal
    mark: Mark


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One position of one source.

    bases: what was stated, by state. whole: of when the last statement of all is; None: there was none.
    recent: movements that are not in all of that, by time. legs: of transfers. doubted_at: something
    happened by then of which it is not known what. through: all numbers up to this one are in. horizon:
    movements up to then may be in the bases, though they are younger than these.
    """

    unit: str = EACH
    bases: Mapping[StockState, Base] = {}
    whole: Mark | None = None
    recent: tuple[Delta, ...] = ()
    legs: tuple[Leg, ...] = ()
    doubted_at: datetime | None = None
    through: int | None = None
    horizon: datetime | None = None


NOTHING_HELD = Held()


def is_in(held: Held, delta: Delta) -> bool:
    """Whether what was stated has all of a movement in it."""
    if held.whole is not None and not is_after(delta.mark, held.whole):
        return True
    stated = [held.bases.get(state) for state, _ in delta.moves]
    return bool(stated) and all(base is not None and not is_after(delta.mark, base.mark) for base in stated)


def is_told_apart(held: Held) -> bool:
    """Whether the source counts what may be sold apart from what else is in the building."""
    return StockState.SELLABLE in held.bases


def moved(recent: Iterable[Delta], states: Container[StockState], since: Mark) -> Decimal:
    """By how much these states together have changed after a mark."""
    return sum(
        (
            amount
            for delta in recent
            if is_after(delta.mark, since)
            for state, amount in delta.moves
            if state in states
        ),
        _NOTHING,
    )


def carried_until(held: Held) -> datetime | None:
    """A snapshot of before then does not say all that is known here; None where any does."""
    told = [base.mark.at for base in held.bases.values()]
    told += [each.mark.at for each in held.recent]
    told += [held.whole.at] if held.whole else []
    told += [held.doubted_at] if held.doubted_at else []
    on_their_way = transfers(held.legs, arrive=True).values()
    if any(told.shipped > told.received for told in on_their_way):
        return FOREVER
    return max((*told, *(leg.at for leg in held.legs)), default=None)


def needs_reading(held: Held) -> bool:
    """Whether it is not certain: never stated as a whole, doubted since, or with something missing."""
    if held.whole is None or (held.doubted_at is not None and held.whole.at < held.doubted_at):
        return True
    return lacks_a_number(held) or _left_unseen(held, held.whole.at)


def lacks_a_number(held: Held) -> bool:
    """Whether the source counted a movement that has not come."""
    numbers = sorted(each.mark.sequence for each in held.recent if each.mark.sequence is not None)
    if not numbers:
        return False
    known = numbers[0] - 1 if held.through is None else held.through
    expected = known + 1
    for number in numbers:
        if number > expected:
            return True
        expected = max(expected, number + 1)
    return False


def _left_unseen(held: Held, stated_at: datetime) -> bool:
    """Whether something that left here has arrived elsewhere, and nobody told that it left."""
    left = transfers(held.legs, arrive=False).values()
    return any(told.received > told.shipped and told.last > stated_at for told in left)
