"""Single flight: one call for all who want a key, in the best lane, for as long as somebody waits."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BackendTimeout
from domain.partners import Lane
from domain.ports.demand import Account, Demand
from domain.ports.reading import Failed, Outcomes
from gateway.shield.single_flight import Flight, SingleFlight
from gateway.shield.timing import Timing
from tests.doubles.clock import SettableClock
from tests.doubles.shielded import SECOND, Catalog, Replica, settled, version

LANES = list(Lane)
DEMANDS = st.builds(
    Demand,
    deadline=st.floats(1_001, 1_100),
    lane=st.sampled_from(Lane),
    account=st.builds(Account, st.sampled_from(("acme", "desk"))),
)


def catalog() -> Catalog:
    made = Catalog(SettableClock())
    made.versions = {"A": 1, "B": 1}
    return made


async def test_those_who_ask_at_once_share_a_call() -> None:
    backend = catalog()
    replica = Replica(backend)
    told = await asyncio.gather(*(replica.read("A", "B") for _ in range(20)), replica.read("B"))
    assert backend.calls == [("A", "B")]
    assert {version(each["B"]) for each in told} == {1}


async def test_who_gives_up_neither_ends_nor_delays_the_call_of_others() -> None:
    backend = catalog()
    backend.gate.clear()
    replica = Replica(backend)
    replica.moves_on = True
    reads = [asyncio.create_task(replica.read("A")) for _ in range(3)]
    await settled()
    reads[0].cancel()
    await settled()
    backend.gate.set()
    assert [version((await read)["A"]) for read in reads[1:]] == [1, 1]
    assert (len(backend.calls), backend.given_up) == (1, 0)


async def test_a_call_ends_when_nobody_waits_for_it() -> None:
    backend = catalog()
    backend.gate.clear()
    replica = Replica(backend)
    replica.moves_on = True
    reads = [asyncio.create_task(replica.read("A")) for _ in range(3)]
    await settled()
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


async def test_an_answered_key_may_be_flown_again() -> None:
    backend = catalog()
    replica = Replica(backend)
    await replica.read("A")
    backend.versions["A"] = 2
    replica.clock.advance(60 * SECOND)
    assert version((await replica.read("A"))["A"]) == 2
