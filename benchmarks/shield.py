"""What the freshness cache costs a read of twenty orders: on a hit in memory or in Redis, and on a miss.

Beside it a bare dictionary, a bare MGET of the same bytes, and the backend's read without anything around it.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from secrets import token_hex
from statistics import median

import redis.asyncio

from domain.freshness import Stamp
from domain.orders import Order, OrderLine
from domain.ports.backends import ORDERS
from domain.ports.demand import Demand
from domain.ports.reading import Found, Outcomes, Readers
from domain.quantities import Quantity
from gateway.clock import SystemClock
from gateway.settings.freshness import EVERY, Freshness, LastKnownBounds, MemoryBounds, PortTerms
from gateway.shield.freshness.behind import Stores, shared_writes
from gateway.shield.sharing.aiocache_store import RedisStore
from gateway.shield.stack import Shield, Shielded
from gateway.shield.state import ShieldState
from gateway.shield.timing import Timing

BATCH = 20
ROUNDS = 9
_NOW = datetime(2026, 11, 22, tzinfo=UTC)
_MICROSECOND = 1e-6


def order(number: str) -> Order:
    """An order of five lines."""
    lines = tuple(
        OrderLine(id=str(n), sku=f"AX-{n:04}", ordered=Quantity(Decimal(n + 1), "EA"), location="EAST")
        for n in range(5)
    )
    return Order(number=number, source="erp", customer="C-00042", channel="WEB", placed_at=_NOW, lines=lines)


KEYS = [f"SO-{number}" for number in range(BATCH)]
RECORDS: Mapping[str, Found[Order]] = {
    key: Found(order(key), (Stamp(source="erp", as_of=_NOW),)) for key in KEYS
}


async def backend(keys: Sequence[str], _demand: Demand, /) -> Outcomes[str, Order]:
    """Answers at once."""
    return {key: RECORDS[key] for key in keys}


def shield(clock: SystemClock, store: RedisStore | None, **terms: int) -> Shield:
    """A shield around nothing yet. terms: in seconds."""
    freshness = Freshness(
        of={("", EVERY): PortTerms.model_validate(terms)}, memory=MemoryBounds(), last_known=LastKnownBounds()
    )
    stores = Stores(store=store, shared=shared_writes(store) if store else None)
    return Shield(freshness, ShieldState(stores=stores), Timing(clock))


async def timed(work: Callable[[], Awaitable[object]], times: int) -> float:
    """CPU microseconds of one, the median of some rounds."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(times):
            await work()
        rounds.append((time.process_time() - began) / times / _MICROSECOND)
    return median(rounds)


def timed_at_once(work: Callable[[], object], times: int) -> float:
    """The same of what need not be awaited."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(times):
            work()
        rounds.append((time.process_time() - began) / times / _MICROSECOND)
    return median(rounds)


async def main(url: str) -> None:
    """Measure and print."""
    clock = SystemClock()
    demand = Demand(deadline=clock.monotonic() + 3600)
    of = Shielded(f"erp_{token_hex(4)}", "benchmark")
    held = Readers(shield(clock, None, soft=3600, ttl=3600).bound([ORDERS.by(backend)], of)).of(ORDERS)
    await held.read(KEYS, demand)
    known = dict(RECORDS)
    bare = timed_at_once(lambda: {key: known[key] for key in KEYS}, 20_000)
    peeked = timed_at_once(lambda: held.peek(KEYS, demand), 5_000)
    through = Readers(shield(clock, None, soft=0, ttl=0, keep=3600).bound([ORDERS.by(backend)], of)).of(
        ORDERS
    )
    called = await timed(lambda: backend(KEYS, demand), 20_000)
    missed = await timed(lambda: through.read(KEYS, demand), 300)
    rows = [
        ("bare dictionary", bare, bare),
        ("hit in memory", peeked, bare),
        ("backend alone, which answers at once", called, called),
        ("miss: call, encode, remember", missed, called),
    ]
    rows += await over_redis(url, clock, demand, of)
    for name, cost, other in rows:
        sys.stdout.write(
            f"{name:40} {cost:8.1f} us a batch {cost / BATCH:7.2f} us a key {cost / other:7.1f} x\n"
        )


async def over_redis(
    url: str, clock: SystemClock, demand: Demand, of: Shielded
) -> list[tuple[str, float, float]]:
    """A hit in Redis by a process that holds nothing in memory, and a bare MGET of the same bytes."""
    store = RedisStore(url, clock)
    first = shield(clock, store, soft=3600, ttl=3600, keep=3600)
    stores = first.state.stores
    if stores.shared is not None:
        stores.shared.start()
    await Readers(first.bound([ORDERS.by(backend)], of)).of(ORDERS).read(KEYS, demand)
    client = redis.asyncio.Redis.from_url(url)
    names = await _names(client, of)

    async def cold() -> None:
        second = shield(clock, store, soft=3600, ttl=3600, keep=3600)
        await Readers(second.bound([ORDERS.by(_nobody)], of)).of(ORDERS).read(KEYS, demand)

    async def made() -> None:
        second = shield(clock, store, soft=3600, ttl=3600, keep=3600)
        Readers(second.bound([ORDERS.by(_nobody)], of)).of(ORDERS)

    bare = await timed(lambda: client.mget(names), 300)
    hit = await timed(cold, 300) - await timed(made, 300)
    await client.delete(*names)
    await client.aclose()
    await store.aclose()
    return [("bare MGET", bare, bare), ("hit in Redis: get, decode, remember", hit, bare)]


async def _names(client: redis.asyncio.Redis, of: Shielded) -> list[str]:
    """What was written, once all of it is there."""
    async with asyncio.timeout(10):
        while True:
            names = [
                name async for name in client.scan_iter(match=f"ordergraph:*:{of.instance}:*", count=1_000)
            ]
            if len(names) >= BATCH:
                return names[:BATCH]
            await asyncio.sleep(0.01)


async def _nobody(keys: Sequence[str], _demand: Demand, /) -> Outcomes[str, Order]:
    raise AssertionError(f"{keys} were not in Redis")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--redis", default="redis://127.0.0.1:6379/0")
    asyncio.run(main(arguments.parse_args().redis))
