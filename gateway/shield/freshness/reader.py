"""The reader around one port of one instance: memory, shared bytes, one call for all, the last known."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Generic

from domain.errors import BackendTimeout
from domain.freshness import StaleReason
from domain.partners import Lane
from domain.ports.cache import KeptValue
from domain.ports.demand import BACKGROUND, Demand
from domain.ports.reading import Failed, Found, K, Missing, Outcomes, Read, V
from gateway.shield.freshness.calling import Calling
from gateway.shield.freshness.changes import Changes
from gateway.shield.freshness.older import Older
from gateway.shield.freshness.refreshing import Refreshing
from gateway.shield.freshness.shelf import Shelf
from gateway.shield.freshness.stores import Tiers, read_at
from gateway.shield.freshness.worth import Worth, worth
from gateway.shield.single_flight import Flight, SingleFlight
from gateway.shield.timing import Timing

_REFRESH_SECONDS = 30.0
_REARM = timedelta(seconds=1)
"""So long a value that is to be read again is not wanted again."""


class Freshened(Generic[K, V]):
    """Implements `Reader`. What it does not hold goes down in one batch; nobody waits for stores of ours."""

    def __init__(
        self,
        shelf: Shelf[K, V],
        tiers: Tiers[K, V],
        read: Read[K, V],
        timing: Timing,
    ) -> None:
        self._shelf = shelf
        self._tiers = tiers
        self._read = read
        self._clock = timing.clock
        self._flights = SingleFlight(self._fetch, timing)
        self._older = Older(shelf, tiers, timing.clock)
        self.changes = Changes(shelf, tiers, self._flights, timing.clock)
        self._calling = Calling(shelf, self._flights, self._older, timing.clock, self._want_at_last)
        self._refreshing = Refreshing(self._reread, self._worth, timing.clock, timing.sleep)

    def peek(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V] | None:
        ahead: list[K] = []
        now = self._clock.now()
        answers = self._shelf.whole(keys, demand, now, ahead)
        if ahead:
            self._want_ahead(ahead, demand, now)
        return answers

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        wanted = list(dict.fromkeys(keys))
        answers: dict[K, Found[V] | Missing | Failed] = {}
        lacking = self._held(wanted, demand, answers)
        if lacking and not self._shelf.terms.keeps_nothing:
            await self._shared(lacking)
            lacking = self._held(lacking, demand, answers)
        if lacking and not demand.strict and self._refreshing.is_rationed(demand.lane):
            lacking = self._rationed(lacking, demand, answers)
        if lacking:
            answers |= await self._calling.called(lacking, demand)
        return {key: answers[key] for key in wanted}

    async def aclose(self) -> None:
        """Read nothing more behind answers."""
        await self._refreshing.aclose()

    def _held(
        self, keys: Iterable[K], demand: Demand, answers: dict[K, Found[V] | Missing | Failed]
    ) -> list[K]:
        """Answer from memory what it can answer; gives the rest."""
        now, ahead, lacking = self._clock.now(), list[K](), list[K]()
        for key in keys:
            outcome = self._shelf.good(key, demand, now, ahead)
            if outcome is None:
                lacking.append(key)
            else:
                answers[key] = outcome
        self._shelf.tally.memory += len(answers)
        if ahead:
            self._want_ahead(ahead, demand, now)
        return lacking

    async def _shared(self, keys: Sequence[K]) -> None:
        """Take into memory what other replicas have read since."""
        for key, (stored, size) in (await self._tiers.shared(keys)).items():
            if not self._shelf.is_doubted(key, stored.rank):
                self._shelf.take(key, stored.outcome, stored.fetched_at, size)
                self._shelf.tally.shared += 1

    async def _fetch(self, flight: Flight[K, V], keys: Sequence[K]) -> Outcomes[K, V]:
        """The call itself, and what is remembered of it."""
        begun, losses = self._clock.now(), self._shelf.losses
        outcomes = await self._read(keys, flight.demand)
        if self._shelf.terms.keeps_nothing:
            return outcomes
        self._refreshing.came(outcomes, flight.demand.lane)
        newest = {key: outcome for key, outcome in outcomes.items() if self._flights.is_current(key, flight)}
        kept = self._remembered(newest, begun, watched=losses == self._shelf.losses)
        await self._tiers.keep(kept, waiting=flight.demand.lane is Lane.BACKGROUND)
        return outcomes

    def _remembered(self, outcomes: Outcomes[K, V], begun: datetime, *, watched: bool) -> list[KeptValue]:
        kept = []
        for key, outcome in outcomes.items():
            if isinstance(outcome, Failed):
                continue
            fetched_at = read_at(outcome, begun)
            encoded = self._tiers.encoded(outcome, fetched_at)
            if encoded is None:
                continue
            entry = self._shelf.take(key, outcome, fetched_at, encoded.size, watched=watched)
            if entry is None:
                continue
            self._tiers.share(key, entry, encoded.body)
            value = self._tiers.to_keep(key, entry, encoded, begun)
            kept += [value] if value else []
        return kept

    def _rationed(
        self, keys: Sequence[K], demand: Demand, answers: dict[K, Found[V] | Missing | Failed]
    ) -> list[K]:
        """While turns are short an older value is given at once, but for what has a turn or soon will."""
        to_do = [key for key in keys if not self._flights.is_flying(key)]
        held = self._older.held(dict.fromkeys(to_do, StaleReason.BUDGET_SPENT))
        answers |= held
        self._want_at_last(list(held), demand)
        return [key for key in keys if key not in held]

    def _want_ahead(self, keys: Sequence[K], demand: Demand, now: datetime) -> None:
        """These are good enough for now, and will not be for long."""
        for key in keys:
            if self._shelf.is_due(key, now, again_at=now + _REARM):
                self._refreshing.want(key, demand.lane)

    def _want_at_last(self, keys: Sequence[K], demand: Demand) -> None:
        """These were not good enough."""
        for key in keys:
            entry = self._shelf.get(key)
            if entry is not None:
                self._refreshing.want(key, demand.lane, missed=entry.known_at)

    async def _reread(self, keys: Sequence[K], lane: Lane, patience: timedelta) -> Outcomes[K, V]:
        """Read these behind the answers."""
        deadline = self._clock.monotonic() + _REFRESH_SECONDS
        demand = Demand(deadline=deadline, lane=lane, account=BACKGROUND, patience=patience)
        seat = self._flights.join(keys, demand)
        try:
            await seat.wait(_REFRESH_SECONDS)
            late = Failed(BackendTimeout("did not answer in time", backend=self._shelf.instance))
            return {key: seat.outcome(key) or late for key in keys}
        finally:
            seat.leave()

    def _worth(self, key: K, missed: datetime | None, now: datetime) -> Worth | None:
        entry = self._shelf.get(key)
        return None if entry is None else worth(entry, missed, now)
