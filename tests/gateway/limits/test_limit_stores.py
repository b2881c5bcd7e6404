"""The contract of limits, over memory and over Redis; and that both give the same answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.budgets import Counts
from gateway.limits.memory import MemoryLimits
from gateway.limits.redis import RedisLimits
from tests.contracts.limits import HOST, Limits, LimitStoreContract, rules, take
from tests.doubles.clock import SettableClock
from tests.doubles.redis_keys import own_scripts

COUNTS = st.tuples(*[st.integers(0, 4)] * 4)
STEP = st.tuples(st.integers(0, 2), COUNTS, COUNTS, st.sampled_from([0.0, 0.1, 0.5, 2.0, 71.0]))
RULES = [
    rules(rate=3.0, burst=4),
    rules(rate=0.5, burst=20, concurrency=5),
    rules(concurrency=7),
    rules(concurrency=1),
    rules(daily=90, rate=50.0, burst=50),
]


@asynccontextmanager
async def in_redis() -> AsyncIterator[Limits]:
    """A store under a prefix of its own, whose keys are gone afterwards."""
    clock = SettableClock()
    async with own_scripts(lambda: clock.now().timestamp()) as scripts:
        yield Limits(RedisLimits(scripts), clock)


class TestMemory(LimitStoreContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Limits]:
        clock = SettableClock()
        yield Limits(MemoryLimits(clock), clock)


@pytest.mark.service("redis")
class TestRedis(LimitStoreContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Limits]:
        async with in_redis() as limits:
            yield limits

    async def test_the_server_s_clock_counts(self, limits: Limits) -> None:
        store = limits.store
        assert isinstance(store, RedisLimits)
        here = Limits(RedisLimits(replace(store.scripts, now=None)), limits.clock)
        assert sum((await take(here, rules(rate=0.001, burst=3), (5, 0, 0, 0))).granted) == 3
        later = await take(here, rules(rate=0.001, burst=3), (5, 0, 0, 0))
        assert sum(later.granted) == 0
        assert 990 < later.waits[0] <= 1000

    async def test_it_knows_how_many_replicas_there_are(self, limits: Limits) -> None:
        told = [await take(limits, rules(), (1, 0, 0, 0), replica=replica) for replica in "abc"]
        assert [one.replicas for one in told] == [1, 2, 3]
        limits.clock.advance(timedelta(seconds=11))
        assert (await take(limits, rules(), (1, 0, 0, 0), replica="a")).replicas == 1


@pytest.mark.service("redis")
@settings(max_examples=40)
@given(steps=st.lists(STEP, max_size=12), of=st.sampled_from(RULES))
async def test_redis_answers_as_memory_does(
    steps: list[tuple[int, Counts, Counts, float]], of: object
) -> None:
    assert isinstance(of, type(RULES[0]))
    async with in_redis() as redis:
        memory = Limits(MemoryLimits(redis.clock), redis.clock)
        for replica, wanted, running, pause in steps:
            answers = [
                await take(limits, of, wanted, replica=str(replica), running=running, host=HOST)
                for limits in (redis, memory)
            ]
            assert answers[0].granted == answers[1].granted
            assert answers[0].shorts == answers[1].shorts
            assert answers[0].waits == pytest.approx(answers[1].waits, abs=1e-3)
            assert answers[0].tokens == pytest.approx(answers[1].tokens, abs=1e-3)
            if pause == 2.0:
                for limits in (redis, memory):
                    await limits.store.slow(HOST, of, timedelta(seconds=1))
            redis.clock.advance(timedelta(seconds=pause))
