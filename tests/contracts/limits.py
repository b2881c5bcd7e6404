"""What every store of limits owes: never more than the rules, and fair turns."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import NamedTuple

import pytest

from domain.budgets import NONE, BudgetRules, Counts
from domain.ports.limits import Ask, Grants, LimitStore, Short
from tests.doubles.clock import SettableClock

HOST = "erp.test:443"
INTERACTIVE: Counts = (1, 0, 0, 0)
BULK: Counts = (0, 0, 1, 0)


class Limits(NamedTuple):
    """A store, and the clock that it counts on."""

    store: LimitStore
    clock: SettableClock


def rules(**given: object) -> BudgetRules:
    return BudgetRules(**{"concurrency": 1_000, "shared": True, **given})  # type: ignore[arg-type]  # named by the test


def wants(interactive: int = 0, storefront: int = 0, bulk: int = 0, background: int = 0) -> Counts:
    return (interactive, storefront, bulk, background)


class LimitStoreContract(ABC):
    """Subclasses open a store that knows no host, on a clock that stands still."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[Limits]:
        """Open an empty store."""

    @pytest.fixture
    async def limits(self) -> AsyncIterator[Limits]:
        async with self.opened() as opened:
            yield opened

    async def test_a_burst_then_the_rate(self, limits: Limits) -> None:
        of = rules(rate=2.0, burst=5)
        assert (await take(limits, of, wants(interactive=9))).granted == wants(interactive=5)
        again = await take(limits, of, wants(interactive=4))
        assert (again.granted, again.shorts[0]) == (NONE, Short.RATE)
        assert again.waits[0] == pytest.approx(0.5, abs=1e-4)
        limits.clock.advance(timedelta(seconds=1.5))
        assert (await take(limits, of, wants(interactive=4))).granted == wants(interactive=3)

    async def test_rest_fills_no_more_than_the_burst(self, limits: Limits) -> None:
        of = rules(rate=2.0, burst=5)
        await take(limits, of, wants(interactive=5))
        limits.clock.advance(timedelta(hours=1))
        assert sum((await take(limits, of, wants(interactive=9))).granted) == 5

    async def test_replicas_share_one_account(self, limits: Limits) -> None:
        of = rules(rate=1.0, burst=3)
        taken = [await take(limits, of, INTERACTIVE, replica=f"r{n}") for n in range(5)]
        assert sum(sum(one.granted) for one in taken) == 3
        assert (await take(limits, of, INTERACTIVE, host="other.test:443")).granted == INTERACTIVE

    async def test_calls_at_once_are_those_of_all_replicas(self, limits: Limits) -> None:
        of = rules(concurrency=3)
        assert (await take(limits, of, wants(interactive=2), replica="a")).granted == wants(interactive=2)
        second = await take(limits, of, wants(interactive=2), replica="b")
        assert (second.granted, second.shorts[0]) == (INTERACTIVE, Short.CONCURRENCY)
        await take(limits, of, NONE, replica="a", running=INTERACTIVE)
        assert (await take(limits, of, INTERACTIVE, replica="b", running=INTERACTIVE)).granted == INTERACTIVE

    async def test_a_replica_that_died_holds_its_calls_for_a_minute_and_no_longer(
        self, limits: Limits
    ) -> None:
        of = rules(concurrency=2)
        await take(limits, of, wants(interactive=2), replica="dead")
        limits.clock.advance(timedelta(seconds=60))
        assert (await take(limits, of, INTERACTIVE, replica="b")).granted == NONE
        limits.clock.advance(timedelta(seconds=11))
        assert (await take(limits, of, INTERACTIVE, replica="b")).granted == INTERACTIVE

    async def test_an_urgent_lane_that_waits_elsewhere_goes_first(self, limits: Limits) -> None:
        of = rules(rate=1.0, burst=1)
        await take(limits, of, BULK, replica="a")
        await take(limits, of, INTERACTIVE, replica="b")
        limits.clock.advance(timedelta(seconds=1))
        assert (await take(limits, of, BULK, replica="a")).shorts[2] is Short.TURN
        assert (await take(limits, of, INTERACTIVE, replica="b")).granted == INTERACTIVE
        limits.clock.advance(timedelta(seconds=1))
        assert (await take(limits, of, BULK, replica="a")).granted == BULK

    async def test_who_waits_and_fell_silent_holds_up_nobody(self, limits: Limits) -> None:
        of = rules(rate=1.0, burst=1)
        await take(limits, of, BULK, replica="a")
        await take(limits, of, INTERACTIVE, replica="dead")
        limits.clock.advance(timedelta(seconds=3.5))
        assert (await take(limits, of, BULK, replica="a")).granted == BULK

    async def test_bulk_leaves_a_reserve_to_the_more_urgent(self, limits: Limits) -> None:
        of = rules(rate=1.0, burst=20)
        assert (await take(limits, of, wants(bulk=30))).granted == wants(bulk=13)
        assert (await take(limits, of, wants(interactive=8), replica="b")).granted[0] >= 4

    async def test_what_is_given_back_can_be_taken_again(self, limits: Limits) -> None:
        of = rules(rate=1.0, burst=2, daily=100)
        await take(limits, of, wants(interactive=2))
        again = await take(limits, of, wants(interactive=2), unused=INTERACTIVE)
        assert (again.granted, again.today) == (INTERACTIVE, 98)

    async def test_the_quota_of_a_day(self, limits: Limits) -> None:
        of = rules(daily=10)
        assert sum((await take(limits, of, wants(interactive=10))).granted) < 10
        limits.clock.advance(timedelta(hours=15, minutes=59))
        end = await take(limits, of, wants(interactive=10))
        assert end.today == 0
        assert end.shorts[0] is Short.DAY
        assert end.waits[0] == pytest.approx(60, abs=0.01)
        limits.clock.advance(timedelta(minutes=1))
        assert (await take(limits, of, INTERACTIVE)).granted == INTERACTIVE

    async def test_bulk_in_the_morning_leaves_the_others_their_part_of_the_day(self, limits: Limits) -> None:
        of = rules(daily=1_000)
        bulk = sum((await take(limits, of, wants(bulk=2_000))).granted)
        assert bulk >= 200
        assert (await take(limits, of, wants(interactive=260), replica="b")).granted[0] == 260

    async def test_a_host_that_asks_us_to_slow_down_is_paused_then_spared(self, limits: Limits) -> None:
        of = rules(rate=10.0, burst=10, concurrency=8, recovery=timedelta(seconds=20))
        await limits.store.slow(HOST, of, timedelta(seconds=7))
        await limits.store.slow(HOST, of, timedelta(seconds=3))
        paused = await take(limits, of, wants(interactive=9))
        assert (paused.granted, paused.shorts[0]) == (NONE, Short.PAUSE)
        assert paused.waits[0] == pytest.approx(7, abs=1e-3)
        limits.clock.advance(timedelta(seconds=8))
        spared = await take(limits, of, wants(interactive=9))
        assert 4 <= sum(spared.granted) <= 5
        assert spared.pace == pytest.approx(0.55, abs=1e-4)
        limits.clock.advance(timedelta(seconds=20))
        well = await take(limits, of, wants(interactive=20))
        assert (well.pace, sum(well.granted)) == (1.0, 8)

    async def test_breakers_are_told_until_they_end_or_close(self, limits: Limits) -> None:
        await limits.store.tell("erp read", timedelta(seconds=40))
        await limits.store.tell("erp poll", timedelta(seconds=50))
        told = await limits.store.told()
        assert told["erp read"] <= timedelta(seconds=40) < told["erp poll"] <= timedelta(seconds=50)
        await limits.store.tell("erp poll", None)
        await limits.store.tell("wms read", timedelta(0))
        assert set(await limits.store.told()) == {"erp read"}


async def take(  # noqa: PLR0913 - each figure is named where it is given
    limits: Limits,
    of: BudgetRules,
    wanted: Counts,
    *,
    replica: str = "a",
    host: str = HOST,
    running: Counts = NONE,
    unused: Counts = NONE,
) -> Grants:
    """Ask for turns; calls that were granted are over at once, unless `running` says otherwise."""
    ask = Ask(host=host, replica=replica, rules=of, running=running, wanted=wanted, unused=unused)
    return await limits.store.take(ask)
