"""The budget of a host, under a clock that moves as the test says: limits, shares, fairness, patience."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.transport.budget import Budget
from domain.budgets import BudgetRules, HostRules, Maintenance
from domain.errors import BackendBudgetSpent
from domain.partners import Lane
from domain.ports.demand import Account, shared
from domain.ports.limits import Call, Short
from gateway.limits.memory import MemoryLimits
from tests.doubles.guarding import HOST, Watching, call, means
from tests.doubles.sleeping import Sleeping


class Made(NamedTuple):
    """One call that got its turn."""

    at: float
    ended: float
    lane: Lane
    account: str


class House:
    """Some replicas over one store, and the calls that they made."""

    def __init__(self, rules: BudgetRules, replicas: int = 1, **more: object) -> None:
        self.time = Sleeping()
        self.watch = Watching()
        store = MemoryLimits(self.time)
        host = HostRules(budget=rules, **more)  # type: ignore[arg-type]  # named by the test
        self.budgets = [
            Budget(HOST, host, means(self.time, self.watch, store, f"r{number}"))
            for number in range(replicas)
        ]
        self.made: list[Made] = []
        self.spent: list[BackendBudgetSpent] = []

    async def one(self, asked: Call, *, takes: float = 0.0, replica: int = 0) -> None:
        budget = self.budgets[replica % len(self.budgets)]
        try:
            lane = await budget.turn(asked, self.time.monotonic() + 1e9)
        except BackendBudgetSpent as error:
            self.spent.append(error)
            return
        began = self.time.monotonic()
        if takes:
            await self.time.sleep(takes)
        budget.over(lane)
        demand = asked.demand
        self.made.append(Made(began, self.time.monotonic(), demand.lane, demand.account.name))

    async def stream(
        self, lane: Lane, account: Account, *, count: int, replica: int = 0, takes: float = 0.0
    ) -> None:
        """So many calls at once, of one account."""
        asked = [call(self.time, lane, account, within=1e6) for _ in range(count)]
        await asyncio.gather(*(self.one(each, replica=replica, takes=takes) for each in asked))

    async def closed(self) -> None:
        for budget in self.budgets:
            await budget.aclose()


def most_in_a_window(made: Sequence[Made], seconds: float) -> int:
    moments = sorted(one.at for one in made)
    return max((sum(at <= other < at + seconds for other in moments) for at in moments), default=0)


def most_at_once(made: Sequence[Made]) -> int:
    return max((sum(one.at <= other.at < one.ended for one in made) for other in made), default=0)


ARRIVAL = st.tuples(
    st.sampled_from([0.0, 0.0, 0.05, 0.3, 1.0, 4.0, 30.0]),
    st.integers(1, 8),
    st.sampled_from(list(Lane)),
    st.integers(0, 2),
    st.sampled_from([0.0, 0.1, 0.7]),
    st.sampled_from([0.2, 3.0, 12.0]),
)
RULES = st.builds(
    BudgetRules,
    concurrency=st.integers(1, 6),
    rate=st.sampled_from([None, 0.5, 2.0, 10.0]),
    burst=st.integers(1, 6),
    shared=st.just(value=True),
)


@settings(max_examples=60)
@given(arrivals=st.lists(ARRIVAL, max_size=10), rules=RULES, replicas=st.integers(1, 3))
async def test_no_window_sees_more_than_the_budget_over_any_interleaving(
    arrivals: list[tuple[float, int, Lane, int, float, float]], rules: BudgetRules, replicas: int
) -> None:
    house = House(rules, replicas)
    tasks = []
    for pause, many, lane, replica, takes, within in arrivals:
        await house.time.passes(pause)
        asked = call(house.time, lane, within=within)
        tasks += [asyncio.create_task(house.one(asked, takes=takes, replica=replica)) for _ in range(many)]
    await house.time.running(asyncio.gather(*tasks), at_most=400)
    await house.closed()
    assert len(house.made) + len(house.spent) == len(tasks)
    assert most_at_once(house.made) <= rules.concurrency
    if rules.rate is not None:
        for seconds in (0.1, 1.0, 5.0, 30.0):
            assert most_in_a_window(house.made, seconds) <= rules.burst + rules.rate * seconds + 1e-3


@settings(max_examples=15)
@given(
    lanes=st.lists(st.sampled_from(list(Lane)), min_size=2, max_size=4, unique=True),
    rate=st.sampled_from([1.0, 5.0]),
    burst=st.sampled_from([1, 5, 20]),
    replicas=st.integers(1, 3),
)
async def test_lanes_that_are_all_busy_get_their_shares(
    lanes: list[Lane], rate: float, burst: int, replicas: int
) -> None:
    rules = BudgetRules(concurrency=50, rate=rate, burst=burst, shared=True)
    house = House(rules, replicas)
    turns = 90
    streams = [
        asyncio.create_task(house.stream(lane, Account(lane), count=turns, replica=number))
        for number, lane in enumerate(lanes)
    ]
    # The burst goes to whoever comes first; what is shared is the rate.
    await house.time.passes(burst / rate + 60 / rate)
    shares = dict(zip(Lane, rules.shares, strict=True))
    whole = sum(shares[lane] for lane in lanes)
    counted = Counter(one.lane for one in house.made)
    for lane in lanes:
        assert counted[lane] >= shares[lane] / whole * 60 - burst - 4, (lane, counted)
    for stream in streams:
        stream.cancel()
    await asyncio.gather(*streams, return_exceptions=True)
    await house.closed()


async def test_what_nobody_else_wants_is_borrowed_whole() -> None:
    house = House(BudgetRules(concurrency=50, rate=10.0, burst=10))
    stream = asyncio.create_task(house.stream(Lane.BACKGROUND, Account("sync"), count=500))
    await house.time.passes(20)
    assert len(house.made) >= 195
    stream.cancel()
    await asyncio.gather(stream, return_exceptions=True)
    await house.closed()


async def test_a_bulk_query_does_not_starve_a_service_desk() -> None:
    house = House(BudgetRules(concurrency=4, rate=5.0, burst=5, shared=True), replicas=2)
    bulk = asyncio.create_task(house.stream(Lane.PARTNER_BULK, Account("acme"), count=1_000, takes=0.5))
    await house.time.passes(10)
    for _ in range(20):
        await house.time.running(house.one(call(house.time, within=2.0), takes=0.1, replica=1))
        await house.time.passes(1.0)
    assert house.spent == []
    waits = [took for lane, took in house.watch.waits if lane is Lane.INTERACTIVE]
    assert max(waits) <= 0.7
    assert sum(one.lane is Lane.PARTNER_BULK for one in house.made) >= 60
    bulk.cancel()
    await asyncio.gather(bulk, return_exceptions=True)
    await house.closed()


@settings(max_examples=15)
@given(
    weights=st.lists(st.integers(1, 4), min_size=2, max_size=4),
)
async def test_accounts_of_one_lane_share_it_by_their_weight(weights: list[int]) -> None:
    house = House(BudgetRules(concurrency=50, rate=10.0, burst=1))
    accounts = [Account(f"p{number}", weight) for number, weight in enumerate(weights)]
    streams = [asyncio.create_task(house.stream(Lane.PARTNER_BULK, one, count=50)) for one in accounts]
    await house.time.passes(5)
    counted = Counter(one.account for one in house.made)
    for account in accounts:
        fair = len(house.made) * account.weight / sum(weights)
        assert abs(counted[account.name] - fair) <= 2.5, counted
    for stream in streams:
        stream.cancel()
    await asyncio.gather(*streams, return_exceptions=True)
    await house.closed()


async def test_who_cannot_get_a_turn_in_time_is_told_so_at_once_and_when_to_come_again() -> None:
    house = House(BudgetRules(concurrency=5, rate=0.1, burst=1))
    await house.time.running(house.one(call(house.time)))
    before = house.time.monotonic()
    await house.time.running(house.one(call(house.time, within=3.0)))
    assert house.time.monotonic() == before
    (error,) = house.spent
    assert (error.code, error.backend) == ("BACKEND_BUDGET_SPENT", "erp")
    assert error.retry_after is not None
    assert 10 <= error.retry_after.total_seconds() <= 21
    assert house.watch.shorts == [(Lane.INTERACTIVE, Short.RATE)]


async def test_a_wait_ends_with_the_deadline() -> None:
    house = House(BudgetRules(concurrency=1))
    slow = asyncio.create_task(house.one(call(house.time), takes=60))
    await house.time.passes(0)
    before = house.time.monotonic()
    await house.time.running(house.one(call(house.time, within=3.0)))
    assert house.time.monotonic() - before == pytest.approx(3.0)
    assert len(house.spent) == 1
    await house.time.running(slow)


async def test_who_gives_up_neither_takes_a_turn_nor_holds_up_the_next() -> None:
    house = House(BudgetRules(concurrency=1))
    slow = asyncio.create_task(house.one(call(house.time), takes=1))
    await house.time.passes(0)
    waiting = [asyncio.create_task(house.one(call(house.time))) for _ in range(3)]
    await house.time.passes(0.5)
    waiting[0].cancel()
    await house.time.running(asyncio.gather(slow, *waiting, return_exceptions=True))
    assert len(house.made) == 3
    assert house.budgets[0]._running == [0, 0, 0, 0]


async def test_a_turn_that_was_not_used_is_given_back() -> None:
    house = House(BudgetRules(concurrency=5, rate=0.01, burst=1))
    lane = await house.budgets[0].turn(call(house.time), house.time.monotonic() + 1)
    house.budgets[0].over(lane, used=False)
    await house.time.running(house.one(call(house.time)))
    assert len(house.made) == 1


async def test_a_demand_that_becomes_urgent_while_it_waits_moves_up() -> None:
    house = House(BudgetRules(concurrency=1, rate=1.0, burst=1))
    bulk = asyncio.create_task(house.stream(Lane.BACKGROUND, Account("sync"), count=20))
    await house.time.passes(0)
    flight = shared(call(house.time, Lane.BACKGROUND, within=1e3).demand)
    asked = Call(instance="erp", demand=flight, operation=call(house.time).operation, timeout=5.0)
    joined = asyncio.create_task(house.one(asked))
    await house.time.passes(0)
    flight.raised_to(call(house.time, Lane.INTERACTIVE, within=1e3).demand)
    before = house.time.monotonic()
    await house.time.running(joined)
    assert house.time.monotonic() - before <= 2.1
    bulk.cancel()
    await asyncio.gather(bulk, return_exceptions=True)
    await house.closed()


async def test_during_maintenance_nothing_is_asked() -> None:
    window = Maintenance(start=time(8, 0), end=time(9, 30), zone="UTC")
    house = House(BudgetRules(concurrency=1), maintenance=(window,))
    assert house.time.now() == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    await house.time.running(house.one(call(house.time)))
    (error,) = house.spent
    assert error.retry_after == timedelta(minutes=90)
    house.time.advance(timedelta(minutes=90))
    await house.time.running(house.one(call(house.time)))
    assert len(house.made) == 1


async def test_a_host_that_asks_us_to_slow_down_is_spared_and_recovers() -> None:
    rules = BudgetRules(concurrency=50, rate=10.0, burst=1, recovery=timedelta(seconds=20))
    house = House(rules)
    stream = asyncio.create_task(house.stream(Lane.INTERACTIVE, Account("desk"), count=1_000))
    await house.time.passes(5)
    throttled = house.time.monotonic()
    await house.budgets[0].slow(timedelta(seconds=4))
    await house.time.passes(60)
    since = [one.at - throttled for one in house.made if one.at > throttled]
    assert min(since) > 4
    by_second = Counter(int(at) for at in since)
    assert 4 <= by_second[5] <= 7
    assert by_second[40] in (9, 10, 11)
    stream.cancel()
    await asyncio.gather(stream, return_exceptions=True)
    await house.closed()


async def test_other_replicas_hear_soon_that_calls_are_over() -> None:
    house = House(BudgetRules(concurrency=1, shared=True), replicas=2)
    await house.time.running(house.one(call(house.time), takes=1.0))
    await house.time.passes(0.1)
    before = house.time.monotonic()
    await house.time.running(house.one(call(house.time), replica=1))
    assert house.time.monotonic() - before < 0.06
    await house.closed()
