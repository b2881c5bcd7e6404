"""The tiers that positions are read from: memory, Redis, our store, each as the gateway has it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import NamedTuple

from domain.ports.backends import STOCK
from domain.ports.demand import Demand
from domain.ports.positions import Positions
from domain.ports.reading import Outcomes, Reader, Readers
from domain.stock import StockKey, StockPosition
from gateway.clock import SystemClock
from gateway.positions.reading import KeptStock
from gateway.settings.freshness import Freshness, LastKnownBounds, MemoryBounds, PortTerms
from gateway.shield.freshness.behind import Stores, shared_writes
from gateway.shield.sharing.aiocache_store import RedisStore
from gateway.shield.stack import Shield, Shielded
from gateway.shield.state import ShieldState
from gateway.shield.timing import Timing

Read = Callable[[Sequence[StockKey]], Awaitable[Outcomes[StockKey, StockPosition]]]
_LONG = timedelta(minutes=5)
_FLUSH = timedelta(seconds=10)
_SOURCE = "wms"


class Tier(NamedTuple):
    """A way to read, and its name in the table."""

    name: str
    read: Read


@asynccontextmanager
async def tiers(
    positions: Positions, redis: str, drawn: Sequence[Sequence[StockKey]]
) -> AsyncIterator[list[Tier]]:
    """The tiers, all of which have what is drawn."""
    clock = SystemClock()
    stock = KeptStock(source=_SOURCE, positions=positions, clock=clock, stale_after=_LONG)
    store = RedisStore(redis, clock)
    writes = shared_writes(store)
    writes.start()
    warm = _reader(stock, ShieldState(stores=Stores(store=store, shared=writes)), clock)
    for keys in drawn:
        await warm.read(keys, _demand(clock))
    await writes.aclose(_FLUSH)
    cold = _reader(stock, ShieldState(stores=Stores(store=store)), clock)

    async def store_alone(keys: Sequence[StockKey]) -> Outcomes[StockKey, StockPosition]:
        return await stock(keys, _demand(clock))

    async def from_redis(keys: Sequence[StockKey]) -> Outcomes[StockKey, StockPosition]:
        return await cold.read(keys, _demand(clock))

    async def from_memory(keys: Sequence[StockKey]) -> Outcomes[StockKey, StockPosition]:
        return warm.peek(keys, _demand(clock)) or {}

    yield [Tier("memory", from_memory), Tier("Redis", from_redis), Tier("the store", store_alone)]
    await store.aclose()


def _reader(stock: KeptStock, state: ShieldState, clock: SystemClock) -> Reader[StockKey, StockPosition]:
    terms = PortTerms(soft=_LONG, ttl=_LONG, keep=_LONG)
    freshness = Freshness(
        of={(_SOURCE, STOCK.name): terms}, memory=MemoryBounds(), last_known=LastKnownBounds()
    )
    shield = Shield(freshness, state, Timing(clock))
    return Readers(shield.bound([STOCK.by(stock)], Shielded(_SOURCE, "benchmark"))).of(STOCK)


def _demand(clock: SystemClock) -> Demand:
    return Demand(deadline=clock.monotonic() + 5)
