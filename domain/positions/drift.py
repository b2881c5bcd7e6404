"""How far positions that were kept by events are from what their source counts."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from domain.exceptions import Finding, Severity
from domain.positions.facts import Mark, is_after
from domain.positions.figures import amounts
from domain.positions.held import Held, needs_reading
from domain.stock import StockState

STOCK_DRIFT = "STOCK_DRIFT"
_NOTHING = Decimal(0)


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one source and place at one comparison. as_of: of when the snapshot is.

    compared: positions that both know; differing: those of them where a state differs; unexpected: those of
    the snapshot that were not kept. off: units by which they differ, each state by itself, whatever the
    sign; of: units that the snapshot counts.
    """

    source: str
    location: str
    as_of: datetime
    compared: int = 0
    differing: int = 0
    unexpected: int = 0
    off: Decimal = _NOTHING
    of: Decimal = _NOTHING

    @property
    def share(self) -> float:
        """The part of the compared positions that differ."""
        return self.differing / self.compared if self.compared else 0.0


def difference(held: Held, counted: Mapping[StockState, Decimal], mark: Mark) -> Decimal | None:
    """By how much a kept position differs from a count, as far as both know a state, as of the count.

    None where it is not known any more how it stood then, or was not certain.
    """
    if held.whole is None or held.whole.at > mark.at or needs_reading(held):
        return None
    if held.horizon is not None and held.horizon > mark.at:
        return None
    then = replace(held, recent=tuple(each for each in held.recent if not is_after(each.mark, mark)))
    known = amounts(then)
    return sum((abs(known[state] - counted[state]) for state in known.keys() & counted.keys()), _NOTHING)


def with_one(drift: Drift, held: Held | None, counted: Mapping[StockState, Decimal], mark: Mark) -> Drift:
    """The figures with one more position of the snapshot."""
    of = drift.of + sum(counted.values(), _NOTHING)
    if held is None or held.whole is None:
        return replace(drift, unexpected=drift.unexpected + 1, of=of)
    off = difference(held, counted, mark)
    if off is None:
        return replace(drift, of=of)
    differs = drift.differing + bool(off)
    return replace(drift, compared=drift.compared + 1, differing=differs, off=drift.off + off, of=of)


def beyond(drifts: Iterable[Drift], bound: float) -> list[Finding]:
    """A case for each source and place where more than this part of the positions differ."""
    return [
        Finding(
            code=STOCK_DRIFT,
            group=f"{each.source}/{each.location}",
            severity=Severity.WARNING,
            subjects=(f"source:{each.source}", f"location:{each.location}"),
            systems=(each.source,),
            detail=(
                f"{each.differing} of {each.compared} positions of {each.source} at {each.location} are not "
                f"what it counted, by {each.off} units of {each.of}: events are missing, or told twice"
            ),
        )
        for each in drifts
        if each.share > bound
    ]
