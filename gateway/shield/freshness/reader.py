"""The reader around one port of one instance: memory, shared bytes, one call for all, the last known."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Generic

from domain.errors import BackendBudgetSpent, BackendTimeout
from domain.freshness import StaleReason
from domain.partners import Lane
from domain.ports.cache import KeptValue, Lost, News
from domain.ports.demand import BACKGROUND, Demand
from domain.ports.reading import Failed, Found, K, Missing, Outcomes, Read, V
from gateway.shield.freshness.older import Older
from gateway.shield.freshness.refreshing import Refreshing
from gateway.shield.freshness.shelf import Shelf
from gateway.shield.freshness.stores import Tiers
from gateway.shield.single_flight import Flight, Seat, SingleFlight
from gateway.shield.timing import Timing

_REFRESH_SECONDS = 30.0
_REARM = timedelta(seconds=5)
"""So long a value that is being read again is not wanted again."""
_SHORT = timedelta(seconds=0.25)
"""So long nobody asks again for what the budget did not allow, unless the error says longer."""


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
        self._refreshing = Refreshing(self._refresh, self._heat, timing.sleep)
        self._rationed_until = 0.0
        self._is_short = False

    def peek(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V] | None:
        ahead: list[K] = []
        now = self._clock.now()
        answers = self._shelf.whole(keys, demand, now, ahead)
        if ahead:
            self._want(ahead, now)
        return answers

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        wanted = list(dict.fromkeys(keys))
        answers: dict[K, Found[V] | Missing | Failed] = {}
        lacking = self._held(wanted, demand, answers)
        if lacking and not self._shelf.terms.keeps_nothing:
            await self._shared(lacking)
            lacking = self._held(lacking, demand, answers)
        if lacking and self._is_rationed(demand):
            lacking = self._rationed(lacking, answers)
        if lacking:
            answers |= await self._called(lacking, demand)
        return {key: answers[key] for key in wanted}

    def hear(self, news: News) -> None:
        """Take in what has changed: memory at once, flights for whoever comes later, then shared bytes."""
        if isinstance(news, Lost):
            self._flights.forget_all()
        meant = self._shelf.hear(news, self._clock.now())
        self._flights.forget(meant)
        self._tiers.forget(meant)

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
            self._want(ahead, now)
        return lacking

    async def _shared(self, keys: Sequence[K]) -> None:
        """Take into memory what other replicas have read since."""
        for key, (stored, size) in (await self._tiers.shared(keys)).items():
            if not self._shelf.is_doubted(key, stored.fetched_at):
                self._shelf.take(key, stored.outcome, stored.fetched_at, size)
                self._shelf.tally.shared += 1

    async def _called(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        seat = self._flights.join(keys, demand)
        self._shelf.tally.called += len(keys)
        self._shelf.tally.joined += seat.joined
        instead: Mapping[K, Found[V] | Missing] = {}
        try:
            await seat.wait(self._patience(seat, demand))
            away = {key: outcome for key in keys if not _is_told(outcome := seat.outcome(key))}
            if away and not demand.strict:
                instead = await self._older.known(away)
            if any(seat.outcome(key) is None for key in away if key not in instead):
                await seat.wait(demand.deadline - self._clock.monotonic())
            return {key: self._outcome(key, seat, instead) for key in keys}
        finally:
            seat.leave(needed=bool(instead))

    def _outcome(
        self, key: K, seat: Seat[K, V], instead: Mapping[K, Found[V] | Missing]
    ) -> Found[V] | Missing | Failed:
        outcome = seat.outcome(key)
        if _is_told(outcome):
            self._shelf.told(key)
        elif key in instead:
            return instead[key]
        if outcome is None:
            return Failed(BackendTimeout("did not answer in time", backend=self._shelf.instance))
        return outcome

    def _patience(self, seat: Seat[K, V], demand: Demand) -> float:
        """How long the system is waited for before an older value is looked for."""
        left = demand.deadline - self._clock.monotonic()
        if demand.strict or self._shelf.terms.keeps_nothing:
            return left
        flown = self._clock.monotonic() - seat.began
        return min(left, self._shelf.terms.wait / timedelta(seconds=1) - flown)

    async def _fetch(self, flight: Flight[K, V], keys: Sequence[K]) -> Outcomes[K, V]:
        """The call itself, and what is remembered of it."""
        begun, losses = self._clock.now(), self._shelf.losses
        outcomes = await self._read(keys, flight.demand)
        if self._shelf.terms.keeps_nothing:
            return outcomes
        newest = {key: outcome for key, outcome in outcomes.items() if self._flights.is_current(key, flight)}
        kept = self._remembered(newest, begun, watched=losses == self._shelf.losses)
        await self._tiers.keep(kept, waiting=flight.demand.lane is Lane.BACKGROUND)
        return outcomes

    def _remembered(self, outcomes: Outcomes[K, V], begun: datetime, *, watched: bool) -> list[KeptValue]:
        kept = []
        for key, outcome in outcomes.items():
            if isinstance(outcome, Failed):
                self._failed(outcome)
                continue
            fetched_at = read_at(outcome, begun)
            encoded = self._tiers.encoded(outcome, fetched_at)
            if encoded is None:
                continue
            entry = self._shelf.take(key, outcome, fetched_at, encoded.size, watched=watched)
            self._tiers.share(key, entry, encoded.body)
            value = self._tiers.to_keep(key, entry, encoded, begun)
            kept += [value] if value else []
        return kept

    def _failed(self, outcome: Failed) -> None:
        error = outcome.error
        if isinstance(error, BackendBudgetSpent):
            pause = max(error.retry_after or _SHORT, _SHORT)
            self._rationed_until = self._clock.monotonic() + pause / timedelta(seconds=1)
            self._is_short = True

    def _is_rationed(self, demand: Demand) -> bool:
        """Until all that is wanted has been read again, no turn is spent on what somebody happens to ask."""
        return not demand.strict and self._is_short

    def _rationed(self, keys: Sequence[K], answers: dict[K, Found[V] | Missing | Failed]) -> list[K]:
        """While the budget is spent, an older value is given at once, and the most wanted are read first."""
        now = self._clock.now()
        held = self._older.held(dict.fromkeys(keys, StaleReason.BUDGET_SPENT))
        for key, outcome in held.items():
            answers[key] = outcome
            self._want([key], now)
        return [key for key in keys if key not in held]

    def _want(self, keys: Sequence[K], now: datetime) -> None:
        for key in keys:
            entry = self._shelf.get(key)
            if entry is not None:
                entry.ahead_at = now + _REARM
            self._refreshing.want(key)

    async def _refresh(self, keys: Sequence[K]) -> float:
        deadline = self._clock.monotonic() + _REFRESH_SECONDS
        demand = Demand(deadline=deadline, lane=Lane.BACKGROUND, account=BACKGROUND)
        seat = self._flights.join(keys, demand)
        try:
            await seat.wait(_REFRESH_SECONDS)
        finally:
            seat.leave()
        pause = max(self._rationed_until - self._clock.monotonic(), 0.0)
        self._is_short = self._is_short and (pause > 0 or self._refreshing.is_behind)
        return pause

    def _heat(self, key: K) -> float:
        return self._shelf.heat(key, self._clock.now())


def read_at(outcome: Found[V] | Missing, begun: datetime) -> datetime:
    """When a value was read: as its reader says, else when the call began."""
    told = [stamp.fetched_at for stamp in outcome.stamps if stamp.fetched_at is not None]
    return min(told, default=begun)


def _is_told(outcome: object) -> bool:
    """Whether the system said something of a key, if only that it does not know it."""
    return isinstance(outcome, Found | Missing)
