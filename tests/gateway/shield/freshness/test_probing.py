"""A host that may be well again is tried behind the answers, wherever there is an older value to give."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from domain.budgets import BreakerRules, BreakerState, BudgetRules
from domain.errors import BackendTimeout, BreakerOpen
from domain.freshness import StaleReason
from tests.doubles.budgeted import Budgeted

OPEN = StaleReason.BREAKER_OPEN
PAUSE = 5.0
HANGS = 60.0


@pytest_asyncio.fixture
async def erp() -> AsyncIterator[Budgeted]:
    """A system that hangs, as its breaker knows; of A and B older values are known."""
    rules = BreakerRules(failures=1, probes=1, pause=timedelta(seconds=PAUSE))
    made = Budgeted(BudgetRules(concurrency=5), breaker=rules)
    await made.warm(("A", "B"))
    await made.time.passes(10.0)
    made.system.takes = HANGS
    first = await made.ask("A")
    assert (first.reason, first.took) == (StaleReason.TIMEOUT, 1.0)
    await made.time.passes(4.0)
    assert made.system.guard.state() is BreakerState.OPEN
    try:
        yield made
    finally:
        await made.aclose()


async def test_while_it_is_open_nobody_waits_and_nobody_calls(erp: Budgeted) -> None:
    calls = len(erp.system.made)
    for _ in range(5):
        answer = await erp.ask("A")
        assert (answer.reason, answer.took) == (OPEN, 0.0)
    assert len(erp.system.made) == calls


async def test_when_it_may_be_tried_it_is_tried_behind_the_answer(erp: Budgeted) -> None:
    await erp.time.passes(PAUSE)
    calls = len(erp.system.made)
    for _ in range(20):
        answer = await erp.ask("A")
        assert (answer.reason, answer.took) == (OPEN, 0.0)
        await erp.time.passes(0.2)
    assert len(erp.system.made) == calls + 1


async def test_once_the_host_is_well_the_next_answer_is_fresh(erp: Budgeted) -> None:
    erp.system.takes = 0.05
    await erp.time.passes(PAUSE)
    assert (await erp.ask("A")).reason is OPEN
    await erp.time.passes(0.1)
    assert (await erp.ask("A")).is_fresh
    answer = await erp.ask("B")
    assert answer.is_fresh
    assert answer.took == pytest.approx(0.05)


async def test_who_has_nothing_to_fall_back_on_tries_it(erp: Budgeted) -> None:
    await erp.time.passes(PAUSE)
    answer = await erp.ask("C")
    assert isinstance(answer.error, BackendTimeout)
    erp.system.takes = 0.05
    await erp.time.passes(2 * PAUSE)
    assert (await erp.ask("C")).is_fresh


async def test_who_takes_nothing_older_tries_it(erp: Budgeted) -> None:
    erp.system.takes = 0.05
    await erp.time.passes(PAUSE)
    assert (await erp.ask("A", strict=True)).is_fresh


async def test_before_it_may_be_tried_nobody_tries_it(erp: Budgeted) -> None:
    calls = len(erp.system.made)
    unknown, strict = await erp.ask("C"), await erp.ask("A", strict=True)
    assert isinstance(unknown.error, BreakerOpen)
    assert isinstance(strict.error, BreakerOpen)
    assert len(erp.system.made) == calls
