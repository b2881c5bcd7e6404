"""Any history of holds: never more than there is, totals that are sums, and keys that hold once."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.errors import NotFound, ReservationEnded, ReservationExpired
from domain.partners import RowScope
from domain.ports.reservations import Held, Known, Reservations
from domain.reservations.records import counted
from domain.reservations.states import LIVE, ReservationState
from gateway.store.reservations.sql_reservations import SqlReservations
from tests.contracts.reservations import ALL, allotted, held, hold
from tests.doubles.clock import START
from tests.doubles.reservations import InMemoryReservations
from tests.gateway.store.emptied import migrated_store

NAMES = st.integers(0, 7)
SKUS = st.sampled_from(["AX-1", "AX-2"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("hold"), NAMES, SKUS, st.integers(1, 6), st.integers(1, 5)),
        st.tuples(st.just("both"), NAMES, st.integers(1, 6), st.integers(1, 5)),
        st.tuples(st.just("extend"), NAMES, st.integers(1, 9)),
        st.tuples(st.just("confirm"), NAMES),
        st.tuples(st.just("release"), NAMES),
        st.tuples(st.just("take_over"), NAMES, st.integers(0, 7)),
        st.tuples(st.just("sweep")),
        st.tuples(st.just("ceiling"), SKUS, st.integers(0, 12)),
        st.tuples(st.just("wait"), st.integers(0, 4)),
    ),
    max_size=30,
)
AT = "at:EAST"


class History:
    """Plays steps on a store, and checks after each what must be so."""

    def __init__(self, store: Reservations) -> None:
        self.store = store
        self.now: datetime = START
        self.limits = dict.fromkeys(["AX-1", "AX-2"], 10)
        self.most = dict.fromkeys(["AX-1", "AX-2"], 0)

    async def play(self, steps: Sequence[tuple[Any, ...]]) -> None:
        for sku, limit in self.limits.items():
            await self._ceiling(sku, limit)
        for what, *values in steps:
            with suppress(ReservationEnded, ReservationExpired, NotFound):
                await getattr(self, f"_{what}")(*values)
            await self._check()

    async def _hold(self, name: int, sku: str, grains: int, minutes: int) -> None:
        await self._made(name, [(sku, grains)], minutes)

    async def _both(self, name: int, grains: int, minutes: int) -> None:
        await self._made(name, [("AX-2", grains), ("AX-1", grains)], minutes)

    async def _made(self, name: int, lines: Sequence[tuple[str, int]], minutes: int) -> None:
        before = {sku: await self._held(sku) for sku, _ in lines}
        one = replace(
            held(f"r{name}", *(allotted(sku, grains) for sku, grains in lines)),
            expires_at=self.now + timedelta(minutes=minutes),
        )
        known = await self.store.reservation(one.id)
        done = await self.store.hold(hold(one), now=self.now)
        assert isinstance(done, Known) == (known is not None)
        fits = all(before[sku] + grains <= self.limits[sku] for sku, grains in lines)
        assert isinstance(done, Held) == (known is None and fits)

    async def _extend(self, name: int, minutes: int) -> None:
        await self.store.extend(f"r{name}", self.now + timedelta(minutes=minutes), now=self.now)

    async def _confirm(self, name: int) -> None:
        await self.store.confirm(f"r{name}", f"SO-{name}", now=self.now)

    async def _release(self, name: int) -> None:
        await self.store.release(f"r{name}", now=self.now)

    async def _take_over(self, name: int, grains: int) -> None:
        known = await self.store.reservation(f"r{name}")
        if known is not None:
            await self.store.take_over(known.id, [grains] * len(known.allotments), now=self.now)

    async def _sweep(self) -> None:
        await self.store.sweep(now=self.now, most=100)

    async def _ceiling(self, sku: str, limit: int) -> None:
        rooms = await self.store.rooms([sku])
        version = max((room.version for room in rooms.values()), default=0)
        assert await self.store.put_ceilings(sku, {AT: limit, "seller:WEB@": 99}, version=version)
        self.limits[sku] = limit

    async def _wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    async def _held(self, sku: str) -> int:
        rooms = await self.store.rooms([sku])
        return next(room.held for bucket, room in rooms.items() if bucket.name == AT)

    async def _check(self) -> None:
        everything = await self.store.page(ALL, RowScope(), now=START, first=1_000, after=None)
        live = [a for one in everything if one.state in LIVE for a in one.allotments]
        rooms = await self.store.rooms(list(self.limits))
        assert {b: room.held for b, room in rooms.items() if room.held} == {
            b: grains for b, grains in counted(live).items() if grains
        }
        told = await self.store.held(list(self.limits), now=self.now)
        still = [
            a
            for one in everything
            if one.state is ReservationState.CONFIRMED
            or (one.state is ReservationState.HELD and one.expires_at > self.now)
            for a in one.allotments
        ]
        for sku, limit in self.limits.items():
            assert told[sku][AT] == sum(a.live for a in still if a.sku == sku)
            # What was held when the ceiling fell stays, and nothing comes to it.
            now_held = await self._held(sku)
            assert now_held <= max(limit, self.most[sku])
            self.most[sku] = now_held


def play(opened: AbstractAsyncContextManager[Reservations], steps: Sequence[tuple[Any, ...]]) -> None:
    async def run() -> None:
        async with opened as store:
            await History(store).play(steps)

    asyncio.run(run())


@asynccontextmanager
async def in_memory() -> AsyncIterator[Reservations]:
    yield InMemoryReservations()


@asynccontextmanager
async def in_a_database(url: str) -> AsyncIterator[Reservations]:
    async with migrated_store(url) as store:
        yield SqlReservations(store.engine)


@given(STEPS)
def test_in_memory(steps: list[tuple[Any, ...]]) -> None:
    play(in_memory(), steps)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_on_sqlite(steps: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        play(in_a_database(f"sqlite+aiosqlite:///{Path(folder) / 'ordergraph.db'}"), steps)


@pytest.mark.service("postgres")
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_on_postgres(postgres_url: str, steps: list[tuple[Any, ...]]) -> None:
    play(in_a_database(postgres_url), steps)
