"""What every store of shared bytes owes: what was put, for as long as was said, and a claim to one alone."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from itertools import product
from uuid import uuid4

import pytest

from domain.freshness import Rank
from domain.ports.cache import CacheStore, Ranked
from tests.doubles.clock import START

MINUTE = timedelta(minutes=1)
SHORT = timedelta(milliseconds=50)
SECOND = timedelta(seconds=1)
RANKS = [
    Rank(as_of, known_at) for as_of, known_at in product((None, START, START + SECOND), repeat=2) if known_at
]


def read(body: bytes, known_at: datetime = START) -> Ranked:
    """What was read then, of which its system does not say when it was so."""
    return Ranked(Rank(None, known_at), body)


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
        await store.put({key: read(body) for key, body in bodies.items()}, MINUTE)
        assert await store.get([b, "test:nowhere", a]) == bodies

    async def test_the_last_put_stands(self, store: CacheStore, a: str) -> None:
        await store.put({a: read(b"one")}, MINUTE)
        await store.put({a: read(b"two")}, MINUTE)
        assert await store.get([a]) == {a: b"two"}

    @pytest.mark.parametrize("held", RANKS)
    async def test_what_is_newer_stays(self, store: CacheStore, a: str, held: Rank) -> None:
        keys = {f"{a}{number}": rank for number, rank in enumerate(RANKS)}
        await store.put(dict.fromkeys(keys, Ranked(held, b"held")), MINUTE)
        await store.put({key: Ranked(rank, b"new") for key, rank in keys.items()}, MINUTE)
        stays = {key: b"held" if rank.is_below(held) else b"new" for key, rank in keys.items()}
        assert await store.get(list(keys)) == stays

    async def test_what_was_dropped_is_gone(self, store: CacheStore, a: str, b: str) -> None:
        await store.put({a: read(b"1"), b: read(b"2")}, MINUTE)
        await store.drop([a, f"{a}nowhere"], START)
        await store.drop([], START)
        assert await store.get([a, b]) == {b: b"2"}

    async def test_what_was_read_since_is_not_dropped(self, store: CacheStore, a: str) -> None:
        await store.put({a: read(b"1", START + SECOND)}, MINUTE)
        await store.drop([a], START)
        assert await store.get([a]) == {a: b"1"}

    async def test_what_was_read_before_a_drop_does_not_come_back(
        self, store: CacheStore, a: str, b: str
    ) -> None:
        await store.put({a: Ranked(RANKS[-1], b"1")}, MINUTE)
        await store.drop([a, b], START + SECOND)
        late = Ranked(Rank(START + 2 * SECOND, START), b"late")
        older = Ranked(Rank(START, START + 3 * SECOND), b"older")
        for entry in (late, older, read(b"2", START)):
            await store.put({a: entry}, MINUTE)
        await store.put({b: read(b"2", START)}, MINUTE)
        assert await store.get([a, b]) == {}
        await store.put({a: read(b"3", START + 2 * SECOND)}, MINUTE)
        assert await store.get([a]) == {a: b"3"}

    async def test_it_is_kept_for_as_long_as_was_said(self, store: CacheStore, a: str, b: str) -> None:
        await store.put({a: read(b"1")}, SHORT)
        await store.put({b: read(b"2")}, MINUTE)
        await store.put({"test:never": read(b"3")}, timedelta())
        await self.until_gone(store, a)
        assert await store.get([a, b, "test:never"]) == {b: b"2"}

    async def test_puts_side_by_side_all_arrive(self, store: CacheStore, a: str) -> None:
        keys = [f"{a}{number}" for number in range(30)]
        await asyncio.gather(*(store.put({key: read(key.encode())}, MINUTE) for key in keys))
        assert await store.get(keys) == {key: key.encode() for key in keys}
