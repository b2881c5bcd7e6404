"""What a caller gets of a system that has to be asked: its answer, the last that is known, or an error.

Who has something older to fall back on waits for a turn no longer than for an answer, and is not the one who
tries whether a host is well again: what is known is given, and read again behind the answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Generic, TypeGuard

from domain.errors import BackendBudgetSpent, BackendThrottled, BackendTimeout, BreakerOpen
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, K, Missing, Outcomes, V
from domain.ports.state import Clock
from gateway.shield.freshness.older import Older
from gateway.shield.freshness.shelf import Shelf
from gateway.shield.single_flight import Seat, SingleFlight

_FOR_A_TURN = 0.8
"""So much of the time for an answer a turn is waited for. Later there would be none in time."""


class Calling(Generic[K, V]):
    """Waits for flights. want: is told what is to be read behind the answers."""

    def __init__(
        self,
        shelf: Shelf[K, V],
        flights: SingleFlight[K, V],
        older: Older[K, V],
        clock: Clock,
        want: Callable[[Sequence[K], Demand], None],
    ) -> None:
        self._shelf = shelf
        self._flights = flights
        self._older = older
        self._clock = clock
        self._want = want

    async def called(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        """What there is of each key within the demand's deadline."""
        self._shelf.tally.called += len(keys)
        if demand.strict or self._shelf.terms.keeps_nothing:
            return await self._to_the_end(keys, demand)
        careful = replace(demand, patience=self._shelf.terms.wait * _FOR_A_TURN, probes=False)
        seat = self._flights.join([key for key in keys if not self._flights.is_probing(key)], careful)
        self._shelf.tally.joined += seat.joined
        instead: Mapping[K, Found[V] | Missing] = {}
        try:
            await seat.wait(self._soft_time(seat, demand))
            instead = await self._instead(keys, seat, demand)
            waiting = [key for key in keys if key not in instead and _may_come_yet(self._heard(key, seat))]
            late = await self._to_the_end(waiting, demand) if waiting else {}
            return {key: self._outcome(key, seat, {**instead, **late}, demand) for key in keys}
        finally:
            seat.leave(needed=bool(instead))

    async def _to_the_end(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        """What the system says, if it takes all the time that there is."""
        seat = self._flights.join(keys, demand)
        try:
            await seat.wait(demand.deadline - self._clock.monotonic())
            return {key: self._outcome(key, seat, {}, demand) for key in keys}
        finally:
            seat.leave()

    async def _instead(
        self, keys: Sequence[K], seat: Seat[K, V], demand: Demand
    ) -> Mapping[K, Found[V] | Missing]:
        """What is known of keys of which nothing is told. Those for which it was no time are wanted."""
        heard = {key: self._heard(key, seat) for key in keys}
        away = {key: each for key, each in heard.items() if not isinstance(each, Found | Missing)}
        if not away:
            return {}
        instead = await self._older.known(away)
        self._want([key for key in instead if _came_untimely(away[key])], demand)
        return instead

    def _outcome(
        self, key: K, seat: Seat[K, V], instead: Mapping[K, Found[V] | Missing | Failed], demand: Demand
    ) -> Found[V] | Missing | Failed:
        outcome = self._heard(key, seat)
        if isinstance(outcome, Found | Missing):
            self._shelf.told(key)
            return self._shelf.newest(key, outcome, demand, self._clock.now())
        if key in instead:
            return instead[key]
        if outcome is None:
            return Failed(BackendTimeout("did not answer in time", backend=self._shelf.instance))
        return outcome

    def _heard(self, key: K, seat: Seat[K, V]) -> Found[V] | Missing | Failed | None:
        """What is there of a key; None while a call is under way that is worth waiting for."""
        if key in seat:
            return seat.outcome(key)
        error = BreakerOpen(
            "is being tried: its host failed again and again",
            backend=self._shelf.instance,
            retry_after=timedelta(0),
        )
        return Failed(error)

    def _soft_time(self, seat: Seat[K, V], demand: Demand) -> float:
        """How long the system is waited for before an older value is looked for."""
        now = self._clock.monotonic()
        return min(demand.deadline - now, self._shelf.terms.wait / timedelta(seconds=1) - (now - seat.began))


def _may_come_yet(outcome: Found[V] | Missing | Failed | None) -> bool:
    """Whether more patience may bring it: a call is under way, or was not made."""
    return outcome is None or (_came_untimely(outcome) and not isinstance(outcome.error, BackendThrottled))


def _came_untimely(outcome: Found[V] | Missing | Failed | None) -> TypeGuard[Failed]:
    """Whether there was no turn, or only a call for which nobody waits was to be made."""
    error = outcome.error if isinstance(outcome, Failed) else None
    if isinstance(error, BreakerOpen):
        return error.retry_after == timedelta(0)
    return isinstance(error, BackendBudgetSpent | BackendThrottled)
