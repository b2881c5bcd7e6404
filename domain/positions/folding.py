"""Folding facts into a position: in any order, and as often as they come."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from domain.positions.facts import Absolute, Delta, Doubt, Fact, Leg, Mark, is_after
from domain.positions.held import (
    MOST_RECENT,
    NOTHING_HELD,
    Base,
    Held,
    is_in,
    is_told_apart,
    lacks_a_number,
)
from domain.positions.transfers import transfers
from domain.stock import PHYSICAL, StockState

_MOST_LEGS = 64


def fold(facts: Iterable[Fact], held: Held = NOTHING_HELD) -> Held:
    """The position with all of this in it."""
    for fact in facts:
        held = folded(held, fact)
    return held


def folded(held: Held, fact: Fact) -> Held:
    """The position with this in it; the same where it was in it before."""
    match fact:
        case Delta():
            return _moved(held, fact)
        case Leg():
            return _with_leg(held, fact)
        case Absolute():
            return _stated(held, fact)
        case Doubt():
            return _doubted(held, fact.at)


def _moved(held: Held, delta: Delta) -> Held:
    if any(delta.id == each.id for each in held.recent):
        return held
    if is_in(held, delta):
        return replace(held, through=_later(held.through, delta.mark.sequence))
    if held.horizon is not None and delta.mark.at <= held.horizon:
        return _doubted(held, delta.mark.at)
    if delta.moves and delta.unit != held.unit:
        if held.bases or held.recent:
            return _doubted(held, delta.mark.at)
        held = replace(held, unit=delta.unit)
    recent = tuple(sorted((*held.recent, delta), key=_order))
    return _cut(replace(held, recent=recent))


def _with_leg(held: Held, leg: Leg) -> Held:
    if any(leg.id == each.id and leg.arrives is each.arrives for each in held.legs):
        return held
    legs = tuple(sorted((*held.legs, leg), key=lambda each: (each.at, each.id, each.arrives)))
    if len(legs) <= _MOST_LEGS:
        return replace(held, legs=legs)
    done = {
        (arrive, reference)
        for arrive in (False, True)
        for reference, told in transfers(legs, arrive=arrive).items()
        if told.shipped == told.received
    }
    goes = next((each for each in legs if (each.arrives, each.reference) in done), legs[0])
    return replace(held, legs=tuple(each for each in legs if each is not goes))


def _doubted(held: Held, at: datetime) -> Held:
    return replace(held, doubted_at=at if held.doubted_at is None else max(held.doubted_at, at))


def _stated(held: Held, said: Absolute) -> Held:
    if not _is_news(held, said):
        return held
    if held.horizon is not None and said.mark.at < held.horizon:
        # Movements since then are in the bases and cannot be told from the rest any more.
        return _doubted(held, held.horizon)
    if said.unit != held.unit and not said.whole:
        return _doubted(held, said.mark.at)
    return _cut(_pruned(_on_new_ground(_in_unit(held, said.unit), said)))


def _is_news(held: Held, said: Absolute) -> bool:
    if said.whole:
        return held.whole is None or _place(said.mark) > _place(held.whole)
    return any(_is_newer(held, state, said.mark) for state in said.amounts)


def _is_newer(held: Held, state: StockState, mark: Mark) -> bool:
    if held.whole is not None and _place(mark) <= _place(held.whole):
        return False
    base = held.bases.get(state)
    return base is None or _place(mark) > _place(base.mark)


def _on_new_ground(held: Held, said: Absolute) -> Held:
    new = {
        state: Base(amount, said.mark)
        for state, amount in said.amounts.items()
        if _is_newer(held, state, said.mark)
    }
    if not said.whole:
        return replace(held, bases={**held.bases, **new})
    younger = {state: base for state, base in held.bases.items() if _place(base.mark) > _place(said.mark)}
    horizon = None if held.horizon is None or held.horizon <= said.mark.at else held.horizon
    through = _later(held.through, said.mark.sequence)
    return replace(held, bases={**new, **younger}, whole=said.mark, through=through, horizon=horizon)


def _in_unit(held: Held, unit: str) -> Held:
    """Movements in another unit cannot come on top of what is stated in this one."""
    if unit == held.unit:
        return held
    left = tuple(each for each in held.recent if not each.moves)
    lost = [each.mark.at for each in held.recent if each.moves]
    held = replace(held, unit=unit, bases={}, recent=left)
    return _doubted(held, max(lost)) if lost else held


def _pruned(held: Held) -> Held:
    """Without the movements that are in what was stated."""
    through, recent = held.through, []
    for delta in held.recent:
        if is_in(held, delta):
            through = _later(through, delta.mark.sequence)
        else:
            recent.append(delta)
    return replace(held, recent=tuple(recent), through=through)


def _cut(held: Held) -> Held:
    while len(held.recent) > MOST_RECENT:
        held = _without_oldest(held)
    return held


def _without_oldest(held: Held) -> Held:
    """The oldest movement goes into the statements that it comes on top of."""
    if lacks_a_number(held):
        held = _doubted(held, held.recent[0].mark.at)
    oldest, *rest = held.recent
    bases = dict(held.bases)
    for state, amount in oldest.moves:
        base = bases.get(state)
        if base is not None and is_after(oldest.mark, base.mark):
            bases[state] = Base(base.amount + amount, base.mark)
        elif base is None and held.whole is not None and is_told_apart(held) and state in PHYSICAL:
            bases[state] = Base(amount, held.whole)
    at = oldest.mark.at
    horizon = at if held.horizon is None else max(held.horizon, at)
    through = _later(held.through, oldest.mark.sequence)
    return replace(held, bases=bases, recent=tuple(rest), horizon=horizon, through=through)


def _later(one: int | None, other: int | None) -> int | None:
    return max(one, other) if one is not None and other is not None else other if one is None else one


def _order(delta: Delta) -> tuple[datetime, int, int]:
    return (*_place(delta.mark), delta.id)


def _place(mark: Mark) -> tuple[datetime, int]:
    return mark.at, -1 if mark.sequence is None else mark.sequence
