"""Readers behind the shield over a backend in memory, in a time that passes when a test says so."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from domain.catalog import Product
from domain.errors import BackendError
from domain.freshness import Stamp
from domain.ports.backends import PRODUCTS
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Failed, Found, Missing, Outcome, Outcomes, Reader, Readers
from gateway.settings.freshness import EVERY, Freshness, LastKnownBounds, MemoryBounds, PortTerms
from gateway.shield.stack import Shield, Shielded
from gateway.shield.state import ShieldState
from gateway.shield.timing import Timing
from tests.doubles.clock import SettableClock

SECOND = timedelta(seconds=1)
TERMS = PortTerms(
    soft=10 * SECOND, ttl=20 * SECOND, keep=100 * SECOND, negative=5 * SECOND, wait=SECOND, costly=False
)
_TURNS = 30


class Catalog:
    """Products by sku, each with the version that it has now as its name.

    `error` makes each call fail; calls wait while `gate` is closed. `calls`, `demands`: what was asked.
    """

    def __init__(self, clock: SettableClock, instance: str = "erp") -> None:
        self.clock = clock
        self.instance = instance
        self.versions: dict[str, int] = {}
        self.error: BackendError | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = asyncio.Event()
        self.calls: list[tuple[str, ...]] = []
        self.demands: list[Demand] = []
        self.given_up = 0

    async def __call__(self, keys: Sequence[str], demand: Demand, /) -> Outcomes[str, Product]:
        self.calls.append(tuple(keys))
        self.asked.set()
        self.demands.append(demand)
        answers = {key: self._answer(key) for key in keys}
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        return dict.fromkeys(keys, Failed(self.error)) if self.error else answers

    def _answer(self, key: str) -> Outcome[Product]:
        if key not in self.versions:
            return MISSING
        stamp = Stamp(source=self.instance, fetched_at=self.clock.now())
        return Found(Product(sku=key, source=self.instance, name=str(self.versions[key])), (stamp,))


class Replica:
    """One process's reader of a catalog, and what it hears. moves_on: the test will open the gate."""

    def __init__(
        self,
        catalog: Catalog,
        *,
        terms: PortTerms = TERMS,
        state: ShieldState | None = None,
        entries: int = 1_000,
        feeds: bool = True,
    ) -> None:
        self.clock = catalog.clock
        state = state or ShieldState()
        self.signal = state.signal
        self.moves_on = False
        freshness = Freshness(
            of={("", EVERY): terms}, memory=MemoryBounds(entries=entries), last_known=LastKnownBounds()
        )
        timing = Timing(self.clock, wait=self._wait, sleep=self._sleep, spread=lambda: 0.0)
        self.shield = Shield(freshness, state, timing)
        fed = frozenset({PRODUCTS.name}) if feeds else frozenset[str]()
        bound = self.shield.bound([PRODUCTS.by(catalog)], Shielded(catalog.instance, "here", fed))
        self.reader: Reader[str, Product] = Readers(bound).of(PRODUCTS)

    async def read(
        self, *keys: str, max_age: timedelta | None = None, strict: bool = False
    ) -> Outcomes[str, Product]:
        """A read with ten seconds of time."""
        return await self.reader.read(keys, self.demand(max_age, strict=strict))

    def peek(
        self, *keys: str, max_age: timedelta | None = None, strict: bool = False
    ) -> Outcomes[str, Product] | None:
        """What memory says at once."""
        return self.reader.peek(keys, self.demand(max_age, strict=strict))

    def demand(self, max_age: timedelta | None = None, *, strict: bool = False) -> Demand:
        """A demand with ten seconds of time."""
        return Demand(deadline=self.clock.monotonic() + 10.0, max_age=max_age, strict=strict)

    async def _wait(self, tasks: set[asyncio.Task[object]], seconds: float) -> None:
        """What is not done once nothing moves any more takes longer than that."""
        if self.moves_on:
            await asyncio.wait(tasks)
            return
        for _ in range(_TURNS):
            if all(task.done() for task in tasks):
                return
            await asyncio.sleep(0)
        self.clock.advance(timedelta(seconds=seconds))

    async def _sleep(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))
        await asyncio.sleep(0)


async def settled() -> None:
    """Let everything that can go on go on."""
    for _ in range(_TURNS):
        await asyncio.sleep(0)


def version(outcome: Found[Product] | Missing | Failed | None) -> int | None:
    """The version of a product that was found."""
    return int(outcome.value.name) if isinstance(outcome, Found) else None
