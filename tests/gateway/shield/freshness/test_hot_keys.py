"""With too small a budget, what is asked for most stays fresh: as much of it as any order could keep so."""

import random
from collections.abc import Sequence
from itertools import accumulate

import pytest

from domain.budgets import BudgetRules
from gateway.limits.memory import MemoryLimits
from gateway.shield.freshness.behind import Stores, shared_writes
from gateway.shield.freshness.wanted import BATCH
from gateway.shield.sharing.aiocache_store import MemoryStore
from gateway.shield.state import ShieldState
from tests.doubles.budgeted import SOFT, Budgeted
from tests.doubles.sleeping import Sleeping

KEYS = [f"K{rank}" for rank in range(4 * BATCH)]
ASKS_A_SECOND = 40
SETTLED, MEASURED = 30, 60
ONE_BATCH_A_BOUND = BudgetRules(concurrency=5, rate=1 / SOFT.total_seconds(), burst=1, shared=True)


def sharing(time: Sleeping) -> ShieldState:
    """What replicas have in common."""
    store = MemoryStore(time)
    return ShieldState(stores=Stores(store=store, shared=shared_writes(store)))


def zipf(keys: Sequence[str]) -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, len(keys) + 1)))


@pytest.mark.parametrize("replicas", [1, 2])
async def test_the_share_of_stale_answers_is_nearly_the_best_there_is(replicas: int) -> None:
    time = Sleeping()
    store, state = MemoryLimits(time), sharing(time)
    await state.start()
    houses = [
        Budgeted(ONE_BATCH_A_BOUND, time=time, store=store, state=state, replica=f"r{number}")
        for number in range(replicas)
    ]
    for house in houses:
        await house.warm(KEYS)
    chance, weights, stale, asked = random.Random(7), zipf(KEYS), 0, 0  # noqa: S311 - not for secrets
    for turn in range((SETTLED + MEASURED) * ASKS_A_SECOND):
        key = chance.choices(KEYS, cum_weights=weights)[0]
        answer = await houses[turn % replicas].ask(key, max_age=SOFT)
        if turn > SETTLED * ASKS_A_SECOND:
            asked, stale = asked + 1, stale + (not answer.is_fresh)
        await time.passes(1 / ASKS_A_SECOND)
    best = 1 - weights[BATCH - 1] / weights[-1]
    assert stale / asked <= best + 0.03
    for house in houses:
        await house.aclose()
    await state.aclose()
