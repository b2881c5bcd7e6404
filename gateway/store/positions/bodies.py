"""A position as bytes: MessagePack, without names, some 30 bytes where nothing has moved since the snapshot.

The version stands first: a body of another one is not read, and its position is read from its system.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import repeat
from typing import TypeAlias

import msgspec

from domain.positions.facts import Delta, Leg, Mark
from domain.positions.held import NOTHING_HELD, Base, Held
from domain.stock import StockState

_VERSION = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ORDER: Sequence[StockState] = (
    StockState.SELLABLE,
    StockState.PICKED,
    StockState.DAMAGED,
    StockState.QUARANTINED,
    StockState.ALLOCATED,
    StockState.RESERVED,
    StockState.CHANNEL_COMMITTED,
    StockState.IN_TRANSIT,
    StockState.INCOMING,
    StockState.BACKORDERED,
    StockState.ON_HAND,
)
"""By number. Only ever added to."""
_NUMBER: Mapping[StockState, int] = {state: number for number, state in enumerate(_ORDER)}

_Amount: TypeAlias = int | str
_Mark: TypeAlias = tuple[int, int | None]
_NO_WAY: tuple[str, str, None] = ("", "", None)


class _Body(msgspec.Struct, array_like=True, gc=False):
    """same: what was stated with the whole; others: state, amount, mark.

    ways: of each leg who told it, the other end, and when it is to arrive; none where it was written before.
    """

    version: int
    unit: str
    whole: _Mark | None
    same: dict[int, _Amount]
    others: list[tuple[int, _Amount, _Mark]] = []
    recent: list[tuple[int, _Mark, list[tuple[int, _Amount]], str]] = []
    legs: list[tuple[int, int, str, bool, _Amount, _Amount]] = []
    doubted: int | None = None
    through: int | None = None
    horizon: int | None = None
    ways: list[tuple[str, str, int | None]] = []


_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(_Body).decode


def stated_body(amounts: Mapping[StockState, Decimal], unit: str, mark: Mark) -> bytes:
    """Of a position of which nothing but one whole statement is known."""
    same = {_NUMBER[state]: _plain(amount) for state, amount in amounts.items()}
    return _ENCODE(_Body(_VERSION, unit, _marked(mark), same))


def body_of(held: Held) -> bytes:
    """The whole position."""
    bases = held.bases.items()
    body = _Body(
        _VERSION,
        held.unit,
        None if held.whole is None else _marked(held.whole),
        {_NUMBER[state]: _plain(base.amount) for state, base in bases if base.mark == held.whole},
        [
            (_NUMBER[s], _plain(base.amount), _marked(base.mark))
            for s, base in bases
            if base.mark != held.whole
        ],
        [
            (each.id, _marked(each.mark), [(_NUMBER[s], _plain(a)) for s, a in each.moves], each.unit)
            for each in held.recent
        ],
        [
            (leg.id, _us(leg.at), leg.reference, leg.arrives, _plain(leg.shipped), _plain(leg.received))
            for leg in held.legs
        ],
        None if held.doubted_at is None else _us(held.doubted_at),
        held.through,
        None if held.horizon is None else _us(held.horizon),
        [
            (leg.source, leg.other, None if leg.expected_at is None else _us(leg.expected_at))
            for leg in held.legs
        ],
    )
    return _ENCODE(body)


def held_of(body: bytes) -> Held:
    """The position again; nothing held where it was written by another version."""
    try:
        read = _DECODE(body)
    except msgspec.MsgspecError:
        return NOTHING_HELD
    if read.version != _VERSION:
        return NOTHING_HELD
    whole = None if read.whole is None else _mark(read.whole)
    bases = {_ORDER[number]: Base(Decimal(amount), whole) for number, amount in read.same.items() if whole}
    for number, amount, mark in read.others:
        bases[_ORDER[number]] = Base(Decimal(amount), _mark(mark))
    return Held(
        unit=read.unit,
        bases=bases,
        whole=whole,
        recent=tuple(
            Delta(name, _mark(mark), tuple((_ORDER[n], Decimal(a)) for n, a in moves), unit)
            for name, mark, moves, unit in read.recent
        ),
        legs=tuple(
            Leg(name, _instant(at), ref, arrives, Decimal(shipped), Decimal(received), source, other, due)
            for (name, at, ref, arrives, shipped, received), (source, other, due) in zip(
                read.legs, _ways(read), strict=False
            )
        ),
        doubted_at=None if read.doubted is None else _instant(read.doubted),
        through=read.through,
        horizon=None if read.horizon is None else _instant(read.horizon),
    )


def _ways(read: _Body) -> Iterator[tuple[str, str, datetime | None]]:
    for source, other, due in read.ways:
        yield source, other, None if due is None else _instant(due)
    yield from repeat(_NO_WAY)


def _plain(amount: Decimal) -> _Amount:
    whole = int(amount)
    return whole if whole == amount else str(amount)


def _marked(mark: Mark) -> _Mark:
    return _us(mark.at), mark.sequence


def _mark(written: _Mark) -> Mark:
    return Mark(_instant(written[0]), written[1])


def _us(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
