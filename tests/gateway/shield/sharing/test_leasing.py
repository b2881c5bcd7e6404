"""Two replicas, one Redis, and a port whose calls cost: one of them asks, both of them know."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.errors import BackendTimeout, BackendUnavailable
from domain.ports.backends import PRODUCTS
from domain.ports.reading import Failed
from gateway.settings.freshness import DEFAULTS
from gateway.shield.freshness.behind import Stores
from gateway.shield.freshness.records import Cached, records_of
from gateway.shield.freshness.stores import Tiers
from gateway.shield.sharing.aiocache_store import RedisStore
from gateway.shield.sharing.leasing import Leased
from gateway.shield.timing import Timing
from tests import services
from tests.doubles.clock import SettableClock
from tests.doubles.shielded import Catalog

pytestmark = pytest.mark.service("redis")
DOWN = BackendUnavailable("away", backend="erp")
KEYS = ["A", "B"]


@asynccontextmanager
async def replicas(catalog: Catalog) -> AsyncIterator[list[Leased[object, object]]]:
    """Two that share a Redis and, by its place, nothing with other tests."""
    clock = catalog.clock
    cached: Cached[object, object] = Cached(
        instance="erp",
        records=records_of(PRODUCTS.name),
        terms=DEFAULTS[PRODUCTS.name],
        place=uuid4().hex,
    )

    async def sleep(seconds: float) -> None:
        clock.advance(timedelta(seconds=seconds))
        await asyncio.sleep(0)

    async with AsyncExitStack() as opened:
        made = []
        for _ in range(2):
            store = RedisStore(services.address("redis"), clock)
            opened.push_async_callback(store.aclose)
            tiers: Tiers[object, object] = Tiers(cached, Stores(store=store))
            read = PRODUCTS.by(catalog).read
            made.append(Leased("erp", read, store, tiers, Timing(clock, sleep=sleep)))
        yield made


@pytest.fixture
def catalog() -> Catalog:
    catalog = Catalog(SettableClock())
    catalog.versions = {"A": 1, "B": 2}
    return catalog


async def test_one_asks_and_both_know(catalog: Catalog) -> None:
    async with replicas(catalog) as (first, second):
        told = await asyncio.gather(*(each(KEYS, catalog.clock.within(60)) for each in (first, second)))
        assert told[0].keys() == told[1].keys() == {"A", "B"}
        asked = [key for call in catalog.calls for key in call]
        assert sorted(asked) == ["A", "B"]


async def test_where_one_fails_the_other_asks(catalog: Catalog) -> None:
    catalog.error = DOWN
    async with replicas(catalog) as (first, second):
        told = await asyncio.gather(*(each(KEYS, catalog.clock.within(60)) for each in (first, second)))
        assert [dict(each) for each in told] == [dict.fromkeys(KEYS, Failed(DOWN))] * 2


async def test_nobody_waits_for_another_longer_than_he_has_time(catalog: Catalog) -> None:
    catalog.gate.clear()
    async with replicas(catalog) as (first, second):
        asking = asyncio.create_task(first(KEYS, catalog.clock.within(60)))
        async with asyncio.timeout(5):
            await catalog.asked.wait()
        late = (await second(["A"], catalog.clock.within(1)))["A"]
        assert isinstance(late, Failed)
        assert isinstance(late.error, BackendTimeout)
        catalog.gate.set()
        assert set((await asking).keys()) == set(KEYS)
