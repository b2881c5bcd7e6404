"""What the shield of a process works with, besides the systems: shared bytes, news, last known values."""

from dataclasses import dataclass, field
from datetime import timedelta

from domain.ports.cache import CacheStore, LastKnown, Signal
from domain.ports.state import Clock
from gateway.settings.freshness import LastKnownBounds
from gateway.shield.freshness.behind import Stores, kept_writes, shared_writes
from gateway.shield.sharing.aiocache_store import MemoryStore, RedisStore
from gateway.shield.sharing.postgres_signal import PostgresSignal
from gateway.shield.sharing.redis_signal import RedisSignal
from gateway.shield.sharing.signals import LocalSignal

_FLUSH = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShieldState:
    """Made once for a process; graphs come and go over it."""

    signal: Signal = field(default_factory=LocalSignal)
    stores: Stores = field(default_factory=Stores)

    async def start(self) -> None:
        """Begin to hear and to write. Needs a running loop."""
        if self.stores.shared is not None:
            self.stores.shared.start()
        if self.stores.kept is not None:
            self.stores.kept.start()
        await self.signal.start()

    async def aclose(self) -> None:
        """Write what waits, and close every connection."""
        await self.signal.aclose()
        if self.stores.shared is not None:
            await self.stores.shared.aclose(_FLUSH)
        if self.stores.kept is not None:
            await self.stores.kept.aclose(_FLUSH)
        if self.stores.store is not None:
            await self.stores.store.aclose()


def shield_state(
    redis: str, clock: Clock, last: LastKnown, bounds: LastKnownBounds, database: str = ""
) -> ShieldState:
    """The state of a process. Nothing is opened yet.

    redis: its URL, or nothing. database: URL of the server over which replicas hear each other without Redis.
    """
    store: CacheStore = RedisStore(redis, clock) if redis else MemoryStore(clock)
    stores = Stores(
        store=store, shared=shared_writes(store), last=last, kept=kept_writes(last, bounds, clock)
    )
    return ShieldState(signal=_signal(redis, database), stores=stores)


def _signal(redis: str, database: str) -> Signal:
    if redis:
        return RedisSignal(redis)
    return PostgresSignal(database) if database else LocalSignal()
