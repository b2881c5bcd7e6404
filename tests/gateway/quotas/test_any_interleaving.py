"""Whatever replicas do at the same time, partners never spend more than their quota and its stated bound."""

import asyncio
import random
from collections.abc import Sequence
from datetime import timedelta
from itertools import cycle
from typing import NamedTuple, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import QuotaSpent
from domain.ports.quotas import Ask
from domain.quota import Quota
from gateway.quotas.accounts import Accounts
from gateway.quotas.memory import MemoryQuotas
from tests.doubles.clock import SettableClock
from tests.doubles.counting import FarQuotas, replica

QUOTA = Quota(points=20, window=timedelta(seconds=20), concurrency=3)
CREDIT = 1


class Operate(NamedTuple):
    """Begin an operation at a replica: it reserves, goes on for some turns of the loop, and settles."""

    replica: int
    reserved: int
    part: float
    turns: int


class Pass(NamedTuple):
    """Time passes."""

    seconds: float


class Settle(NamedTuple):
    """A replica settles by its clock."""

    replica: int


class Crash(NamedTuple):
    """A replica dies with what it holds, and another one takes its place."""

    replica: int


class Lose(NamedTuple):
    """The store is not to be reached, or its answers are lost, for one replica."""

    replica: int
    away: bool
    deaf: bool


SEATS = st.integers(0, 2)
OPERATE = st.builds(
    Operate, SEATS, st.integers(0, 20), st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([0, 1, 3, 30])
)
LITTLE = st.builds(Operate, SEATS, st.just(0), st.just(0.0), st.integers(0, 3))
SETTLE = st.builds(Settle, SEATS)
QUIET = st.one_of(OPERATE, LITTLE, LITTLE, SETTLE, st.builds(Pass, st.sampled_from([0.1, 1.0, 2.0, 5.0])))
WILD = st.one_of(
    QUIET,
    QUIET,
    QUIET,
    st.builds(Pass, st.sampled_from([0.1, 1.0, 11.0, 30.0])),
    st.one_of(st.builds(Crash, SEATS), st.builds(Lose, SEATS, st.booleans(), st.booleans())),
)
TURNS = st.lists(st.integers(0, 4), min_size=1, max_size=5)


Step: TypeAlias = Operate | Pass | Settle | Crash | Lose


class House:
    """Three replicas over one store, and when which points were spent while they were counted."""

    def __init__(self, turns: Sequence[int]) -> None:
        self.clock = SettableClock()
        self.store = MemoryQuotas(self.clock)
        self._turns = cycle(turns)
        self.far: list[FarQuotas] = []
        self.replicas: list[Accounts] = []
        self.started = 0
        self.spent: list[tuple[float, int]] = []
        self.at_once = self.most_at_once = 0
        self.tasks: set[asyncio.Task[None]] = set()
        for _ in range(3):
            self.far.append(FarQuotas(self.store, self._turns))
            self.replicas.append(self._fresh(len(self.replicas)))

    def _fresh(self, seat: int) -> Accounts:
        self.started += 1
        return replica(self.far[seat], self.clock, part=0.25, credit=CREDIT)

    async def do(self, step: Step) -> None:
        match step:
            case Operate():
                self.tasks.add(asyncio.create_task(self._operate(step)))
            case Pass():
                self.clock.advance(timedelta(seconds=step.seconds))
            case Settle():
                self.tasks.add(asyncio.create_task(self.replicas[step.replica].settle()))
            case Crash():
                self.replicas[step.replica] = self._fresh(step.replica)
            case Lose():
                self.far[step.replica].away, self.far[step.replica].deaf = step.away, step.deaf
        await asyncio.sleep(0)

    async def _operate(self, step: Operate) -> None:
        account = self.replicas[step.replica].of("acme", QUOTA)
        try:
            entry = await account.enter()
        except QuotaSpent:
            return
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            hold = await account.reserve(step.reserved) if step.reserved else None
            for _ in range(step.turns):
                await asyncio.sleep(0)
            for each, part in ((entry, 1.0), (hold, step.part)):
                if each is not None:
                    cost = int(each.points * part)
                    self._note(account.is_counted, cost)
                    account.settle(each, cost)
        except QuotaSpent:
            account.settle(entry, 0)
        finally:
            self.at_once -= 1
            account.leave()

    def _note(self, counted: bool, points: int) -> None:  # noqa: FBT001 - as the account has it
        if counted and points:
            self.spent.append((self.clock.monotonic(), points))

    async def settled(self, *, closing: bool = False) -> None:
        """Every replica settles, as its clock has it do."""
        for accounts in self.replicas:
            await accounts.settle(closing=closing)

    async def ended(self) -> None:
        await asyncio.gather(*self.tasks)
        for far in self.far:
            far.away = far.deaf = False


def most_above(spent: Sequence[tuple[float, int]], quota: Quota) -> float:
    """Over all stretches of time: by how much more was spent than the quota and what came back in it."""
    most = 0.0
    for first, (began, _) in enumerate(spent):
        total = 0
        for ended, points in spent[first:]:
            total += points
            most = max(most, total - quota.points - quota.rate * (ended - began))
    return most


@settings(max_examples=300, deadline=None)
@given(steps=st.lists(st.one_of(QUIET, WILD), max_size=80), turns=TURNS)
async def test_no_stretch_of_time_sees_more_than_the_quota_and_a_credit_for_each_process(
    steps: Sequence[Step], turns: Sequence[int]
) -> None:
    house = House(turns)
    for step in steps:
        await house.do(step)
    await house.ended()
    assert most_above(house.spent, QUOTA) <= house.started * CREDIT + 1e-6
    for accounts in house.replicas:
        await accounts.aclose()


@pytest.mark.parametrize("seed", range(6))
async def test_nor_does_a_long_time_of_greedy_callers(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    troubled, house = seed % 2 == 0, House([chance.randrange(5) for _ in range(7)])
    for _ in range(4_000):
        seat = chance.randrange(3)
        points, turns = chance.choice([0, 0, 2, 9, 20]), chance.choice([0, 1, 9])
        often: list[Step] = [Operate(seat, points, chance.random(), turns)] * 14
        now_and_then: list[Step] = [Pass(chance.choice([0.1, 0.7, 2.0]))] * 3
        rarely: list[Step] = (
            [Pass(40.0), Lose(seat, away=False, deaf=chance.random() < 0.3)] if troubled else [Pass(12.0)]
        )
        steps = [*often, *now_and_then, Settle(seat), chance.choice(rarely)]
        await house.do(chance.choice(steps))
    await house.ended()
    assert len(house.spent) > 100
    # A replica lets one in before it has asked.
    assert troubled or house.most_at_once <= QUOTA.concurrency + len(house.replicas)
    assert most_above(house.spent[-1_500:], QUOTA) <= house.started * CREDIT + 1e-6


@settings(max_examples=100, deadline=None)
@given(steps=st.lists(QUIET, max_size=40), turns=TURNS)
async def test_what_is_not_spent_is_all_there_once_everybody_has_settled(
    steps: Sequence[Step], turns: Sequence[int]
) -> None:
    house = House(turns)
    for step in steps:
        await house.do(step)
        if isinstance(step, Pass):
            await house.settled()
    await house.ended()
    await house.settled(closing=True)
    spent = sum(points for _, points in house.spent)
    look = Ask(partner="acme", quota=QUOTA, replica="looks", number=1)
    assert (await house.store.take(look)).left >= QUOTA.points - spent - 1e-6
