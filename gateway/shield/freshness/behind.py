"""What is written behind the answers: encoded records to the store that replicas share, and to our own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

from domain.errors import StoreUnavailable
from domain.ports.cache import CacheStore, KeptValue, LastKnown, Ranked
from domain.ports.state import Clock
from gateway.settings.freshness import LastKnownBounds
from gateway.shield.freshness.entries import NEVER, Entry
from gateway.store.write_behind import Account, WriteBehind

_QUEUE = 5_000
_PRUNE_EVERY = 500


class SharedWrite(NamedTuple):
    """A key to be written for so long. entry: where it is from."""

    key: str
    ranked: Ranked
    lifetime: timedelta
    entry: Entry[Any] | None = None

    @property
    def is_doubted(self) -> bool:
        """Whether it was found to have changed while this was waiting."""
        return self.entry is not None and self.entry.known_at == NEVER


class SharedDrop(NamedTuple):
    """A key to be forgotten as far as it was known by then."""

    key: str
    until: datetime


SharedWork: TypeAlias = SharedWrite | SharedDrop
SharedWrites: TypeAlias = WriteBehind[SharedWork]
KeptWrites: TypeAlias = WriteBehind[KeptValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Where encoded records are kept; without any, there is memory alone.

    store, shared: what replicas share, and the queue in front of it. last, kept: the same of our own store.
    """

    store: CacheStore | None = None
    shared: SharedWrites | None = None
    last: LastKnown | None = None
    kept: KeptWrites | None = None


def shared_writes(store: CacheStore) -> SharedWrites:
    """A queue in front of the store that replicas share."""

    async def write(batch: Sequence[SharedWork]) -> None:
        await write_shared(store, batch)

    return WriteBehind(write, _account("shared cache entries"), capacity=_QUEUE)


async def write_shared(store: CacheStore, batch: Iterable[SharedWork]) -> None:
    """What is to be forgotten first: whatever was told before the news of it is of before it as well."""
    drops: dict[datetime, list[str]] = {}
    puts: dict[timedelta, dict[str, Ranked]] = {}
    for each in batch:
        if isinstance(each, SharedDrop):
            drops.setdefault(each.until, []).append(each.key)
        elif not each.is_doubted:
            puts.setdefault(each.lifetime, {})[each.key] = each.ranked
    for until, keys in drops.items():
        await store.drop(keys, until)
    for lifetime, entries in puts.items():
        await store.put(entries, lifetime)


def kept_writes(last: LastKnown, bounds: LastKnownBounds, clock: Clock) -> KeptWrites:
    """A queue in front of the last known values, which are cut down to their bounds now and then."""
    written = 0

    async def write(batch: Sequence[KeptValue]) -> None:
        nonlocal written
        newest = {(each.instance, each.port, each.key): each for each in batch}
        await last.keep(list(newest.values()))
        if written % _PRUNE_EVERY == 0:
            await last.prune(before=clock.now() - bounds.keep, most=bounds.entries)
        written += 1

    return WriteBehind(write, _account("last known values"), capacity=_QUEUE)


async def known_last(last: LastKnown, instance: str, port: str, keys: Sequence[str]) -> Sequence[KeptValue]:
    """What is kept; nothing, where our store is away as well."""
    try:
        return list((await last.known(instance, port, keys)).values())
    except StoreUnavailable:
        return ()


def _account(noun: str) -> Account[Any]:
    return Account(noun=noun, queued=lambda _count: None, dropped=lambda _items, _reason: None)
