"""Claims kept in memory for a while, in front of the database: bounded, and answering at once."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import timedelta
from typing import Generic, NamedTuple, TypeVar

import structlog

from domain.errors import StoreUnavailable
from domain.identifiers import Link
from domain.ports.state import Clock
from gateway.store.in_time import no_longer_than

_LOG = structlog.get_logger(__name__)

K = TypeVar("K")
Claims = tuple[Link, ...]
_PATIENCE = 0.5
"""Seconds that a request waits for links where it could go on with the last that are known."""
_REST = 1.0
"""Seconds after a failure in which only those are asked for of which nothing is known."""

Read = Callable[[Iterable[K]], Awaitable[Mapping[K, Claims]]]


class _Held(NamedTuple):
    until: float
    claims: Claims


class HeldLinks(Generic[K]):
    """Remembers what was read, for `lifetime`: so long may another process's telling go unseen.

    While the database is away, the last that is known answers, after a short while or at once; what was
    never read is tied to nothing.
    """

    def __init__(self, read: Read[K], clock: Clock, *, lifetime: timedelta, capacity: int) -> None:
        self._read = read
        self._clock = clock
        self._lifetime = lifetime.total_seconds()
        self._capacity = capacity
        self._held: dict[K, _Held] = {}
        self._is_away = False
        self._rests_until = 0.0

    def peek(self, keys: Iterable[K]) -> Mapping[K, Claims] | None:
        """All of it from memory, or nothing."""
        now = self._clock.monotonic()
        known: dict[K, Claims] = {}
        for key in keys:
            held = self._held.get(key)
            if held is None or held.until <= now:
                return None
            known[key] = held.claims
        return known

    async def read(self, keys: Sequence[K]) -> Mapping[K, Claims]:
        """What is held, and the rest from the database."""
        now = self._clock.monotonic()
        held = {key: self._held[key] for key in keys if key in self._held}
        unknown = [key for key in keys if key not in held or held[key].until <= now]
        fresh = await self._fetched(unknown) if unknown else {}
        return {key: held[key].claims if key in held else () for key in keys} | fresh

    def forget(self, keys: Iterable[K]) -> None:
        """What was told anew is read anew."""
        for key in keys:
            self._held.pop(key, None)

    async def _fetched(self, keys: Sequence[K]) -> dict[K, Claims]:
        held = all(key in self._held for key in keys)
        if held and self._clock.monotonic() < self._rests_until:
            return {}
        try:
            with no_longer_than(_PATIENCE) if held else nullcontext():
                fresh = await self._read(keys)
        except StoreUnavailable as error:
            if not self._is_away:
                _LOG.error("links cannot be read: the last known stand", cause=error.cause)
            self._is_away = True
            self._rests_until = self._clock.monotonic() + _REST
            return {}
        self._is_away = False
        until = self._clock.monotonic() + self._lifetime
        for key, claims in fresh.items():
            self._held.pop(key, None)
            self._held[key] = _Held(until, claims)
        while len(self._held) > self._capacity:
            del self._held[next(iter(self._held))]
        return dict(fresh)
