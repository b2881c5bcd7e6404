"""Updates, invalidations and reads in any order, on two replicas: nothing older follows something newer."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.catalog import Product
from domain.errors import BackendUnavailable
from domain.freshness import Stamp
from domain.ports.backends import PRODUCTS
from domain.ports.cache import Heard, News, Outdated, Signal
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Outcomes
from gateway.shield.freshness.changes import update
from gateway.shield.state import ShieldState
from tests.contracts.signal import until
from tests.doubles.clock import SettableClock
from tests.doubles.shared_state import in_memory, over_redis
from tests.doubles.shielded import SECOND, Catalog, Replica, settled, version

DOWN = BackendUnavailable("cannot be reached", backend="erp")
WHO = st.integers(0, 1)
STEPS = st.one_of(
    st.tuples(st.just("advance"), st.integers(1, 3_000)),
    st.tuples(st.just("change")),
    st.tuples(st.just("update"), WHO, st.integers(0, 5)),
    st.tuples(st.just("invalidate"), WHO),
    st.tuples(st.just("read"), WHO, st.none() | st.integers(0, 5)),
    st.tuples(st.just("gate")),
    st.tuples(st.just("fail"), st.booleans()),
    st.tuples(st.just("restart"), WHO),
)
STORIES = st.lists(STEPS, min_size=4, max_size=25)
SYSTEMS = st.sampled_from(("says nothing", "says when", "lags"))


class System(Catalog):
    """Knows what was so at any time. With `lags` it answers as of a little while ago, and says so."""

    def __init__(self, clock: SettableClock, kind: str) -> None:
        super().__init__(clock, f"erp_{uuid4().hex[:8]}")
        self.kind = kind
        self.changed = [clock.now()]
        self.lags = iter((timedelta(), 4 * SECOND, SECOND, timedelta()) * 50)

    def at(self, moment: datetime) -> Product:
        """The record as it was then."""
        number = sum(changed <= moment for changed in self.changed)
        return Product(sku="A", source=self.instance, name=str(number))

    async def __call__(self, keys: Sequence[str], demand: Demand, /) -> Outcomes[str, Product]:
        now = self.clock.now()
        as_of = now - (next(self.lags) if self.kind == "lags" else timedelta())
        record = self.at(as_of)
        said = None if self.kind == "says nothing" else as_of
        self.versions = {key: int(record.name) for key in keys}
        outcomes = await super().__call__(keys, demand)
        stamp = Stamp(source=self.instance, as_of=said, fetched_at=now)
        return {
            key: Found(record, (stamp,)) if isinstance(each, Found) else each
            for key, each in outcomes.items()
        }


@dataclass
class World:
    """Two replicas. told: the version that everybody must know. seen: what each has given so far.

    news: how often something was told.
    """

    system: System
    states: Sequence[ShieldState]
    told: int = 0
    news: int = 0
    seen: Counter[int] = field(default_factory=Counter)
    reads: list[asyncio.Task[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = self.system.clock
        self.replicas = [self.started(who) for who in range(2)]

    def started(self, who: int) -> Replica:
        replica = Replica(self.system, state=self.states[who])
        replica.moves_on = True
        return replica

    async def done(self, step: tuple[object, ...]) -> None:
        """Do one thing, and let go on what can."""
        match step:
            case ("advance", int(milliseconds)):
                self.clock.advance(timedelta(milliseconds=milliseconds))
            case ("change",):
                self.clock.advance(timedelta(microseconds=1))
                self.system.changed.append(self.clock.now())
            case ("update", int(who), int(seconds)):
                await self.update(who, self.clock.now() - seconds * SECOND)
            case ("invalidate", int(who)):
                news = Outdated(self.system.instance, ("item:A",), self.clock.now())
                await self.everywhere(self.states[who].signal, news)
            case ("read", int(who), int() | None as seconds):
                self.reads.append(asyncio.create_task(self.read(who, seconds)))
            case ("gate",):
                gate = self.system.gate
                gate.clear() if gate.is_set() else gate.set()
            case ("fail", bool(fails)):
                self.system.error = DOWN if fails else None
            case ("restart", int(who)):
                await self.replicas[who].shield.aclose()
                self.replicas[who] = self.started(who)
                self.seen[who] = 0
            case _:
                raise AssertionError(step)
        self.clock.advance(timedelta(microseconds=1))
        await settled()

    async def update(self, who: int, as_of: datetime) -> None:
        record = self.system.at(max(as_of, self.system.changed[0]))
        news = [update(PRODUCTS, "A", record, max(as_of, self.system.changed[0]))]
        await self.replicas[who].shield.updated(self.system.instance, news)
        await self.everywhere(self.states[who].signal, Heard("nobody", self.clock.now()))
        self.told = max(self.told, int(record.name))

    async def everywhere(self, signal: Signal, news: News) -> None:
        """Tell, and wait until both have heard it, and all that was told before."""
        self.news += 1
        heard: list[News] = []
        ends = [each.signal.listen(heard.append) for each in self.states]
        await signal.tell(news)
        await until(lambda: heard.count(news) == len(ends))
        for end in ends:
            end()

    async def read(self, who: int, seconds: int | None) -> None:
        """Whoever asks after something was told, or given by the same replica, gets that or a newer one.

        A system that lags may say anything of what nobody remembers.
        """
        lags = self.system.kind == "lags"
        least = max(self.seen[who], 0 if lags else self.told)
        replica, news = self.replicas[who], self.news
        outcome = (await replica.read("A", max_age=None if seconds is None else seconds * SECOND))["A"]
        given = version(outcome)
        if given is None:
            assert isinstance(outcome, Failed)
            return
        assert isinstance(outcome, Found)
        assert given >= least
        (stamp,) = outcome.stamps
        assert stamp.fetched_at is not None
        assert stamp.verified_at is None or stamp.verified_at <= stamp.fetched_at
        if stamp.as_of is not None:
            assert outcome.value == self.system.at(stamp.as_of)
        if replica is self.replicas[who] and not (lags and news != self.news):
            self.seen[who] = max(self.seen[who], given)

    async def ended(self) -> None:
        """Let every read come to its end."""
        self.system.gate.set()
        await asyncio.gather(*self.reads)
        for replica in self.replicas:
            await replica.shield.aclose()


Opened = Callable[[SettableClock], AbstractAsyncContextManager[Sequence[ShieldState]]]


async def lived(opened: Opened, kind: str, steps: Sequence[tuple[object, ...]]) -> None:
    """One story from its beginning to its end."""
    clock = SettableClock()
    async with opened(clock) as states:
        world = World(System(clock, kind), states)
        for step in steps:
            await world.done(step)
        await world.ended()


FORGOTTEN_TOGETHER: list[tuple[object, ...]] = [
    ("update", 1, 0),
    ("change",),
    ("update", 0, 0),
    ("invalidate", 0),
    ("fail", True),
    ("read", 1, None),
]
"""One replica holds the older one, and nobody shares the newer one any more: our store has it."""


@example(kind="says nothing", steps=FORGOTTEN_TOGETHER)
@settings(max_examples=150)
@given(kind=SYSTEMS, steps=STORIES)
def test_nothing_older_follows_something_newer(kind: str, steps: list[tuple[object, ...]]) -> None:
    asyncio.run(lived(in_memory, kind, steps))


@pytest.mark.service("redis")
@settings(max_examples=20)
@given(kind=SYSTEMS, steps=STORIES)
def test_nor_over_redis(kind: str, steps: list[tuple[object, ...]]) -> None:
    asyncio.run(lived(over_redis, kind, steps))
