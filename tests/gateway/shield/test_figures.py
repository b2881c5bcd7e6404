"""What the shield tells of itself: how keys were answered, and up to when a feed was heard."""

import asyncio

from domain.errors import BackendUnavailable
from domain.hosts import CacheFigures
from domain.ports.backends import PRODUCTS
from domain.ports.cache import Heard
from gateway.shield.freshness.behind import Stores, shared_writes
from gateway.shield.sharing.aiocache_store import MemoryStore
from gateway.shield.state import ShieldState
from tests.doubles.clock import START, SettableClock
from tests.doubles.shielded import SECOND, Catalog, Replica


def catalog() -> Catalog:
    made = Catalog(SettableClock())
    made.versions = {"A": 1, "B": 1}
    return made


def figures(replica: Replica) -> CacheFigures:
    (found,) = replica.shield.figures("erp")
    return found


async def test_keys_are_counted_by_what_answered_them() -> None:
    replica = Replica(catalog())
    assert replica.shield.figures("wms") == ()
    assert figures(replica) == CacheFigures(port=PRODUCTS.name)
    await asyncio.gather(replica.read("A", "B"), replica.read("B"))
    assert figures(replica) == CacheFigures(port=PRODUCTS.name, asked=3, joined=1)
    assert replica.peek("A", "B") is not None
    assert figures(replica) == CacheFigures(port=PRODUCTS.name, asked=3, joined=1, memory=2)


async def test_what_an_older_value_stands_for_is_counted() -> None:
    backend = catalog()
    replica = Replica(backend)
    await replica.read("A")
    backend.error = BackendUnavailable("cannot be reached", backend="erp")
    backend.clock.advance(30 * SECOND)
    await replica.read("A")
    assert figures(replica) == CacheFigures(port=PRODUCTS.name, asked=2, stale=1)


async def test_what_another_replica_read_is_no_call_and_is_told_apart() -> None:
    backend = catalog()
    store = MemoryStore(backend.clock)
    writes = shared_writes(store)
    writes.start()
    state = ShieldState(stores=Stores(store=store, shared=writes))
    one, other = Replica(backend, state=state), Replica(backend, state=state)
    await one.read("A", "B")
    await writes.aclose(SECOND)
    await other.read("A", "B")
    await other.read("A")
    assert figures(other) == CacheFigures(port=PRODUCTS.name, memory=1, shared=2)


async def test_how_far_a_feed_was_heard_is_told() -> None:
    replica = Replica(catalog())
    assert replica.shield.heard_until("erp") is None
    await replica.signal.tell(Heard("erp", START))
    assert replica.shield.heard_until("erp") == START
