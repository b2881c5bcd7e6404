"""What an event of stock says of positions: of the one that it is about, and of the other end of a transfer.

Types with a direction take a quantity's amount, whatever its sign; `adjusted`, `received`, `returned` and
`transfer_received` take it as it is, so that a reversal is one. An event that leaves open how much, that
corrects another, or that says no more than that there is news, is a doubt.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from domain.events.payloads import StockFigures, StockNews
from domain.events.record import Event
from domain.milestones import Classifier
from domain.positions.facts import Absolute, Delta, Doubt, Fact, Leg, Mark, Moves
from domain.quantities import EACH
from domain.stock import StockKey, StockState

_SUBJECT, _AT = "sku:", "@"
_NOTHING = Decimal(0)
_S = StockState


class Told(NamedTuple):
    """A fact, and the position that it is about."""

    key: StockKey
    fact: Fact


_Movement: TypeAlias = Callable[[Decimal, StockNews], Moves]


def key_of(subject: str) -> StockKey | None:
    """The position that a subject `sku:A@B` names; None for any other."""
    name = subject.removeprefix(_SUBJECT)
    sku, at, place = name.rpartition(_AT)
    return StockKey(sku, place) if subject.startswith(_SUBJECT) and at and sku and place else None


def told(event: Event, *, numbered: bool) -> Sequence[Told]:
    """What it says of each position. numbered: its source counts the events of each position by itself."""
    key = key_of(event.subject)
    if key is None or not event.type.startswith("stock.") or event.classifier is not Classifier.ACTUAL:
        return ()
    sequence = event.source_sequence if numbered else None
    mark = Mark(event.occurred_at, sequence)
    facts = _facts(event, mark)
    if sequence is not None and not any(isinstance(each, Delta) for each in facts):
        facts = [*facts, Delta(_id(event), mark)]
    return [*(Told(key, fact) for fact in facts), *_other_end(event, key)]


def _facts(event: Event, mark: Mark) -> list[Fact]:
    data = event.data
    if event.correction_of:
        return [_doubt(event)]
    if isinstance(data, StockFigures) and event.type == "stock.snapshot":
        return _snapshot(event, data, mark)
    if not isinstance(data, StockNews) or data.quantity is None or event.type not in _KNOWN:
        return [_doubt(event)]
    if event.type == _COUNTED:
        state = data.to_state or _S.SELLABLE
        amounts = {state: data.quantity.amount}
        return [Absolute(mark=mark, amounts=amounts, unit=data.quantity.unit, whole=False)]
    moves = _MOVES[event.type](data.quantity.amount, data)
    delta = Delta(_id(event), mark, moves, data.quantity.unit)
    return [delta, *_legs(event, data, arrives=event.type == _ARRIVED)]


def _snapshot(event: Event, data: StockFigures, mark: Mark) -> list[Fact]:
    units = {each.unit for each in data.figures.values()}
    if len(units) > 1:
        return [_doubt(event)]
    amounts = {state: each.amount for state, each in data.figures.items()}
    return [Absolute(mark=mark, amounts=amounts, unit=next(iter(units), EACH), whole=True)]


def _doubt(event: Event) -> Doubt:
    """From when we heard of it, by our clock: what is read from then on has it in it."""
    return Doubt(event.recorded_at)


def _other_end(event: Event, key: StockKey) -> list[Told]:
    data = event.data
    if not isinstance(data, StockNews) or data.quantity is None or not data.counterpart:
        return []
    if event.type not in {_LEFT, _ARRIVED} or event.correction_of:
        return []
    other = StockKey(key.sku, data.counterpart)
    return [Told(other, leg) for leg in _legs(event, data, arrives=event.type == _LEFT)]


def _legs(event: Event, data: StockNews, *, arrives: bool) -> list[Leg]:
    if event.type not in {_LEFT, _ARRIVED} or not data.counterpart or data.quantity is None:
        return []
    key = key_of(event.subject)
    here = key.location if key else ""
    ends = (here, data.counterpart) if event.type == _LEFT else (data.counterpart, here)
    reference = data.reference or ">".join(ends)
    amount = data.quantity.amount
    shipped = abs(amount) if event.type == _LEFT else _NOTHING
    received = amount if event.type == _ARRIVED else _NOTHING
    return [
        Leg(
            id=_id(event),
            at=event.occurred_at,
            reference=reference,
            arrives=arrives,
            shipped=shipped,
            received=received,
            source=event.source,
            other=ends[0] if arrives else ends[1],
            expected_at=data.expected_at if event.type == _LEFT else None,
        )
    ]


def _id(event: Event) -> int:
    name = f"{event.source}\n{event.source_event_id or event.id}"
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=7).digest())


def _into(default: StockState) -> _Movement:
    return lambda amount, data: ((data.to_state or default, amount),)


def _out_of(default: StockState) -> _Movement:
    return lambda amount, data: ((data.from_state or default, -abs(amount)),)


def _between(out: StockState, into: StockState) -> _Movement:
    return lambda amount, data: (
        (data.from_state or out, -abs(amount)),
        (data.to_state or into, abs(amount)),
    )


def _adjusted(amount: Decimal, data: StockNews) -> Moves:
    if data.from_state is not None and data.to_state is not None:
        return ((data.from_state, -abs(amount)), (data.to_state, abs(amount)))
    return ((data.to_state or data.from_state or _S.SELLABLE, amount),)


def _picked(amount: Decimal, data: StockNews) -> Moves:
    """A pick keeps the promise that it is made for, unless its source says that it is of free units."""
    moves = ((data.from_state or _S.SELLABLE, -abs(amount)), (_S.PICKED, abs(amount)))
    return moves if data.from_state is not None else (*moves, (_S.ALLOCATED, -abs(amount)))


def _returned(amount: Decimal, data: StockNews) -> Moves:
    """What came back is not for sale until it is released, whatever its source says."""
    damaged = data.to_state is _S.DAMAGED
    return ((_S.DAMAGED if damaged else _S.QUARANTINED, amount),)


_COUNTED, _LEFT, _ARRIVED = "stock.counted", "stock.transfer_shipped", "stock.transfer_received"
_MOVES: Mapping[str, _Movement] = {
    "stock.received": _into(_S.SELLABLE),
    "stock.adjusted": _adjusted,
    "stock.picked": _picked,
    "stock.shipped": _out_of(_S.PICKED),
    _LEFT: _out_of(_S.SELLABLE),
    _ARRIVED: _into(_S.SELLABLE),
    "stock.returned": _returned,
    "stock.damaged": _between(_S.SELLABLE, _S.DAMAGED),
    "stock.quarantined": _between(_S.SELLABLE, _S.QUARANTINED),
    "stock.quarantine_released": _between(_S.QUARANTINED, _S.SELLABLE),
    "stock.allocated": lambda amount, _data: ((_S.ALLOCATED, abs(amount)),),
    "stock.deallocated": lambda amount, _data: ((_S.ALLOCATED, -abs(amount)),),
}
_KNOWN = frozenset((*_MOVES, _COUNTED))
