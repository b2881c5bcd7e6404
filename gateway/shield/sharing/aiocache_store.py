"""The port `CacheStore` over aiocache: Redis, or this process's own memory.

Redis expires what it keeps. aiocache's memory neither forgets by an injected clock nor has bounds: both are
here.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar, cast

import redis.asyncio
import structlog
from aiocache.backends.memory import SimpleMemoryCache  # type: ignore[import-untyped]  # it has none
from aiocache.backends.redis import RedisCache  # type: ignore[import-untyped]  # it has none
from aiocache.serializers import NullSerializer  # type: ignore[import-untyped]  # it has none
from redis.exceptions import RedisError

from domain.ports.state import Clock

_LOG = structlog.get_logger(__name__)
_PREFIX = "ordergraph:"
_LEASE = f"{_PREFIX}lease:"
_PATIENCE = 0.25
"""Seconds for one answer of Redis, which takes some milliseconds at worst."""
_PAUSE = 1.0
"""Seconds in which it is left alone after a failure."""
_MEGABYTE = 1_000_000

T = TypeVar("T")


class RedisStore:
    """Implements `CacheStore` on Redis. While that is away, nothing is kept and nothing is found."""

    def __init__(self, url: str, clock: Clock) -> None:
        pool = redis.asyncio.ConnectionPool.from_url(
            url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE
        )
        # Untyped, as aiocache is.
        self._cache: Any = RedisCache(
            serializer=NullSerializer(encoding=None), timeout=0, connection_pool_class=lambda **_: pool
        )
        self._clock = clock
        self._away_until = 0.0
        self._leases: dict[str, float] = {}

    async def get(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        if not keys:
            return {}
        asked = [f"{_PREFIX}{key}" for key in keys]
        found: list[bytes | None] = await self._answer(lambda: self._cache.multi_get(asked), [])
        return {key: body for key, body in zip(keys, found, strict=False) if body is not None}

    async def put(self, entries: Mapping[str, bytes], lifetime: timedelta) -> None:
        if entries and lifetime > timedelta():
            pairs = [(f"{_PREFIX}{key}", body) for key, body in entries.items()]
            await self._answer(
                lambda: self._cache.multi_set(pairs, ttl=lifetime / timedelta(seconds=1)), None
            )

    async def drop(self, keys: Collection[str]) -> None:
        if keys:
            names = [f"{_PREFIX}{key}" for key in keys]
            await self._answer(lambda: self._cache.client.delete(*names), None)

    async def claim(self, keys: Collection[str], lifetime: timedelta) -> frozenset[str]:
        until = self._clock.monotonic() + lifetime / timedelta(seconds=1)
        got = await asyncio.gather(*(self._claimed(key, lifetime) for key in keys))
        ours = frozenset(key for key, is_ours in zip(keys, got, strict=True) if is_ours)
        self._leases |= dict.fromkeys(ours, until)
        return ours

    async def release(self, keys: Collection[str]) -> None:
        now = self._clock.monotonic()
        held = [key for key in keys if self._leases.pop(key, 0.0) > now]
        if held:
            names = [f"{_LEASE}{key}" for key in held]
            await self._answer(lambda: self._cache.client.delete(*names), None)

    async def aclose(self) -> None:
        await self._cache.client.aclose()

    async def _claimed(self, key: str, lifetime: timedelta) -> bool:
        async def add() -> bool:
            try:
                await self._cache.add(f"{_LEASE}{key}", b"1", ttl=lifetime / timedelta(seconds=1))
            except ValueError:
                return False
            return True

        return await self._answer(add, nothing=True)

    async def _answer(self, ask: Callable[[], Awaitable[T]], nothing: T) -> T:
        if self._clock.monotonic() < self._away_until:
            return nothing
        try:
            answer = await ask()
        except (RedisError, OSError) as error:
            if not self._away_until:
                _LOG.error("Redis does not answer: each replica caches for itself", cause=repr(error))
            self._away_until = self._clock.monotonic() + _PAUSE
            return nothing
        if self._away_until:
            _LOG.info("Redis answers again")
            self._away_until = 0.0
        return answer


class MemoryStore:
    """Implements `CacheStore` for one process. megabytes: the most that is kept, the oldest goes first."""

    def __init__(self, clock: Clock, *, megabytes: float = 64) -> None:
        # Untyped, as aiocache is.
        self._cache: Any = SimpleMemoryCache(serializer=NullSerializer(encoding=None), timeout=0)
        self._clock = clock
        self._most = megabytes * _MEGABYTE
        self._until: dict[str, tuple[float, int]] = {}
        self._bytes = 0

    async def get(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        now = self._clock.monotonic()
        kept = [key for key in keys if key in self._until and self._until[key][0] > now]
        bodies = cast("list[bytes]", await self._cache.multi_get(kept)) if kept else []
        return dict(zip(kept, bodies, strict=True))

    async def put(self, entries: Mapping[str, bytes], lifetime: timedelta) -> None:
        if not entries or lifetime <= timedelta():
            return
        until = self._clock.monotonic() + lifetime / timedelta(seconds=1)
        for key, body in entries.items():
            self._forget(key)
            self._until[key] = (until, len(body))
            self._bytes += len(body)
        await self._cache.multi_set(list(entries.items()))
        while self._bytes > self._most:
            await self.drop([next(iter(self._until))])

    async def drop(self, keys: Collection[str]) -> None:
        for key in keys:
            if self._forget(key):
                await self._cache.delete(key)

    async def claim(self, keys: Collection[str], lifetime: timedelta) -> frozenset[str]:
        """In one process single flight is enough."""
        del lifetime
        return frozenset(keys)

    async def release(self, keys: Collection[str]) -> None:
        del keys

    async def aclose(self) -> None:
        await self._cache.clear()
        self._until.clear()
        self._bytes = 0

    def _forget(self, key: str) -> bool:
        held = self._until.pop(key, None)
        self._bytes -= held[1] if held else 0
        return held is not None
