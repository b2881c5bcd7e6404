"""What every store of quotas owes: never more than the quota over all replicas, and nothing lost for long."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from itertools import count
from typing import NamedTuple

import pytest

from domain.ports.quotas import LAPSE_SECONDS, Ask, Lease, QuotaStore
from domain.quota import Quota
from tests.doubles.clock import SettableClock

HUNDRED = Quota(points=100, window=timedelta(seconds=50), concurrency=4)
NUMBERS = count(1)


class Quotas(NamedTuple):
    """A store, and the clock that it counts on."""

    store: QuotaStore
    clock: SettableClock

    async def take(self, replica: str = "a", quota: Quota = HUNDRED, **given: int) -> Lease:
        """Ask, with a number of its own unless one is given."""
        told = {"number": next(NUMBERS), **given}
        return await self.store.take(Ask(partner="acme", quota=quota, replica=replica, **told))

    def passes(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))


class QuotaStoreContract(ABC):
    """Subclasses open a store that knows no partner, on a clock that stands still."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[Quotas]:
        """Open an empty store."""

    @pytest.fixture
    async def quotas(self) -> AsyncIterator[Quotas]:
        async with self.opened() as opened:
            yield opened

    async def test_all_of_the_quota_then_what_comes_back_by_the_second(self, quotas: Quotas) -> None:
        first = await quotas.take(wanted=120)
        assert (first.points, first.left, first.counted) == (100, 0.0, True)
        spent = await quotas.take(spent=100, wanted=10)
        assert spent.points == 0
        quotas.passes(2.75)
        later = await quotas.take(wanted=10)
        assert later.points == 5
        assert later.left == pytest.approx(0.5, abs=1e-6)

    async def test_rest_fills_no_more_than_the_quota(self, quotas: Quotas) -> None:
        await quotas.take(wanted=30)
        await quotas.take(spent=30)
        quotas.passes(3_600)
        assert (await quotas.take(wanted=500)).points == 100

    async def test_replicas_share_one_account_and_partners_do_not(self, quotas: Quotas) -> None:
        granted = [(await quotas.take(replica, wanted=60)).points for replica in "abc"]
        assert granted == [60, 40, 0]
        other = Ask(partner="other", quota=HUNDRED, replica="a", number=1, wanted=60)
        assert (await quotas.store.take(other)).points == 60

    async def test_what_is_held_leaves_no_room_for_what_comes_back(self, quotas: Quotas) -> None:
        await quotas.take(wanted=100)
        quotas.passes(10)
        assert (await quotas.take("b", wanted=100)).points == 0
        assert (await quotas.take(held=100)).left == 0

    async def test_what_is_not_needed_comes_back(self, quotas: Quotas) -> None:
        await quotas.take(wanted=80)
        assert (await quotas.take(spent=10, held=20)).left == 70
        assert (await quotas.take("b", wanted=100)).points == 70

    async def test_who_spent_before_asking_owes_it(self, quotas: Quotas) -> None:
        await quotas.take("b", wanted=95)
        owing = await quotas.take(spent=20, wanted=5)
        assert (owing.points, owing.left) == (0, -15.0)
        quotas.passes(7)
        assert (await quotas.take("c", wanted=5)).points == 0

    async def test_an_ask_that_arrives_late_or_twice_changes_nothing(self, quotas: Quotas) -> None:
        await quotas.take(wanted=50, number=10_001)
        again = await quotas.take(wanted=50, number=10_001)
        late = await quotas.take(spent=50, number=10_000)
        assert [(one.points, one.left) for one in (again, late)] == [(0, 50.0), (0, 50.0)]
        assert (await quotas.take(held=50, wanted=50, number=10_002)).points == 50

    async def test_what_a_replica_held_that_died_is_spent(self, quotas: Quotas) -> None:
        await quotas.take("dead", wanted=100)
        quotas.passes(LAPSE_SECONDS)
        assert (await quotas.take("b", wanted=100)).left == 0
        quotas.passes(1)
        assert (await quotas.take("b", wanted=100)).points == 0
        quotas.passes(5)
        assert (await quotas.take("b", wanted=100)).points == 10

    async def test_a_smaller_quota_counts_at_once_and_a_larger_one_by_its_rate(self, quotas: Quotas) -> None:
        small, large = (hundred_with(points=points) for points in (10, 1_000))
        assert (await quotas.take(quota=small, wanted=100)).points == 10
        await quotas.take(quota=small, spent=10)
        quotas.passes(2)
        assert (await quotas.take(quota=large, wanted=1_000)).points == 40

    async def test_operations_at_once_are_those_of_all_replicas(self, quotas: Quotas) -> None:
        assert (await quotas.take(slots=3)).slots == 3
        assert (await quotas.take("b", slots=3)).slots == 1
        assert (await quotas.take("c", slots=3)).slots == 0
        assert (await quotas.take(slots=0)).slots == 0
        assert (await quotas.take("c", slots=9)).slots == 3

    async def test_an_operation_under_way_is_not_taken_back(self, quotas: Quotas) -> None:
        await quotas.take(slots=4)
        fewer = hundred_with(concurrency=1)
        assert (await quotas.take(quota=fewer, running=3, slots=4)).slots == 3
        assert (await quotas.take("b", quota=fewer, slots=1)).slots == 0

    async def test_a_replica_that_died_gives_its_operations_back(self, quotas: Quotas) -> None:
        await quotas.take("dead", slots=4)
        quotas.passes(LAPSE_SECONDS + 0.1)
        assert (await quotas.take("b", slots=4)).slots == 4


def hundred_with(**changed: int) -> Quota:
    """The quota of these tests with other figures."""
    told = {"points": HUNDRED.points, "concurrency": HUNDRED.concurrency, **changed}
    return Quota(window=HUNDRED.window, **told)
