"""What every store of shared bytes owes: what was put, for as long as was said, and a claim to one alone."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.ports.cache import CacheStore

MINUTE = timedelta(minutes=1)
SHORT = timedelta(milliseconds=50)


class CacheStoreContract(ABC):
    """Subclasses open a store; keys are made anew for each test, since others may use the same server."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[CacheStore]:
        """Open a store."""

    @abstractmethod
    async def until_gone(self, store: CacheStore, key: str) -> None:
        """Wait for as long as `SHORT` may take, or let that time pass."""

    @pytest.fixture
    async def store(self) -> AsyncIterator[CacheStore]:
        async with self.opened() as store:
            yield store

    @pytest.fixture
    def a(self) -> str:
        return f"test:{uuid4().hex}:a b\N{SNOWMAN}"

    @pytest.fixture
    def b(self) -> str:
        return f"test:{uuid4().hex}:b"

    async def test_nothing_is_there_at_first(self, store: CacheStore, a: str) -> None:
        assert await store.get([a]) == {}
        assert await store.get([]) == {}

    async def test_what_was_put_is_there_to_the_byte(self, store: CacheStore, a: str, b: str) -> None:
        bodies = {a: bytes(range(256)), b: b"1"}
        await store.put(bodies, MINUTE)
        assert await store.get([b, "test:nowhere", a]) == bodies

    async def test_the_last_put_stands(self, store: CacheStore, a: str) -> None:
        await store.put({a: b"one"}, MINUTE)
        await store.put({a: b"two"}, MINUTE)
        assert await store.get([a]) == {a: b"two"}

    async def test_what_was_dropped_is_gone(self, store: CacheStore, a: str, b: str) -> None:
        await store.put({a: b"1", b: b"2"}, MINUTE)
        await store.drop([a, "test:nowhere"])
        await store.drop([])
        assert await store.get([a, b]) == {b: b"2"}

    async def test_it_is_kept_for_as_long_as_was_said(self, store: CacheStore, a: str, b: str) -> None:
        await store.put({a: b"1"}, SHORT)
        await store.put({b: b"2"}, MINUTE)
        await store.put({"test:never": b"3"}, timedelta())
        await self.until_gone(store, a)
        assert await store.get([a, b, "test:never"]) == {b: b"2"}

    async def test_puts_side_by_side_all_arrive(self, store: CacheStore, a: str) -> None:
        keys = [f"{a}{number}" for number in range(30)]
        await asyncio.gather(*(store.put({key: key.encode()}, MINUTE) for key in keys))
        assert await store.get(keys) == {key: key.encode() for key in keys}
