"""One process and the quotas of its partners: when it asks the store, whom it refuses, and for how long."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from itertools import repeat
from typing import Any

import pytest
from structlog.testing import capture_logs

from domain.errors import QuotaSpent
from domain.quota import Quota
from gateway.quotas.account import Account
from gateway.quotas.accounts import EVERY_SECONDS, Accounts
from gateway.quotas.memory import MemoryQuotas
from tests.doubles.clock import SettableClock
from tests.doubles.counting import FarQuotas, Told, replica
from tests.doubles.sleeping import Sleeping

QUOTA = Quota(points=100, window=timedelta(seconds=50), concurrency=4)


class Far:
    """Replicas of a store that is some turns of the loop away."""

    def __init__(self, turns: int = 2) -> None:
        self.clock = SettableClock()
        self.told = Told()
        self.store = FarQuotas(MemoryQuotas(self.clock), repeat(turns))

    def replica(self, **given: int) -> Accounts:
        return replica(self.store, self.clock, told=self.told, **given)

    def passes(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    async def goes_on(self, seconds: float, *replicas: Accounts) -> None:
        """Time passes while replicas settle by the clock."""
        for _ in range(int(seconds // EVERY_SECONDS)):
            self.passes(EVERY_SECONDS)
            for each in replicas:
                await each.settle()
        self.passes(seconds % EVERY_SECONDS)


@pytest.fixture
def far() -> Far:
    return Far()


async def operate(account: Account, points: int = 0, cost: int | None = None) -> None:
    """One operation from its beginning to its end."""
    entry = await account.enter()
    try:
        if points:
            account.settle(await account.reserve(points), points if cost is None else cost)
        account.settle(entry, 1)
    except QuotaSpent:
        account.settle(entry, 0)
        raise
    finally:
        account.leave()


def waits(work: Coroutine[Any, Any, None]) -> bool:
    """Whether it cannot be done at once. What waits is given up."""
    try:
        work.send(None)
    except StopIteration:
        return False
    work.close()
    return True


async def rest() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_what_costs_one_point_never_waits_for_the_store(far: Far) -> None:
    account = far.replica().of("acme", QUOTA)
    for _ in range(50):
        assert not waits(operate(account))
        await rest()
    assert len(far.store.asks) <= 10


async def test_most_operations_ask_nobody(far: Far) -> None:
    account = far.replica().of("acme", Quota(points=10_000, window=timedelta(seconds=60), concurrency=4))
    await operate(account, 5)
    waited = 0
    for _ in range(300):
        waited += waits(operate(account, 5, cost=2))
        await rest()
    assert (waited, len(far.store.asks)) == (0, 2)


async def test_all_of_the_quota_is_had_and_not_a_point_more() -> None:
    clock = SettableClock()
    account = replica(MemoryQuotas(clock), clock, credit=0).of("acme", QUOTA)
    for _ in range(20):
        await operate(account, 4)
    with pytest.raises(QuotaSpent) as refused:
        await operate(account)
    assert refused.value.policy == "points"
    assert refused.value.retry_after == timedelta(seconds=0.5)
    assert account.remaining == 0
    clock.advance(timedelta(seconds=0.5))
    await operate(account)


async def test_who_was_told_that_nothing_is_left_has_no_credit(far: Far) -> None:
    account = far.replica().of("acme", QUOTA)
    await operate(account, 99)
    await rest()
    assert account.remaining == 0
    with pytest.raises(QuotaSpent):
        await operate(account)


async def test_who_waits_as_long_as_it_is_told_is_let_in(far: Far) -> None:
    accounts = far.replica()
    account = accounts.of("acme", QUOTA)
    await operate(account, 89)
    with pytest.raises(QuotaSpent) as refused:
        await operate(account, 50)
    assert refused.value.retry_after is not None
    await far.goes_on(refused.value.retry_after.total_seconds(), accounts)
    await operate(account, 50)


async def test_who_is_refused_again_and_again_does_not_load_the_store(far: Far) -> None:
    account = far.replica().of("acme", QUOTA)
    await operate(account, 99)
    asks = len(far.store.asks)
    for _ in range(50):
        with pytest.raises(QuotaSpent):
            await operate(account, 60)
    assert len(far.store.asks) <= asks + 2


async def test_what_an_operation_did_not_cost_is_there_again(far: Far) -> None:
    account = far.replica().of("acme", QUOTA)
    for _ in range(9):
        await operate(account, 80, cost=1)
    assert account.remaining == 82


async def test_operations_at_once(far: Far) -> None:
    account = far.replica().of("acme", QUOTA)
    for _ in range(4):
        await account.enter()
    with pytest.raises(QuotaSpent) as refused:
        await account.enter()
    assert (refused.value.policy, refused.value.retry_after) == ("operations", timedelta(seconds=1))
    assert account.running == 4
    account.leave()
    await account.enter()


async def test_operations_at_once_are_those_of_all_replicas(far: Far) -> None:
    left, right = (far.replica().of("acme", QUOTA) for _ in range(2))
    for _ in range(3):
        await left.enter()
        await rest()
    await right.enter()
    await rest()
    with pytest.raises(QuotaSpent):
        await right.enter()
    left.leave()
    left.leave()
    await left.tell()
    await left.tell()
    far.passes(1)
    await right.enter()
    await right.enter()
    with pytest.raises(QuotaSpent):
        await right.enter()


async def test_points_that_nobody_uses_go_back_and_another_replica_has_them(far: Far) -> None:
    left, right = far.replica(), far.replica()
    await operate(left.of("acme", QUOTA))
    await rest()
    with pytest.raises(QuotaSpent):
        await operate(right.of("acme", QUOTA), 97)
    far.passes(2)
    await left.settle()
    await left.settle()
    await operate(right.of("acme", QUOTA), 97)


async def test_a_lease_that_was_not_renewed_is_not_spent(far: Far) -> None:
    left, right = far.replica().of("acme", QUOTA), far.replica().of("acme", QUOTA)
    await operate(left)
    await rest()
    far.passes(60)
    await operate(right, 89)
    await rest()
    with pytest.raises(QuotaSpent):
        await operate(left, 5)


async def test_a_changed_quota_counts_at_once(far: Far) -> None:
    accounts = far.replica(credit=0)
    await operate(accounts.of("acme", QUOTA), 50)
    fewer = Quota(points=20, window=timedelta(seconds=50), concurrency=4)
    await far.goes_on(4, accounts)
    await operate(accounts.of("acme", fewer), 19)
    with pytest.raises(QuotaSpent, match="20 points in 50 seconds"):
        await operate(accounts.of("acme", fewer))


async def test_who_waits_and_leaves_ends_no_ask_of_others(far: Far) -> None:
    account = far.replica().of("acme", QUOTA)
    waiting = [asyncio.create_task(operate(account, 20)) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [asyncio.CancelledError, type(None), type(None)]
    assert account.running == 0


async def test_a_stop_gives_everything_back(far: Far) -> None:
    left = far.replica()
    await operate(left.of("acme", QUOTA), 10)
    await left.aclose()
    await operate(far.replica(credit=0).of("acme", QUOTA), 88)


class TestWithoutItsStore:
    async def test_nothing_is_refused_and_it_is_said_once(self, far: Far) -> None:
        account = far.replica().of("acme", QUOTA)
        far.store.away = True
        with capture_logs() as logs:
            for _ in range(50):
                await operate(account, 60)
                far.passes(0.1)
        assert [log["log_level"] for log in logs] == ["warning"]
        assert far.told.changes == [True]
        assert account.remaining is None

    async def test_operations_at_once_are_counted_here(self, far: Far) -> None:
        account = far.replica().of("acme", QUOTA)
        far.store.away = True
        await operate(account, 60)
        for _ in range(4):
            await account.enter()
        with pytest.raises(QuotaSpent):
            await account.enter()

    async def test_it_counts_again_soon_after_it_is_back(self, far: Far) -> None:
        accounts = far.replica()
        account = accounts.of("acme", QUOTA)
        await operate(account, 30)
        await account.enter()
        hold = await account.reserve(9)
        far.store.away = True
        far.passes(2)
        await accounts.settle()
        assert not account.is_counted
        assert await account.reserve(1_000) is None
        far.store.away = False
        far.passes(2)
        with capture_logs() as logs:
            await accounts.settle()
        assert [log["away_seconds"] for log in logs] == [2.0]
        assert (account.is_counted, far.told.changes) == (True, [True, False])
        account.settle(hold, 9)
        account.leave()
        with pytest.raises(QuotaSpent):
            await operate(account, 99)
        before = account.remaining
        await operate(account, 20)
        assert before is not None
        assert account.remaining == before - 21

    async def test_only_one_ask_a_second_looks_for_it(self, far: Far) -> None:
        accounts = far.replica()
        far.store.away = True
        for partner in "abcdef":
            await operate(accounts.of(partner, QUOTA), 9)
        assert far.told.outcomes == ["away"]


async def test_settling_goes_on_by_the_clock_until_the_end() -> None:
    time, told = Sleeping(), Told()
    store = FarQuotas(MemoryQuotas(time), repeat(0))
    accounts = Accounts(store, time, told, part=0.1, credit=5, sleep=time.sleep)
    accounts.start()
    await operate(accounts.of("acme", QUOTA))
    await time.passes(60)
    # One to have points, one to settle, one to give back.
    assert [(ask.spent, ask.held, ask.slots > 0) for ask in store.asks] == [
        (1, 0, True),
        (0, 2, True),
        (0, 0, False),
    ]
    assert accounts._accounts == {}
    await accounts.aclose()
    assert len(store.asks) == 3
