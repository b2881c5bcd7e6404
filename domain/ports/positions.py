"""The ports to stock positions of our own: kept by events, loaded as snapshots. All raise StoreUnavailable.

Everything is by source, in the source's own names. A source's writers take turns.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.positions.drift import Drift
from domain.positions.facts import Fact
from domain.positions.held import Held
from domain.positions.kept import Batch, Counted, Known, LogPlace, SourceState
from domain.stock import StockKey


class Positions(Protocol):
    """Positions as they are now."""

    async def known(self, source: str, keys: Sequence[StockKey]) -> Known:
        """Those of these that are kept, by one query."""
        ...

    async def learn(self, source: str, facts: Mapping[StockKey, Sequence[Fact]]) -> Mapping[StockKey, Held]:
        """Fold these in; gives the positions as they are then."""
        ...

    async def reached(self) -> LogPlace | None:
        """How far the log is in the positions; None where nobody began."""
        ...

    async def begin(self, place: LogPlace) -> None:
        """Begin there, or go on there where the log is another one now."""
        ...

    async def apply(self, batch: Batch) -> Mapping[str, Mapping[StockKey, Held]] | None:
        """In one step: fold the facts in and note the place. None where somebody else has done so."""
        ...

    async def doubt(self, sources: Sequence[str], at: datetime) -> None:
        """All positions of these are to be read that are not stated after then."""
        ...

    async def sources(self) -> Sequence[SourceState]:
        """Every source of which something is kept, by name."""
        ...


class Snapshots(Protocol):
    """Positions of a source, loaded beside those that are read, and put in their place at once."""

    async def open(self, source: str) -> int:
        """A new generation, which nobody reads yet."""
        ...

    async def load(
        self, source: str, generation: int, rows: Sequence[Counted], as_of: datetime
    ) -> Sequence[Counted]:
        """Add rows; gives those whose position was added before, which are left as it was."""
        ...

    async def swap(self, source: str, generation: int, as_of: datetime) -> int:
        """Read this generation from now on, with what moved since `as_of` on top; of so many positions.

        Raises BadInput where a younger snapshot is read already.
        """
        ...

    async def discard(self, source: str, generation: int | None = None) -> int:
        """Delete a generation that is not read; without one, all before the one that is. How many rows."""
        ...


class Drifts(Protocol):
    """What comparisons of snapshots and events have found."""

    async def keep(self, drifts: Sequence[Drift], now: datetime) -> None:
        """Keep these figures, each in the place of those of the same source, location and `as_of`."""
        ...

    async def drifts(self, source: str | None = None, *, first: int = 100) -> Sequence[Drift]:
        """The latest of each source and location, those with the largest share first."""
        ...
