"""What two replicas share: everything in one process, or a Redis and a database in memory."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

from domain.ports.cache import CacheStore, LastKnown, Lost, News, Signal
from gateway.clock import SystemClock
from gateway.settings.freshness import LastKnownBounds
from gateway.shield.freshness.behind import Stores, kept_writes, shared_writes
from gateway.shield.sharing.aiocache_store import MemoryStore, RedisStore
from gateway.shield.sharing.redis_signal import RedisSignal
from gateway.shield.sharing.signals import LocalSignal
from gateway.shield.state import ShieldState
from tests import services
from tests.contracts.signal import until
from tests.doubles.clock import SettableClock
from tests.doubles.last_known import InMemoryLastKnown


@asynccontextmanager
async def in_memory(clock: SettableClock) -> AsyncIterator[Sequence[ShieldState]]:
    """The state of two replicas that share everything."""
    state = _state(MemoryStore(clock), InMemoryLastKnown(), LocalSignal(), clock)
    await state.start()
    yield [state, state]
    await state.aclose()


@asynccontextmanager
async def over_redis(clock: SettableClock) -> AsyncIterator[Sequence[ShieldState]]:
    """The states of two replicas that hear each other."""
    last, url = InMemoryLastKnown(), services.address("redis")
    states = [_state(RedisStore(url, SystemClock()), last, RedisSignal(url), clock) for _ in range(2)]
    for state in states:
        heard: list[News] = []
        end = state.signal.listen(heard.append)
        await state.start()
        await until(partial(heard.__contains__, Lost()))
        end()
    yield states
    for state in states:
        await state.aclose()


def _state(store: CacheStore, last: LastKnown, signal: Signal, clock: SettableClock) -> ShieldState:
    kept = kept_writes(last, LastKnownBounds(), clock)
    stores = Stores(store=store, shared=shared_writes(store), last=last, kept=kept)
    return ShieldState(signal=signal, stores=stores)
