"""Stock positions in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from domain.errors import BadInput, StoreUnavailable
from domain.positions.drift import Drift
from domain.positions.facts import Absolute, Fact, Mark
from domain.positions.folding import fold
from domain.positions.held import NOTHING_HELD, Held, carried_until
from domain.positions.kept import Batch, Counted, Known, LogPlace, SourceState
from domain.stock import StockKey

Generation = dict[StockKey, Held]


class InMemoryPositions:
    """Implements `Positions`, `Snapshots` and `Drifts`. away: the methods that raise StoreUnavailable."""

    def __init__(self) -> None:
        self.away: set[str] = set()
        self._states: dict[str, SourceState] = {}
        self._kept: dict[tuple[str, int], Generation] = {}
        self._newest: dict[str, int] = {}
        self._place: LogPlace | None = None
        self._drifts: dict[tuple[str, str, datetime], Drift] = {}

    async def known(self, source: str, keys: Sequence[StockKey]) -> Known:
        self._ask("known")
        state = self._states.get(source)
        live = {} if state is None else self._live(source)
        found = {key: live[key] for key in keys if key in live}
        if not found or state is None:
            return Known()
        return Known(positions=found, told_until=state.told_until, doubted_at=state.doubted_at)

    async def learn(self, source: str, facts: Mapping[StockKey, Sequence[Fact]]) -> Mapping[StockKey, Held]:
        self._ask("learn")
        live = self._live(source)
        after = {key: fold(told, live.get(key, NOTHING_HELD)) for key, told in facts.items()}
        live.update(after)
        return after

    async def reached(self) -> LogPlace | None:
        return self._place

    async def begin(self, place: LogPlace) -> None:
        if self._place is None or self._place.log != place.log:
            self._place = place

    async def apply(self, batch: Batch) -> Mapping[str, Mapping[StockKey, Held]] | None:
        if self._place != batch.before:
            return None
        self._place = batch.after
        after = {}
        for source in sorted({*batch.facts, *batch.told_until}):
            after[source] = await self.learn(source, batch.facts.get(source, {}))
            told, until = self._states[source].told_until, batch.told_until.get(source)
            if until is not None and (told is None or told < until):
                self._states[source] = replace(self._states[source], told_until=until)
        return after

    async def doubt(self, sources: Sequence[str], at: datetime) -> None:
        for source in sources:
            self._live(source)
            doubted = self._states[source].doubted_at
            at = at if doubted is None else max(at, doubted)
            self._states[source] = replace(self._states[source], doubted_at=at)

    async def sources(self) -> Sequence[SourceState]:
        return [self._states[source] for source in sorted(self._states)]

    async def open(self, source: str) -> int:
        self._live(source)
        self._newest[source] = self._newest.get(source, 0) + 1
        self._kept[source, self._newest[source]] = {}
        return self._newest[source]

    async def load(
        self, source: str, generation: int, rows: Sequence[Counted], as_of: datetime
    ) -> Sequence[Counted]:
        self._ask("load")
        there, twice = self._kept[source, generation], []
        for row in rows:
            if row.key in there:
                twice.append(row)
                continue
            said = Absolute(mark=Mark(as_of), amounts=row.amounts, unit=row.unit, whole=True)
            there[row.key] = fold([said])
        return twice

    async def swap(self, source: str, generation: int, as_of: datetime) -> int:
        state, live = self._states[source], self._live(source)
        if state.as_of is not None and as_of < state.as_of:
            raise BadInput("a younger snapshot is read already", field="as-of")
        new, carried = self._kept[source, generation], 0
        for key, held in live.items():
            until = carried_until(held)
            if until is None or until <= as_of:
                continue
            carried += 1
            counted = new.get(key)
            amounts = (
                {state: base.amount for state, base in counted.bases.items()}
                if counted is not None
                else {state: base.amount * 0 for state, base in held.bases.items()}
            )
            unit = held.unit if counted is None else counted.unit
            said = Absolute(mark=Mark(as_of), amounts=amounts, unit=unit, whole=True)
            new[key] = fold([said], held)
        doubted = state.doubted_at if state.doubted_at is not None and state.doubted_at > as_of else None
        told = as_of if state.told_until is None else max(as_of, state.told_until)
        self._states[source] = SourceState(
            source=source, generation=generation, as_of=as_of, told_until=told, doubted_at=doubted
        )
        return carried

    async def discard(self, source: str, generation: int | None = None) -> int:
        if source not in self._states:
            return 0
        live = self._states[source].generation
        if generation is None:
            going = [n for name, n in self._kept if name == source and n < live]
        else:
            going = [generation] if generation != live else []
        return sum(len(self._kept.pop((source, each), {})) for each in going)

    async def keep(self, drifts: Sequence[Drift], now: datetime) -> None:
        del now
        self._drifts |= {(each.source, each.location, each.as_of): each for each in drifts}

    async def drifts(self, source: str | None = None, *, first: int = 100) -> Sequence[Drift]:
        latest: dict[tuple[str, str], Drift] = {}
        for (_, _, as_of), each in self._drifts.items():
            place = (each.source, each.location)
            if source in {None, each.source} and (place not in latest or latest[place].as_of < as_of):
                latest[place] = each
        ranked = sorted(latest.values(), key=lambda each: (-each.share, each.source, each.location))
        return ranked[:first]

    def _ask(self, method: str) -> None:
        if method in self.away:
            raise StoreUnavailable(f"{method} is away")

    def _live(self, source: str) -> Generation:
        state = self._states.setdefault(source, SourceState(source=source))
        return self._kept.setdefault((source, state.generation), {})
