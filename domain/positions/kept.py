"""What the store keeps of positions, and how it is asked and told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import msgspec

from domain.positions.facts import Fact
from domain.positions.held import Held
from domain.stock import CLAIMS, PHYSICAL, StockKey, StockState


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """Positions of one source that are kept; others are left out.

    told_until: up to when its events have been taken in; doubted_at: by then events were lost, of which it is
    not known which positions they moved. Both None where no position is kept.
    """

    positions: Mapping[StockKey, Held] = {}
    told_until: datetime | None = None
    doubted_at: datetime | None = None


class LogPlace(NamedTuple):
    """A position in the log of this name: events up to it are in the positions."""

    log: str
    position: int


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What a piece of the log says: facts by source and position, and how far each source has told."""

    before: LogPlace
    after: LogPlace
    facts: Mapping[str, Mapping[StockKey, Sequence[Fact]]] = {}
    told_until: Mapping[str, datetime] = {}


class SourceState(msgspec.Struct, frozen=True, kw_only=True):
    """Of one source: which generation of its positions is read, and of when its snapshot is."""

    source: str
    generation: int = 0
    as_of: datetime | None = None
    told_until: datetime | None = None
    doubted_at: datetime | None = None


class Counted(NamedTuple):
    """One row of a snapshot. place: where it stands there, for whoever mends it."""

    key: StockKey
    amounts: Mapping[StockState, Decimal]
    unit: str
    place: str


def may_be_wrong(amounts: Mapping[StockState, Decimal]) -> bool:
    """Whether it is worth a closer look. Quick, for there are millions, and never wrong where it says no."""
    if any(amount < 0 for amount in amounts.values()):
        return True
    if StockState.ON_HAND in amounts and all(each in amounts for each in PHYSICAL):
        return True
    stock = amounts.get(StockState.SELLABLE, amounts.get(StockState.ON_HAND))
    return stock is not None and sum(amounts.get(each, 0) for each in CLAIMS) > stock
