"""Single flight: one call for all who want a key, in the best lane, for as long as somebody waits."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalog import Product
from domain.errors import BackendBudgetSpent, BackendError, BackendTimeout, BreakerOpen
from domain.partners import Lane
from domain.ports.demand import Account, Demand
from domain.ports.reading import Failed, Found, Outcomes
from gateway.shield.single_flight import Flight, SingleFlight
from gateway.shield.timing import Timing
from tests.doubles.clock import SettableClock
from tests.doubles.shielded import SECOND, Catalog, Replica, settled, version

LANES = list(Lane)
DEMANDS = st.builds(
    Demand,
    deadline=st.floats(1_001, 1_100),
    strict=st.booleans(),
    lane=st.sampled_from(Lane),
    account=st.builds(Account, st.sampled_from(("acme", "desk"))),
)


def catalog() -> Catalog:
    made = Catalog(SettableClock())
    made.versions = {"A": 1, "B": 1}
    return made


async def three_waiting() -> tuple[Catalog, Replica, list[asyncio.Task[Outcomes[str, Product]]]]:
    """Three reads of A, whose call stands still at its backend."""
    backend = catalog()
    backend.gate.clear()
    replica = Replica(backend)
    replica.moves_on = True
    reads = [asyncio.create_task(replica.read("A")) for _ in range(3)]
    await settled()
    return backend, replica, reads


async def test_those_who_ask_at_once_share_a_call() -> None:
    backend = catalog()
    replica = Replica(backend)
    told = await asyncio.gather(*(replica.read("A", "B") for _ in range(20)), replica.read("B"))
    assert backend.calls == [("A", "B")]
    assert {version(each["B"]) for each in told} == {1}


async def test_who_gives_up_neither_ends_nor_delays_the_call_of_others() -> None:
    backend, _replica, reads = await three_waiting()
    reads[0].cancel()
    await settled()
    backend.gate.set()
    assert [version((await read)["A"]) for read in reads[1:]] == [1, 1]
    assert (len(backend.calls), backend.given_up) == (1, 0)


async def test_a_call_ends_when_nobody_waits_for_it() -> None:
    backend, replica, reads = await three_waiting()
    for read in reads:
        read.cancel()
    await settled()
    assert backend.given_up == 1
    backend.gate.set()
    assert version((await replica.read("A"))["A"]) == 1
    assert len(backend.calls) == 2


@given(demands=st.lists(DEMANDS, min_size=1, max_size=6))
def test_a_flight_takes_the_best_lane_and_the_latest_deadline(demands: list[Demand]) -> None:
    async def fly() -> None:
        backend = catalog()
        backend.gate.clear()
        replica = Replica(backend)
        replica.moves_on = True
        reads = [asyncio.create_task(replica.reader.read(["A"], demand)) for demand in demands]
        await settled()
        (flown,) = backend.demands
        assert flown.deadline == max(demand.deadline for demand in demands)
        best = min((demand.lane for demand in demands), key=LANES.index)
        assert flown.lane is best
        assert (flown.patience is None, flown.probes) == (any(demand.strict for demand in demands),) * 2
        assert flown.account in {demand.account for demand in demands if demand.lane is best}
        backend.gate.set()
        await asyncio.gather(*reads)

    asyncio.run(fly())


@dataclass
class OutOfTime:
    """A backend that needs longer than the first deadline."""

    clock: SettableClock
    deadlines: list[float] = field(default_factory=list)

    async def fetch(self, flight: Flight[str, str], keys: Sequence[str]) -> Outcomes[str, str]:
        ends = flight.demand.deadline
        self.deadlines.append(ends)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self.clock.advance(SECOND * (ends - self.clock.monotonic()))
        return dict.fromkeys(keys, Failed(BackendTimeout("late", backend="erp")))


async def test_a_flight_goes_on_with_the_time_of_those_who_joined() -> None:
    clock = SettableClock()
    backend = OutOfTime(clock)
    flights: SingleFlight[str, str] = SingleFlight(backend.fetch, Timing(clock))
    first = flights.join(["A"], clock.within(1))
    await asyncio.sleep(0)
    second = flights.join(["A"], clock.within(3))
    await second.wait(5)
    assert isinstance(second.outcome("A"), Failed)
    assert backend.deadlines == [1_001, 1_003]
    first.leave()
    second.leave()


@dataclass
class Impatient:
    """A backend that is not called in time, until its caller would have it called whatever it takes."""

    error: BackendError
    seen: list[tuple[timedelta | None, bool]] = field(default_factory=list)

    async def fetch(self, flight: Flight[str, str], keys: Sequence[str]) -> Outcomes[str, str]:
        demand = flight.demand
        patience, probes = demand.patience, demand.probes
        self.seen.append((patience, probes))
        await asyncio.sleep(0)
        if patience is None and probes:
            return {key: Found(key) for key in keys}
        return dict.fromkeys(keys, Failed(self.error))


SPENT = BackendBudgetSpent("spent", backend="erp")
TRY_IT = BreakerOpen("open", backend="erp", retry_after=timedelta(0))


@pytest.mark.parametrize("error", [SPENT, TRY_IT], ids=lambda error: error.code)
async def test_what_one_gives_up_is_done_for_who_joined_and_does_not(error: BackendError) -> None:
    clock = SettableClock()
    backend = Impatient(error)
    flights: SingleFlight[str, str] = SingleFlight(backend.fetch, Timing(clock))
    careful = replace(clock.within(10), patience=SECOND, probes=False)
    first = flights.join(["A"], careful)
    await asyncio.sleep(0)
    second = flights.join(["A"], clock.within(10))
    await second.wait(10)
    assert second.outcome("A") == Found("A")
    assert backend.seen == [(SECOND, False), (None, True)]
    first.leave()
    second.leave()


@pytest.mark.parametrize("error", [SPENT, TRY_IT], ids=lambda error: error.code)
async def test_what_all_of_them_give_up_is_not_tried_again(error: BackendError) -> None:
    clock = SettableClock()
    backend = Impatient(error)
    flights: SingleFlight[str, str] = SingleFlight(backend.fetch, Timing(clock))
    careful = replace(clock.within(10), patience=SECOND, probes=False)
    seats = [flights.join(["A"], careful) for _ in range(3)]
    await seats[0].wait(10)
    assert seats[0].outcome("A") == Failed(error)
    assert len(backend.seen) == 1
    for seat in seats:
        seat.leave()


async def test_an_answered_key_may_be_flown_again() -> None:
    backend = catalog()
    replica = Replica(backend)
    await replica.read("A")
    backend.versions["A"] = 2
    replica.clock.advance(60 * SECOND)
    assert version((await replica.read("A"))["A"]) == 2
