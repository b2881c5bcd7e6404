"""A reader behind the shield over a system whose host has a budget, in a time that passes as a test says."""

import asyncio
from collections import deque
from collections.abc import Sequence
from copy import deepcopy
from datetime import timedelta
from typing import NamedTuple

from adapters.transport.guard import HostGuard
from domain.budgets import LANES, BreakerRules, BudgetRules, HostRules, Operation, RetryRules
from domain.catalog import Product
from domain.errors import BackendError, BackendTimeout
from domain.freshness import FreshState, StaleReason, Stamp
from domain.partners import Lane
from domain.ports.backends import PRODUCTS
from domain.ports.demand import Account, Demand
from domain.ports.limits import Ask, Call
from domain.ports.reading import Failed, Found, Outcome, Outcomes, Reader, Readers
from gateway.limits.memory import MemoryLimits
from gateway.limits.turns import take
from gateway.settings.freshness import EVERY, Freshness, LastKnownBounds, MemoryBounds, PortTerms
from gateway.shield.stack import Shield, Shielded
from gateway.shield.state import ShieldState
from gateway.shield.timing import Timing
from tests.doubles.guarding import HOST, means
from tests.doubles.sleeping import Sleeping

SOFT = timedelta(seconds=5)
TERMS = PortTerms(soft=SOFT, ttl=SOFT, keep=timedelta(days=1), wait=timedelta(seconds=1))
ONCE = RetryRules(attempts=1)
NO_BREAKER = BreakerRules(failures=0)


class Made(NamedTuple):
    """One call that reached the system."""

    at: float
    keys: tuple[str, ...]
    lane: Lane


class System:
    """Knows a product by any name.

    made: the calls that reached it. reads: how often it was to be read. error: what becomes of each call, or
    errors of the next ones; fault: what each read raises. takes: seconds of each.
    """

    def __init__(self, time: Sleeping, rules: HostRules, store: MemoryLimits, replica: str) -> None:
        self.time = time
        self.guard = HostGuard(HOST, rules, means(time, store=store, replica=replica))
        self.made: list[Made] = []
        self.errors: deque[BackendError] = deque()
        self.error: BackendError | None = None
        self.fault: Exception | None = None
        self.takes = 0.05
        self.reads = 0

    async def __call__(self, keys: Sequence[str], demand: Demand, /) -> Outcomes[str, Product]:
        self.reads += 1
        if self.fault is not None:
            raise self.fault
        call = Call(instance="erp", demand=demand, operation=Operation.READ, timeout=5.0)

        async def attempt(seconds: float) -> Outcomes[str, Product]:
            self.made.append(Made(self.time.monotonic(), tuple(keys), demand.lane))
            await self.time.sleep(min(self.takes, seconds))
            if self.takes >= seconds:
                raise BackendTimeout("did not answer in time", backend="erp")
            if error := self.errors.popleft() if self.errors else self.error:
                raise error
            return {key: self._product(key) for key in keys}

        try:
            return await self.guard.call(call, attempt, lambda _answer: None)
        except BackendError as error:
            return dict.fromkeys(keys, Failed(error))

    def _product(self, key: str) -> Outcome[Product]:
        stamp = Stamp(source="erp", fetched_at=self.time.now())
        return Found(Product(sku=key, source="erp", name=key), (stamp,))


class Answer(NamedTuple):
    """What is told of one key, after how many seconds."""

    state: FreshState | None
    reason: StaleReason | None
    took: float
    error: BackendError | None = None

    @property
    def is_fresh(self) -> bool:
        return self.state is FreshState.FRESH


class Budgeted:
    """One process of those that share a budget."""

    def __init__(  # noqa: PLR0913 - each figure is named where it is given
        self,
        budget: BudgetRules,
        *,
        breaker: BreakerRules = NO_BREAKER,
        terms: PortTerms = TERMS,
        time: Sleeping | None = None,
        store: MemoryLimits | None = None,
        state: ShieldState | None = None,
        replica: str = "a",
    ) -> None:
        self.time = time or Sleeping()
        self.store = store or MemoryLimits(self.time)
        self._budget = budget
        self.system = System(
            self.time, HostRules(budget=budget, breaker=breaker, retries=ONCE), self.store, replica
        )
        freshness = Freshness(of={("", EVERY): terms}, memory=MemoryBounds(), last_known=LastKnownBounds())
        timing = Timing(self.time, wait=self._wait, sleep=self.time.sleep, spread=lambda: 0.0)
        self._shield = Shield(freshness, state or ShieldState(), timing)
        bound = self._shield.bound([PRODUCTS.by(self.system)], Shielded("erp", "here"))
        self.reader: Reader[str, Product] = Readers(bound).of(PRODUCTS)

    async def ask(
        self,
        key: str,
        lane: Lane = Lane.INTERACTIVE,
        *,
        max_age: timedelta | None = None,
        strict: bool = False,
        within: float = 10.0,
    ) -> Answer:
        """Ask for a key, and let the time pass that it takes."""
        began = self.time.monotonic()
        demand = Demand(
            deadline=began + within, max_age=max_age, strict=strict, lane=lane, account=Account("somebody")
        )
        told = self.reader.peek([key], demand)
        if told is None:
            told = await self.time.running(self.reader.read([key], demand))
        return _answer(told[key], self.time.monotonic() - began)

    async def warm(self, keys: Sequence[str]) -> None:
        """Read all of these in one call, whatever time that takes."""
        demand = Demand(deadline=self.time.monotonic() + 60.0)
        await self.time.running(self.reader.read(keys, demand))

    def has_turn(self, lane: Lane) -> bool:
        """Whether a newcomer would be given a turn in this lane now."""
        ledger = deepcopy(self.store._ledgers.get(HOST))
        one = [int(each is lane) for each in LANES]
        ask = Ask(host=HOST, replica="new", rules=self._budget, wanted=(one[0], one[1], one[2], one[3]))
        return ledger is None or any(take(ledger, ask, self.store._now()).granted)

    async def aclose(self) -> None:
        await self._shield.aclose()
        await self.system.guard.aclose()

    async def _wait(self, tasks: set[asyncio.Task[object]], seconds: float) -> None:
        timer, done = (
            asyncio.ensure_future(each) for each in (self.time.sleep(seconds), asyncio.wait(tasks))
        )
        try:
            await asyncio.wait({timer, done}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
            done.cancel()


def _answer(outcome: Outcome[Product], took: float) -> Answer:
    if isinstance(outcome, Failed):
        return Answer(None, None, took, outcome.error)
    (stamp,) = outcome.stamps
    return Answer(stamp.state, stamp.reason, took)
