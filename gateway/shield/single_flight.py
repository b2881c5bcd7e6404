"""Single flight: what somebody reads already, others wait for.

Who they are plays no part: what flows here is the same for everybody. A flight takes the best lane and the
latest deadline of those who wait; who gives up leaves the others alone, and the last one ends the call.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Generic

import structlog

from domain.errors import BackendBudgetSpent, BackendTimeout, BreakerOpen
from domain.ports.demand import Demand, SharedDemand, shared
from domain.ports.reading import Failed, Found, K, Missing, Outcomes, V
from gateway.shield.timing import Timing, Wait

_LOG = structlog.get_logger(__name__)


class Flight(Generic[K, V]):
    """One call for some keys, under way. began: on the clock's monotonic scale."""

    __slots__ = ("began", "demand", "keys", "needed", "task", "waiting")

    def __init__(self, keys: Sequence[K], demand: SharedDemand, began: float) -> None:
        self.keys = keys
        self.demand = demand
        self.began = began
        self.waiting = 0
        self.needed = False
        self.task: asyncio.Task[Outcomes[K, V]]

    def left(self) -> bool:
        """One waits no more; whether nobody needs the call now."""
        self.waiting -= 1
        return not self.waiting and not self.needed and not self.task.done()


Fetch = Callable[[Flight[K, V], Sequence[K]], Awaitable[Outcomes[K, V]]]


class Seat(Generic[K, V]):
    """A place in the flights of some keys, until `leave`. joined: keys that others waited for already."""

    def __init__(self, flights: "SingleFlight[K, V]", by_key: dict[K, Flight[K, V]], wait: Wait) -> None:
        self._flights = flights
        self._by_key = by_key
        self._each = set(by_key.values())
        self._wait = wait
        self.joined = sum(flight.waiting > 0 for flight in by_key.values())
        for flight in self._each:
            flight.waiting += 1

    def __contains__(self, key: K) -> bool:
        return key in self._by_key

    @property
    def began(self) -> float:
        """When the latest of the flights began; long ago where there is none."""
        return max((flight.began for flight in self._each), default=0.0)

    async def wait(self, seconds: float) -> None:
        """Wait until every key is there, for at most so long."""
        pending = {flight.task for flight in self._each if not flight.task.done()}
        if pending and seconds > 0:
            await self._wait({*pending}, seconds)

    def outcome(self, key: K) -> Found[V] | Missing | Failed | None:
        """What came of a key; None while it is under way. Raises what was a fault of ours."""
        task = self._by_key[key].task
        return task.result()[key] if task.done() else None

    def leave(self, *, needed: bool = False) -> None:
        """Wait no more. needed: the answer is still wanted, though nobody waits for it here."""
        for flight in self._each:
            flight.needed = flight.needed or needed
            if flight.left():
                self._flights.cancel(flight)
        self._each = set()


class SingleFlight(Generic[K, V]):
    """The flights of one port of one instance."""

    def __init__(self, fetch: Fetch[K, V], timing: Timing) -> None:
        self._fetch = fetch
        self._clock = timing.clock
        self._wait = timing.wait
        self._flying: dict[K, Flight[K, V]] = {}

    def join(self, keys: Iterable[K], demand: Demand) -> Seat[K, V]:
        """Take part in the flights of these keys; those of which none is under way begin one together."""
        by_key = {key: self._flying.get(key) for key in keys}
        for flight in {flight for flight in by_key.values() if flight is not None}:
            flight.demand.raised_to(demand)
        grounded = [key for key, flight in by_key.items() if flight is None]
        begun = self._begun(grounded, demand) if grounded else None
        seated = {key: flight or begun for key, flight in by_key.items()}
        return Seat(self, {key: flight for key, flight in seated.items() if flight}, self._wait)

    def is_flying(self, key: K) -> bool:
        """Whether a call for this key is under way, or in the line for its turn."""
        return key in self._flying

    def is_probing(self, key: K) -> bool:
        """Whether a call for this key is to show whether its host is well again."""
        flight = self._flying.get(key)
        return flight is not None and flight.demand.probing

    def is_current(self, key: K, flight: Flight[K, V]) -> bool:
        """Whether what the flight brings of a key is still the newest that anybody could know."""
        return self._flying.get(key) is flight

    def forget(self, keys: Iterable[K]) -> None:
        """What is read of these now may be outdated: who comes from now on joins no flight of before."""
        for key in keys:
            self._flying.pop(key, None)

    def forget_all(self) -> None:
        """The same of every key."""
        self._flying.clear()

    def cancel(self, flight: Flight[K, V]) -> None:
        """End a call that nobody waits for."""
        flight.task.cancel()
        self._landed(flight)

    def _begun(self, keys: Sequence[K], demand: Demand) -> Flight[K, V]:
        flight: Flight[K, V] = Flight(keys, shared(demand), self._clock.monotonic())
        flight.task = asyncio.create_task(self._flown(flight), name="flight")
        flight.task.add_done_callback(_told_if_ours)
        self._flying.update(dict.fromkeys(keys, flight))
        return flight

    async def _flown(self, flight: Flight[K, V]) -> Outcomes[K, V]:
        """The call; once more for what was given up while others who wait would have given it longer."""
        try:
            meant = _meant(flight.demand)
            outcomes = dict(await self._fetch(flight, flight.keys))
            while early := [key for key in outcomes if self._is_early(outcomes[key], meant, flight.demand)]:
                meant = _meant(flight.demand)
                outcomes |= await self._fetch(flight, early)
            return outcomes
        finally:
            self._landed(flight)

    def _is_early(self, outcome: object, meant: Demand, now: Demand) -> bool:
        """Whether a call was given up that somebody who joined would have gone on with."""
        error = outcome.error if isinstance(outcome, Failed) else None
        if isinstance(error, BackendTimeout):
            return now.deadline > meant.deadline and self._clock.monotonic() >= meant.deadline
        if isinstance(error, BackendBudgetSpent):
            return now.patience != meant.patience
        return isinstance(error, BreakerOpen) and now.probes and not meant.probes

    def _landed(self, flight: Flight[K, V]) -> None:
        for key in flight.keys:
            if self._flying.get(key) is flight:
                del self._flying[key]


def _meant(demand: SharedDemand) -> Demand:
    """What is wanted by now, which may become more."""
    return Demand(deadline=demand.deadline, patience=demand.patience, probes=demand.probes)


def _told_if_ours(task: asyncio.Task[Outcomes[K, V]]) -> None:
    """A read raises for no fault of a system. Who waits gets the error; where nobody does it is seen here."""
    if not task.cancelled() and (error := task.exception()) is not None:
        _LOG.error("a read has ended by a fault of ours", exc_info=error)
