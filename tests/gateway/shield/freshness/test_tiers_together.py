"""Whatever happens in whatever order, on two replicas: no unmarked value is older than its bound."""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import BackendUnavailable
from domain.freshness import FreshState
from domain.ports.cache import Heard, Outdated
from domain.ports.reading import Failed, Found
from gateway.settings.freshness import LastKnownBounds
from gateway.shield.freshness.behind import Stores, kept_writes, shared_writes
from gateway.shield.sharing.aiocache_store import MemoryStore
from gateway.shield.sharing.signals import LocalSignal
from gateway.shield.state import ShieldState
from tests.doubles.clock import SettableClock
from tests.doubles.last_known import InMemoryLastKnown
from tests.doubles.shielded import SECOND, Catalog, Replica, settled, version

DOWN = BackendUnavailable("cannot be reached", backend="erp")
SKUS = st.sampled_from(("A", "B", "N"))
STEPS = st.one_of(
    st.tuples(st.just("advance"), st.integers(1, 30)),
    st.tuples(st.just("change"), SKUS),
    st.tuples(st.just("poll"), st.just(0)),
    st.tuples(st.just("fail"), st.booleans()),
    st.tuples(st.just("restart"), st.integers(0, 1)),
    st.tuples(st.just("read"), st.integers(0, 1), SKUS, st.none() | st.integers(0, 40), st.booleans()),
)


@dataclass
class World:
    """A backend with the history of its values, its feed, and two replicas over what they share."""

    store: type[MemoryStore] = MemoryStore
    clock: SettableClock = field(default_factory=SettableClock)
    until: dict[tuple[str, int], datetime] = field(default_factory=dict)
    unheard: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.catalog = Catalog(self.clock)
        self.catalog.versions = {"A": 0, "B": 0}
        store, last = self.store(self.clock), InMemoryLastKnown()
        self.stores = Stores(
            store=store,
            shared=shared_writes(store),
            last=last,
            kept=kept_writes(last, LastKnownBounds(), self.clock),
        )
        self.signal = LocalSignal()
        self.replicas = [self.started(), self.started()]

    def started(self) -> Replica:
        return Replica(self.catalog, state=ShieldState(signal=self.signal, stores=self.stores))

    def change(self, sku: str) -> None:
        """The value that was true until now is no longer."""
        before = self.catalog.versions.get(sku)
        if before is not None:
            self.until[sku, before] = self.clock.now()
        self.catalog.versions[sku] = 0 if before is None else before + 1
        self.unheard.add(sku)
        self.clock.advance(timedelta(microseconds=1))

    async def poll(self) -> None:
        """Everything that changed is told, then how far that goes."""
        if self.unheard:
            await self.signal.tell(Outdated("erp", tuple(f"item:{sku}" for sku in self.unheard)))
            self.unheard.clear()
        await self.signal.tell(Heard("erp", self.clock.now()))

    async def read(self, who: int, sku: str, seconds: int | None, *, strict: bool) -> None:
        """Read, and compare with the history what was given."""
        bound = None if seconds is None else seconds * SECOND
        told = (await self.replicas[who].read(sku, max_age=bound, strict=strict))[sku]
        if isinstance(told, Failed):
            assert self.catalog.error is DOWN
            return
        if not isinstance(told, Found):
            return
        (stamp,) = told.stamps
        gone_at = self.until.get((sku, version(told) or 0))
        if stamp.state is FreshState.FRESH:
            within = 10 * SECOND if bound is None else bound
            assert gone_at is None or self.clock.now() - gone_at <= within
            assert stamp.reason is None
        else:
            assert stamp.state is FreshState.STALE
            assert stamp.reason is not None
            assert not strict
        assert stamp.fetched_at is not None
        assert gone_at is None or stamp.fetched_at <= gone_at


@contextmanager
def everything_written(world: World) -> Iterator[None]:
    """What is written behind is written while this lasts."""
    for writes in (world.stores.shared, world.stores.kept):
        assert writes is not None
        writes.start()
    yield


@settings(max_examples=60)
@given(steps=st.lists(STEPS, min_size=4, max_size=25))
def test_no_unmarked_value_is_older_than_its_bound(steps: list[tuple[object, ...]]) -> None:
    asyncio.run(_lived(steps))


async def _lived(steps: list[tuple[object, ...]]) -> None:
    world = World()
    with everything_written(world):
        for step in steps:
            await _done(world, step)
            await settled()


async def _done(world: World, step: tuple[object, ...]) -> None:
    match step:
        case ("advance", int(seconds)):
            world.clock.advance(seconds * SECOND)
        case ("change", str(sku)):
            world.change(sku)
        case ("poll", _):
            await world.poll()
        case ("fail", bool(fails)):
            world.catalog.error = DOWN if fails else None
        case ("restart", int(who)):
            await world.replicas[who].shield.aclose()
            world.replicas[who] = world.started()
        case ("read", int(who), str(sku), int() | None as seconds, bool(strict)):
            await world.read(who, sku, seconds, strict=strict)
        case _:
            raise AssertionError(step)


async def test_a_cold_process_with_a_dead_backend_gives_what_was_known_last() -> None:
    world = World()
    with everything_written(world):
        await world.replicas[0].read("A")
        await settled()
        await world.replicas[0].shield.aclose()
        if world.stores.store is not None:
            await world.stores.store.aclose()
        world.catalog.error = DOWN
        world.clock.advance(60 * SECOND)
        cold = world.started()
        told = await cold.read("A", "B")
        assert isinstance(told["A"], Found)
        assert [stamp.state for stamp in told["A"].stamps] == [FreshState.STALE]
        assert told["B"] == Failed(DOWN)


async def test_a_replica_takes_what_another_has_read() -> None:
    world = World()
    with everything_written(world):
        await world.replicas[0].read("A", "B")
        await settled()
        told = await world.replicas[1].read("A", "B")
        assert [version(outcome) for outcome in told.values()] == [0, 0]
        assert len(world.catalog.calls) == 1


class Stubborn(MemoryStore):
    """A store that could not be reached when something was to be dropped."""

    async def drop(self, keys: Collection[str], until: datetime) -> None:
        del keys, until


async def test_what_changed_is_not_taken_from_a_store_that_did_not_hear_of_it() -> None:
    world = World(store=Stubborn)
    with everything_written(world):
        await world.replicas[0].read("A")
        await settled()
        world.change("A")
        await world.poll()
        assert version((await world.replicas[1].read("A"))["A"]) == 1


async def test_what_was_read_since_a_change_is_taken_by_who_hears_of_it_later() -> None:
    world = World()
    catalog, clock = world.catalog, world.clock
    late = Replica(catalog, state=ShieldState(signal=LocalSignal(), stores=world.stores))
    with everything_written(world):
        await late.read("A")
        await settled()
        world.change("A")
        news = Outdated("erp", ("item:A",), clock.now())
        await world.signal.tell(news)
        clock.advance(SECOND)
        await world.replicas[0].read("A")
        await settled()
        clock.advance(SECOND)
        await late.signal.tell(news)
        await settled()
        assert version((await late.read("A"))["A"]) == 1
        assert len(catalog.calls) == 2


async def test_what_was_taken_from_the_store_is_not_verified_by_a_feed() -> None:
    """Its change may have been told before this replica came to hold it."""
    world = World(store=Stubborn)
    with everything_written(world):
        await world.replicas[0].read("A")
        await settled()
        world.change("A")
        await world.poll()
        late = world.started()
        assert version((await late.read("A"))["A"]) == 0
        world.clock.advance(50 * SECOND)
        await world.poll()
        assert version((await late.read("A"))["A"]) == 1
