"""What polls tell of is read anew at once, however long it may be remembered."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from domain.orders import Order
from domain.ports.backends import ORDERS
from domain.ports.demand import Demand
from domain.ports.reading import Found
from tests.doubles.clock import SettableClock
from tests.doubles.forgetful import FORGETFUL
from tests.doubles.shared_state import in_memory
from tests.gateway.sync.one_house import House, house
from tests.gateway.sync.test_simulated_systems import differing

FOR_EVER = {"soft": "P300D", "ttl": "P300D", "keep": "P300D"}
REMEMBERING = {"ports": {**FORGETFUL["ports"], "orders": FOR_EVER, "fulfilments": FOR_EVER}}


async def test_the_index_ends_as_if_nothing_were_remembered(tmp_path: Path) -> None:
    async with house(tmp_path / "one", freshness=REMEMBERING) as one:
        await one.sync()
        one.advance(hours=30)
        await one.sync()
        async with house(tmp_path / "other", one.simulation) as other:
            other.clock.advance(one.clock.now() - other.clock.now())
            await other.sync()
            assert differing(one, other) == []
        tally = one.graph.shield.tally("erp", ORDERS.name)
        assert tally.memory > 0
        assert tally.called > 0


class TickingClock(SettableClock):
    """No two things happen at one instant."""

    def now(self) -> datetime:
        self.advance(timedelta(microseconds=1))
        return super().now()


async def orders(house: House, numbers: Sequence[str]) -> Mapping[str, Order]:
    """What the readers of the graph give."""
    demand = Demand(deadline=house.clock.monotonic() + 60)
    read = await house.graph.readers.of(ORDERS).read(numbers, demand)
    return {number: got.value for number, got in read.items() if isinstance(got, Found)}


async def test_what_one_replica_read_for_its_index_the_others_have(tmp_path: Path) -> None:
    clock = TickingClock()
    async with (
        in_memory(clock) as (state, _),
        house(tmp_path, freshness=REMEMBERING, clock=clock, shield=state) as one,
        house(tmp_path, one.simulation, freshness=REMEMBERING, clock=clock, shield=state) as two,
    ):
        await one.graph.sync.runner.once(("erp",))
        numbers = sorted(one.index.held)
        before = await orders(two, numbers)
        one.advance(hours=30)
        await one.graph.sync.runner.once(("erp",))
        called = two.graph.shield.tally("erp", ORDERS.name).called
        told = await orders(two, numbers)
        assert told == await orders(one, numbers)
        assert told != before
        assert two.graph.shield.tally("erp", ORDERS.name).called == called
