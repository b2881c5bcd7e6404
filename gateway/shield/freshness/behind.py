"""What is written behind the answers: encoded records to the store that replicas share, and to our own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple, TypeAlias

from domain.errors import StoreUnavailable
from domain.ports.cache import CacheStore, KeptValue, LastKnown
from domain.ports.state import Clock
from gateway.settings.freshness import LastKnownBounds
from gateway.shield.freshness.entries import NEVER, Entry
from gateway.store.write_behind import Account, WriteBehind

_QUEUE = 5_000
_PRUNE_EVERY = 500


class SharedWrite(NamedTuple):
    """A key to be written for so long, or to be dropped where there is no body. entry: where it is from."""

    key: str
    body: bytes = b""
    lifetime: timedelta = timedelta()
    entry: Entry[Any] | None = None

    def is_to_be_dropped(self) -> bool:
        """Also what was found to have changed while this was waiting."""
        return not self.body or (self.entry is not None and self.entry.known_at == NEVER)


SharedWrites: TypeAlias = WriteBehind[SharedWrite]
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

    async def write(batch: Sequence[SharedWrite]) -> None:
        await write_shared(store, batch)

    return WriteBehind(write, _account("shared cache entries"), capacity=_QUEUE)


async def write_shared(store: CacheStore, batch: Sequence[SharedWrite]) -> None:
    """Of each key the last that is to become of it."""
    last = {each.key: each for each in batch}
    await store.drop([each.key for each in last.values() if each.is_to_be_dropped()])
    groups: dict[timedelta, dict[str, bytes]] = {}
    for each in last.values():
        if not each.is_to_be_dropped():
            groups.setdefault(each.lifetime, {})[each.key] = each.body
    for lifetime, entries in groups.items():
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
