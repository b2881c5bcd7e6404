"""The contract of quotas, over memory and over Redis; and that both give the same answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.quota import Quota
from gateway.quotas.memory import MemoryQuotas
from gateway.quotas.redis import RedisQuotas
from tests.contracts.quotas import HUNDRED, Quotas, QuotaStoreContract
from tests.doubles.clock import SettableClock
from tests.doubles.redis_keys import NotedScripts, own_scripts

FIGURES = st.fixed_dictionaries(
    {
        "number": st.integers(1, 30),
        "spent": st.integers(0, 20),
        "held": st.integers(0, 20),
        "wanted": st.integers(0, 70),
        "running": st.integers(0, 3),
        "slots": st.integers(0, 5),
    }
)
STEP = st.tuples(st.sampled_from("abc"), FIGURES, st.sampled_from([0.0, 0.1, 0.5, 2.0, 9.0, 16.0]))
QUOTAS = [
    HUNDRED,
    Quota(points=7, window=timedelta(hours=1), concurrency=1),
    Quota(points=3_000, window=timedelta(seconds=1), concurrency=2),
]


@asynccontextmanager
async def in_redis() -> AsyncIterator[Quotas]:
    """A store under a prefix of its own, whose keys are gone afterwards."""
    clock = SettableClock()
    async with own_scripts(lambda: clock.now().timestamp()) as scripts:
        yield Quotas(RedisQuotas(scripts), clock)


class TestMemory(QuotaStoreContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Quotas]:
        clock = SettableClock()
        yield Quotas(MemoryQuotas(clock), clock)


@pytest.mark.service("redis")
class TestRedis(QuotaStoreContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Quotas]:
        async with in_redis() as quotas:
            yield quotas

    async def test_the_server_s_clock_counts(self, quotas: Quotas) -> None:
        assert isinstance(quotas.store, RedisQuotas)
        here = Quotas(RedisQuotas(replace(quotas.store.scripts, now=None)), quotas.clock)
        slow = Quota(points=5, window=timedelta(days=1), concurrency=1)
        assert (await here.take(quota=slow, wanted=9)).points == 5
        assert (await here.take(quota=slow, spent=5, wanted=9)).points == 0

    async def test_an_account_that_nobody_touches_is_forgotten(self, quotas: Quotas) -> None:
        assert isinstance(quotas.store, RedisQuotas)
        await quotas.take(wanted=1)
        scripts = quotas.store.scripts
        assert isinstance(scripts, NotedScripts)
        (key,) = scripts.noted
        assert 100 < await scripts.client.ttl(key) <= 115


@pytest.mark.service("redis")
@settings(max_examples=40)
@given(steps=st.lists(STEP, max_size=12), quota=st.sampled_from(QUOTAS))
async def test_redis_answers_as_memory_does(
    steps: list[tuple[str, dict[str, int], float]], quota: Quota
) -> None:
    async with in_redis() as redis:
        memory = Quotas(MemoryQuotas(redis.clock), redis.clock)
        for replica, figures, pause in steps:
            there, here = [await quotas.take(replica, quota, **figures) for quotas in (redis, memory)]
            assert (there.points, there.slots) == (here.points, here.slots)
            assert there.left == pytest.approx(here.left, abs=1e-3)
            redis.passes(pause)
