"""How long a call waits for its turn where whoever makes it has something else to fall back on."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from adapters.transport.budget import Budget
from domain.budgets import BudgetRules, HostRules, Maintenance
from domain.errors import BackendBudgetSpent
from domain.partners import Lane
from domain.ports.demand import shared
from domain.ports.limits import Call
from gateway.limits.memory import MemoryLimits
from tests.doubles.clock import START
from tests.doubles.guarding import HOST, call, means
from tests.doubles.sleeping import Sleeping

FOR_EVER = 1e9
A_CALL_EACH_FIVE_SECONDS = BudgetRules(concurrency=5, rate=0.2, burst=1)


class Line:
    """The turns of one host, and how long somebody waited for the last one."""

    def __init__(self, rules: BudgetRules, **more: object) -> None:
        self.time = Sleeping()
        host = HostRules(budget=rules, **more)  # type: ignore[arg-type]  # named by the test
        self.budget = Budget(HOST, host, means(self.time, store=MemoryLimits(self.time)))

    def call(self, patience: float | None, lane: Lane = Lane.INTERACTIVE) -> Call:
        """A call under a demand that may be raised."""
        asked = call(self.time, lane, within=60.0)
        patient = None if patience is None else timedelta(seconds=patience)
        return msgspec.structs.replace(asked, demand=shared(replace(asked.demand, patience=patient)))

    def waiting(self, asked: Call) -> "asyncio.Task[int]":
        return asyncio.create_task(self.budget.turn(asked, FOR_EVER))

    async def taken(self, asked: Call) -> float:
        """Wait for a turn and end it; the seconds that it took."""
        began = self.time.monotonic()
        self.budget.over(await self.time.running(self.waiting(asked)))
        return self.time.monotonic() - began

    async def refused(self, asked: Call) -> BackendBudgetSpent:
        with pytest.raises(BackendBudgetSpent) as caught:
            await self.taken(asked)
        return caught.value


async def test_who_would_wait_longer_than_he_is_patient_hears_so_at_once() -> None:
    line = Line(A_CALL_EACH_FIVE_SECONDS)
    await line.taken(line.call(None))
    began = line.time.monotonic()
    error = await line.refused(line.call(1.0))
    assert line.time.monotonic() == began
    assert error.no_turn_for == timedelta(seconds=5)


async def test_a_turn_that_comes_in_time_is_waited_for() -> None:
    line = Line(A_CALL_EACH_FIVE_SECONDS)
    await line.taken(line.call(None))
    await line.time.passes(4.5)
    assert await line.taken(line.call(1.0)) == pytest.approx(0.5)


async def test_without_patience_a_turn_is_taken_or_left() -> None:
    line = Line(A_CALL_EACH_FIVE_SECONDS)
    assert await line.taken(line.call(0.0)) == 0.0
    assert (await line.refused(line.call(0.0))).no_turn_for == timedelta(seconds=5)


async def test_where_any_call_may_end_now_nobody_says_for_how_long_there_is_no_turn() -> None:
    line = Line(BudgetRules(concurrency=1))
    await line.time.running(line.waiting(line.call(None)))
    began = line.time.monotonic()
    assert (await line.refused(line.call(1.0))).no_turn_for is None
    assert line.time.monotonic() - began == pytest.approx(1.0)


async def test_who_has_no_patience_is_not_kept_by_those_who_have() -> None:
    line = Line(BudgetRules(concurrency=1))
    await line.time.running(line.waiting(line.call(None)))
    others = [line.waiting(line.call(None)) for _ in range(3)]
    await line.time.passes(0.2)
    began = line.time.monotonic()
    await line.refused(line.call(0.3))
    assert line.time.monotonic() - began == pytest.approx(0.3)
    for other in others:
        other.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def test_whoever_joins_and_is_patient_is_patient_for_all() -> None:
    line = Line(BudgetRules(concurrency=1))
    await line.time.running(line.waiting(line.call(None)))
    asked = line.call(1.0)
    waiting = line.waiting(asked)
    await line.time.passes(0.5)
    asked.demand.raised_to(line.call(None).demand)  # type: ignore[attr-defined]  # a shared one
    await line.time.passes(20.0)
    assert not waiting.done()
    line.budget.over(0)
    await line.time.running(waiting)


async def test_what_else_a_read_needs_is_waited_for_to_the_end() -> None:
    line = Line(A_CALL_EACH_FIVE_SECONDS)
    asked = line.call(0.0)
    assert await line.taken(asked) == 0.0
    assert await line.taken(asked) == pytest.approx(5.0)


async def test_maintenance_says_how_long_it_is() -> None:
    window = Maintenance(start=START.time(), end=(START + timedelta(hours=1)).time())
    line = Line(BudgetRules(concurrency=1), maintenance=(window,))
    assert (await line.refused(line.call(1.0))).no_turn_for == timedelta(hours=1)
