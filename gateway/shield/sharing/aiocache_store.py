"""The port `CacheStore` over aiocache: Redis, or this process's own memory.

Redis expires what it keeps. aiocache's memory neither forgets by an injected clock nor has bounds: both are
here.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import redis.asyncio
import structlog
from aiocache.backends.memory import SimpleMemoryCache  # type: ignore[import-untyped]  # it has none
from aiocache.backends.redis import RedisCache  # type: ignore[import-untyped]  # it has none
from aiocache.serializers import NullSerializer  # type: ignore[import-untyped]  # it has none
from redis.exceptions import RedisError

from domain.ports.cache import Ranked
from domain.ports.state import Clock
from gateway.shield.sharing.ranked import DROP, PUT, body_of, forgotten, headed, instant, refuses

_LOG = structlog.get_logger(__name__)
_PREFIX = "ordergraph:ranked:"
_LEASE = "ordergraph:lease:"
_PATIENCE = 0.25
"""Seconds for one answer of Redis, which takes some milliseconds at worst."""
_PAUSE = 1.0
"""Seconds in which it is left alone after a failure."""
_FORGOTTEN = timedelta(seconds=30)
"""So long a read may take that began before something was forgotten."""
_MEGABYTE = 1_000_000
_EACH = 256
"""Bytes that an entry takes in memory beside its body."""

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
        self._put = self._cache.client.register_script(PUT)
        self._drop = self._cache.client.register_script(DROP)
        self._clock = clock
        self._away_until = 0.0
        self._leases: dict[str, float] = {}

    async def get(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        if not keys:
            return {}
        asked = [f"{_PREFIX}{key}" for key in keys]
        kept: list[bytes | None] = await self._answer(lambda: self._cache.multi_get(asked), [])
        return _bodies(keys, kept)

    async def put(self, entries: Mapping[str, Ranked], lifetime: timedelta) -> None:
        milliseconds = lifetime // timedelta(milliseconds=1)
        if entries and milliseconds > 0:
            names = [f"{_PREFIX}{key}" for key in entries]
            bodies = map(headed, entries.values())
            await self._answer(lambda: self._put(keys=names, args=[milliseconds, *bodies]), None)

    async def drop(self, keys: Collection[str], until: datetime) -> None:
        if keys:
            names = [f"{_PREFIX}{key}" for key in keys]
            arguments = [_FORGOTTEN // timedelta(milliseconds=1), instant(until)]
            await self._answer(lambda: self._drop(keys=names, args=arguments), None)

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
        return _bodies(keys, await self._kept(keys))

    async def put(self, entries: Mapping[str, Ranked], lifetime: timedelta) -> None:
        if not entries or lifetime <= timedelta():
            return
        new = {key: headed(entry) for key, entry in entries.items()}
        held = zip(new, await self._kept(list(new)), strict=True)
        refused = {key for key, body in held if body is not None and refuses(body, new[key])}
        await self._hold({key: body for key, body in new.items() if key not in refused}, lifetime)

    async def drop(self, keys: Collection[str], until: datetime) -> None:
        held = zip(keys, await self._kept(list(keys)), strict=True)
        rest = {key: forgotten(body, until) for key, body in held}
        await self._hold({key: body for key, body in rest.items() if body is not None}, _FORGOTTEN)

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

    async def _kept(self, keys: Sequence[str]) -> list[bytes | None]:
        now = self._clock.monotonic()
        there = [key for key in keys if key in self._until and self._until[key][0] > now]
        kept = dict(zip(there, await self._cache.multi_get(there), strict=True)) if there else {}
        return [kept.get(key) for key in keys]

    async def _hold(self, bodies: Mapping[str, bytes], lifetime: timedelta) -> None:
        until = self._clock.monotonic() + lifetime / timedelta(seconds=1)
        for key, body in bodies.items():
            self._forget(key)
            self._until[key] = (until, len(body) + _EACH)
            self._bytes += len(body) + _EACH
        await self._cache.multi_set(list(bodies.items()))
        while self._bytes > self._most:
            oldest = next(iter(self._until))
            self._forget(oldest)
            await self._cache.delete(oldest)

    def _forget(self, key: str) -> None:
        held = self._until.pop(key, None)
        self._bytes -= held[1] if held else 0


def _bodies(keys: Sequence[str], kept: Sequence[bytes | None]) -> dict[str, bytes]:
    """Those of which there is a body. kept: nothing at all where nobody could be asked."""
    found = zip(keys, kept, strict=False)
    return {key: body for key, each in found if each is not None and (body := body_of(each)) is not None}
