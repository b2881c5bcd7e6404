"""A record that was told to one replica is known to all of them, and kept for bad times."""

import asyncio
from time import monotonic
from uuid import uuid4

import pytest

from domain.freshness import FreshState
from domain.ports.reading import Found
from gateway.shield.state import ShieldState
from tests.contracts.signal import until
from tests.doubles.clock import SettableClock
from tests.doubles.shared_state import over_redis
from tests.doubles.shielded import SECOND, Catalog, Replica, settled, version
from tests.gateway.shield.updates.telling import DOWN, told


async def test_what_another_replica_knows_is_not_undone(
    catalog: Catalog, replica: Replica, state: ShieldState
) -> None:
    catalog.versions["A"] = 3
    await replica.read("A")
    await settled()
    other = Replica(catalog, state=state)
    await other.shield.updated("erp", [told(other, 2, ago=SECOND)])
    assert version((await other.read("A"))["A"]) == 3
    assert len(catalog.calls) == 1


async def test_another_replica_takes_it_without_a_call(
    catalog: Catalog, replica: Replica, state: ShieldState
) -> None:
    other = Replica(catalog, state=state)
    await replica.read("A")
    await settled()
    await other.read("A")
    replica.clock.advance(SECOND)
    await replica.shield.updated("erp", [told(replica, 2)])
    assert other.peek("A") is None
    assert version((await other.read("A"))["A"]) == 2
    assert len(catalog.calls) == 1


@pytest.mark.parametrize("who", [0, 1])
async def test_what_is_being_read_meanwhile_is_not_kept_by_any_replica(
    catalog: Catalog, replica: Replica, state: ShieldState, clock: SettableClock, who: int
) -> None:
    """Even if its system's clock is behind ours, so that the reading seems to be newer."""
    replicas = [replica, Replica(catalog, state=state)]
    replicas[who].moves_on = True
    catalog.gate.clear()
    clock.advance(3 * SECOND)
    early = asyncio.create_task(replicas[who].read("A"))
    await settled()
    await replica.shield.updated("erp", [told(replica, 2, ago=SECOND)])
    catalog.gate.set()
    assert version((await early)["A"]) == 1
    await settled()
    assert version((await replicas[who].read("A"))["A"]) == 2


async def test_it_is_the_last_that_is_known(catalog: Catalog, replica: Replica, state: ShieldState) -> None:
    await replica.shield.updated("erp", [told(replica, 2)])
    await settled()
    assert state.stores.store is not None
    await state.stores.store.aclose()
    catalog.error = DOWN
    replica.clock.advance(50 * SECOND)
    outcome = (await Replica(catalog, state=state).read("A"))["A"]
    assert version(outcome) == 2
    assert isinstance(outcome, Found)
    assert [stamp.state for stamp in outcome.stamps] == [FreshState.STALE]


async def test_what_is_told_late_is_not_the_last_that_is_known(
    catalog: Catalog, replica: Replica, state: ShieldState, clock: SettableClock
) -> None:
    catalog.versions["A"] = 3
    clock.advance(9 * SECOND)
    await replica.read("A")
    await settled()
    assert state.stores.store is not None
    await state.stores.store.aclose()
    late = Replica(catalog, state=state)
    await late.shield.updated("erp", [told(late, 2, ago=SECOND)])
    await settled()
    await state.stores.store.aclose()
    catalog.error = DOWN
    assert version((await Replica(catalog, state=state).read("A"))["A"]) == 3


@pytest.mark.service("redis")
async def test_it_is_there_in_every_replica_within_a_second(clock: SettableClock) -> None:
    catalog = Catalog(clock, f"erp_{uuid4().hex}")
    catalog.versions = {"A": 1}
    async with over_redis(clock) as states:
        one, other = (Replica(catalog, state=state) for state in states)
        await other.read("A")
        clock.advance(SECOND)
        assert other.peek("A") is not None
        began = monotonic()
        await one.shield.updated(catalog.instance, [told(one, 2)])
        await until(lambda: other.peek("A") is None)
        assert version((await other.read("A"))["A"]) == 2
        assert monotonic() - began < 1.0
        assert len(catalog.calls) == 1
