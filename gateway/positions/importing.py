"""A whole snapshot brought in: written beside what is read, and read from one moment to the next.

Whatever fails on the way, what was read before is read still.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from domain.errors import BadInput, StoreUnavailable
from domain.events.payloads import StockFigures
from domain.events.record import Event
from domain.log.records import Mapped
from domain.ports.cache import LogGrew, Outdated, Signal
from domain.ports.log import EventLog
from domain.ports.positions import Drifts, Positions, Snapshots
from domain.ports.state import Clock, Crosswalk
from domain.positions.drift import Drift, beyond
from domain.positions.facts import Absolute, Mark
from domain.positions.folding import fold
from domain.positions.kept import Counted, may_be_wrong
from gateway.assembly.raising import RaiseAll
from gateway.positions.applying import ALL_STOCK
from gateway.positions.bad_rows import BadRows
from gateway.positions.breached import MOST, breached
from gateway.positions.comparing import Comparison
from gateway.positions.snapshot_rows import BadRow, Row

BATCH = 10_000
TWICE = "stands twice in the file"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportingParts:
    """What an import works with. drift: what part of a location's positions may differ."""

    positions: Positions
    snapshots: Snapshots
    drifts: Drifts
    crosswalk: Crosswalk
    log: EventLog
    signal: Signal
    clock: Clock
    raise_all: RaiseAll
    drift: float = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of it. rows: taken; carried: positions that had moved since the snapshot was made."""

    rows: int
    bad: int
    carried: int
    drifts: Sequence[Drift]


class Importing:
    """Of one source's snapshot, as of an instant."""

    def __init__(self, parts: ImportingParts, source: str, as_of: datetime, bad: BadRows) -> None:
        self._parts = parts
        self._source = source
        self._as_of = as_of
        self._bad = bad
        self._wrong = 0

    async def bring_in(self, rows: Iterable[Row]) -> Imported:
        """Take all rows that can be taken, and read them from then on.

        Raises BadInput where none can be, or a younger snapshot is read; StoreUnavailable.
        """
        parts, source = self._parts, self._source
        comparison = await self._comparison()
        async with self._generation() as generation:
            taken = 0
            for good in batches_of(rows):
                batch = await self._good(good)
                if comparison is not None:
                    await comparison.see(batch)
                await self._look_at(batch)
                twice = await parts.snapshots.load(source, generation, batch, self._as_of)
                await self._bad.keep([_twice(each) for each in twice], parts.clock.now())
                taken += len(batch) - len(twice)
            if not taken:
                raise BadInput("holds no row that can be taken", field="file")
            carried = await parts.snapshots.swap(source, generation, self._as_of)
        await self._tell(generation)
        await parts.snapshots.discard(source)
        drifts = comparison.drifts if comparison is not None else []
        await self._kept(drifts)
        return Imported(rows=taken, bad=self._bad.count, carried=carried, drifts=drifts)

    async def compare(self, rows: Iterable[Row]) -> Imported:
        """Only hold it against what is kept, and keep the figures. Raises StoreUnavailable."""
        comparison = Comparison(self._parts.positions, self._source, self._as_of)
        seen = 0
        for some in batches_of(rows):
            batch = await self._good(some)
            await comparison.see(batch)
            seen += len(batch)
        await self._kept(comparison.drifts)
        return Imported(rows=seen, bad=self._bad.count, carried=0, drifts=comparison.drifts)

    async def _comparison(self) -> Comparison | None:
        """None where nothing is kept yet that could differ."""
        states = await self._parts.positions.sources()
        if all(each.source != self._source for each in states):
            return None
        return Comparison(self._parts.positions, self._source, self._as_of)

    @asynccontextmanager
    async def _generation(self) -> AsyncIterator[int]:
        snapshots = self._parts.snapshots
        generation = await snapshots.open(self._source)
        try:
            yield generation
        except BaseException:
            with suppress(StoreUnavailable):
                await snapshots.discard(self._source, generation)
            raise

    async def _good(self, rows: Sequence[Row]) -> list[Counted]:
        bad = [each for each in rows if isinstance(each, BadRow)]
        if bad:
            await self._bad.keep(bad, self._parts.clock.now())
        return [each for each in rows if isinstance(each, Counted)]

    async def _look_at(self, rows: Sequence[Counted]) -> None:
        """What cannot be true is taken, for its system says so, and told."""
        if self._wrong >= MOST:
            return
        mark = Mark(self._as_of)
        held = {
            each.key: fold([Absolute(mark=mark, amounts=each.amounts, unit=each.unit, whole=True)])
            for each in rows
            if may_be_wrong(each.amounts)
        }
        findings = await breached(self._source, held, self._parts.crosswalk)
        self._wrong += len(findings)
        self._parts.raise_all(findings)

    async def _tell(self, generation: int) -> None:
        """A mark in the log, and word to all that hold something of what was read before."""
        now = self._parts.clock.now()
        mark = Event(
            id=f"{self._source}-positions-{generation}",
            type="stock.snapshot",
            source=self._source,
            subject=f"source:{self._source}",
            occurred_at=self._as_of,
            recorded_at=now,
            source_event_id=f"positions/{generation}",
            data=StockFigures(),
        )
        await self._parts.log.append([Mapped(events=(mark,))])
        await self._parts.signal.tell(Outdated(self._source, (ALL_STOCK,), now))
        await self._parts.signal.tell(LogGrew())

    async def _kept(self, drifts: Sequence[Drift]) -> None:
        await self._parts.drifts.keep(drifts, self._parts.clock.now())
        self._parts.raise_all(beyond(drifts, self._parts.drift))


def batches_of(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """So many at a time, that no more are held."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _twice(row: Counted) -> BadRow:
    text = f"{row.key.sku},{row.key.location}"
    return BadRow(row.place, text, BadInput(TWICE, field="sku"))
