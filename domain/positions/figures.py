"""What a kept position says: its figures, of when they are, and how much goods are on their way to it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from domain.positions.facts import Delta, Mark
from domain.positions.held import Held, is_told_apart, moved
from domain.positions.transfers import on_the_way, transfers
from domain.quantities import Quantity
from domain.stock import PHYSICAL, Figure, StockKey, StockPosition, StockState

_NOTHING = Decimal(0)


def position_of(key: StockKey, source: str, held: Held) -> StockPosition:
    """The position as a source's own reader would give it."""
    as_of = as_of_held(held)
    told = amounts(held)
    return StockPosition(
        sku=key.sku,
        location=key.location,
        figures=tuple(
            Figure(state=state, quantity=Quantity(amount, held.unit), source=source, as_of=as_of)
            for state, amount in told.items()
        ),
        unit=held.unit,
        as_of=as_of,
        transfers=on_the_way(held.legs, held.unit) if held.legs else (),
    )


def as_of_held(held: Held) -> datetime | None:
    """The last instant of which the source has told anything of it."""
    told = [base.mark.at for base in held.bases.values()]
    told += [each.mark.at for each in held.recent if each.moves]
    if held.whole is not None:
        told.append(held.whole.at)
    return max(told, default=None)


def amounts(held: Held) -> Mapping[StockState, Decimal]:
    """How much is in each state that is known: what was stated, and what moved since."""
    told = {state: base.amount + _change(held, state, base.mark) for state, base in held.bases.items()}
    if held.whole is not None and is_told_apart(held):
        for state in PHYSICAL:
            # A state that the source never states, where something went since: a return that waits.
            change = moved(held.recent, (state,), held.whole) if state not in told else _NOTHING
            if change > 0:
                told[state] = change
    coming = _in_transit(held)
    if coming is not None:
        told[StockState.IN_TRANSIT] = coming
    return told


def _in_transit(held: Held) -> Decimal | None:
    """What left for this place and has not arrived."""
    base = held.bases.get(StockState.IN_TRANSIT)
    legs = [leg for leg in held.legs if base is None or leg.at > base.mark.at]
    left = [one.shipped - one.received for one in transfers(legs, arrive=True).values()]
    if base is not None:
        return base.amount + sum(left, _NOTHING)
    coming = sum((max(each, _NOTHING) for each in left), _NOTHING)
    return coming or None


def _change(held: Held, state: StockState, since: Mark) -> Decimal:
    if state is StockState.ON_HAND:
        return moved(held.recent, PHYSICAL, since)
    if state is StockState.ALLOCATED and not is_told_apart(held):
        # Where nobody tells picked units apart, a promise is kept when they leave, and not when picked.
        claims = [each for each in held.recent if not _is_pick(each)]
        left = moved([each for each in held.recent if _leaves(each)], (StockState.PICKED,), since)
        return moved(claims, (state,), since) + min(left, _NOTHING)
    return moved(held.recent, (state,), since)


def _is_pick(delta: Delta) -> bool:
    return any(state is StockState.PICKED and amount > 0 for state, amount in delta.moves)


def _leaves(delta: Delta) -> bool:
    return sum((amount for state, amount in delta.moves if state in PHYSICAL), _NOTHING) < 0
