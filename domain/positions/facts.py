"""What is folded into a position: a movement, an absolute statement, or a doubt.

Of one source, item and place. None of them says when it came to us: the fold is the same in any order.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

import msgspec

from domain.stock import StockState

Moves: TypeAlias = tuple[tuple[StockState, Decimal], ...]


class Mark(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A place in a source's own order: when it was, and its number where the source counts them."""

    at: datetime
    sequence: int | None = None


class Delta(msgspec.Struct, frozen=True, array_like=True):
    """A movement or a claim, once. id: of the event. moves: by how much each state changed.

    Without moves it only says that its number is not missing.
    """

    id: int
    mark: Mark
    moves: Moves = ()
    unit: str = ""


class Leg(msgspec.Struct, frozen=True, array_like=True):
    """One end of a transfer. arrives: at the place where the goods come to, else where they come from.

    reference: names the transfer. shipped, received: how much this event tells, one of them zero. source: who
    told it. other: our code of the other end. expected_at: when it is to arrive, as it was told when it left.
    """

    id: int
    at: datetime
    reference: str
    arrives: bool
    shipped: Decimal = Decimal(0)
    received: Decimal = Decimal(0)
    source: str = ""
    other: str = ""
    expected_at: datetime | None = None


class Absolute(msgspec.Struct, frozen=True, kw_only=True):
    """How much is in some states, by then. whole: all that the source counts there; others are not known."""

    mark: Mark
    amounts: Mapping[StockState, Decimal]
    unit: str
    whole: bool


class Doubt(msgspec.Struct, frozen=True):
    """Something happened by then of which it is not known what: the position is to be read."""

    at: datetime


Fact: TypeAlias = Delta | Leg | Absolute | Doubt


def is_after(mark: Mark, other: Mark) -> bool:
    """Whether it is later: by the source's own numbers where both have one, else by time.

    What happened at the very instant of a statement without a number is in it already.
    """
    if mark.sequence is not None and other.sequence is not None:
        return mark.sequence > other.sequence
    return mark.at > other.at
