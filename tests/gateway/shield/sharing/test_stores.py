"""The stores of shared bytes, over the contract and where they differ."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from domain.ports.cache import CacheStore
from gateway.clock import SystemClock
from gateway.shield.sharing.aiocache_store import MemoryStore, RedisStore
from tests import services
from tests.contracts.cache_store import MINUTE, SHORT, CacheStoreContract, read
from tests.doubles.clock import START, SettableClock
from tests.gateway.shield.sharing.nowhere import NOWHERE


class TestMemory(CacheStoreContract):
    clock = SettableClock()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[CacheStore]:
        store = MemoryStore(self.clock)
        yield store
        await store.aclose()

    async def until_gone(self, store: CacheStore, key: str) -> None:
        del store, key
        self.clock.advance(SHORT)


@pytest.mark.service("redis")
class TestRedis(CacheStoreContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[CacheStore]:
        store = RedisStore(services.address("redis"), SystemClock())
        yield store
        await store.aclose()

    async def until_gone(self, store: CacheStore, key: str) -> None:
        async with asyncio.timeout(5):
            while await store.get([key]):
                continue

    async def test_one_of_two_replicas_gets_the_claim(self, store: CacheStore, a: str, b: str) -> None:
        async with self.opened() as other:
            assert await store.claim([a, b], MINUTE) == {a, b}
            assert await other.claim([a, b], MINUTE) == set()
            await other.release([a])
            assert await other.claim([a], MINUTE) == set()
            await store.release([a])
            assert await other.claim([a, b], MINUTE) == {a}
            await store.release([b])
            await other.release([a])

    async def test_a_claim_ends_by_itself(self, store: CacheStore, a: str) -> None:
        async with self.opened() as other, asyncio.timeout(5):
            assert await store.claim([a], SHORT) == {a}
            while await other.claim([a], MINUTE) != {a}:
                continue
            await store.release([a])
            assert await store.claim([a], MINUTE) == set()
            await other.release([a])


async def test_memory_keeps_no_more_than_its_bound() -> None:
    store = MemoryStore(SettableClock(), megabytes=0.0015)
    for number in range(4):
        await store.put({str(number): read(b"x" * 400)}, MINUTE)
    assert set(await store.get([str(number) for number in range(4)])) == {"2", "3"}


async def test_without_redis_nothing_is_kept_and_every_claim_is_given() -> None:
    clock = SettableClock()
    store = RedisStore(NOWHERE, clock)
    for _ in range(2):
        await store.put({"a": read(b"1")}, MINUTE)
        await store.drop(["a"], START)
        assert await store.get(["a"]) == {}
        assert await store.claim(["a"], MINUTE) == {"a"}
        await store.release(["a"])
        clock.advance(timedelta(seconds=2))
    await store.aclose()
