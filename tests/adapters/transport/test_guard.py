"""Retry, breaker, budget and attempt together, in their order, under a clock that moves as the test says."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.transport.guard import HostGuard
from domain.budgets import BreakerRules, BreakerState, BudgetRules, HostRules, Operation, RetryRules
from domain.errors import (
    BackendBudgetSpent,
    BackendError,
    BackendRefused,
    BackendThrottled,
    BackendTimeout,
    BackendUnavailable,
    BreakerOpen,
)
from domain.ports.limits import Call
from gateway.limits.memory import MemoryLimits
from tests.doubles.guarding import HOST, Watching, call, means
from tests.doubles.sleeping import Sleeping

NO_BREAKER = BreakerRules(failures=0)
PLENTY = BudgetRules(concurrency=50)


class Guarded:
    """A guard over a host that answers as it is told, the last answer again and again."""

    def __init__(self, *answers: BackendError | str | float, rules: HostRules | None = None) -> None:
        self.time = Sleeping()
        self.watch = Watching()
        self.store = MemoryLimits(self.time)
        self.rules = rules or HostRules(budget=PLENTY, breaker=NO_BREAKER)
        self.guard = HostGuard(HOST, self.rules, means(self.time, self.watch, self.store))
        self.answers = list(answers)
        self.began: list[float] = []
        self.given: list[float] = []

    async def attempt(self, seconds: float) -> str:
        self.began.append(self.time.monotonic())
        self.given.append(seconds)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, float):
            await self.time.sleep(min(answer, seconds))
            if answer >= seconds:
                raise BackendTimeout("did not answer in time", backend="erp")
            return "late"
        if isinstance(answer, BackendError):
            raise answer
        return answer

    async def ask(self, asked: Call | None = None) -> str:
        work = self.guard.call(asked or call(self.time), self.attempt, judged)
        return await self.time.running(work)


def judged(answer: str) -> BackendError | None:
    return down() if answer == "503" else None


def down(retry_after: float | None = None) -> BackendUnavailable:
    wait = None if retry_after is None else timedelta(seconds=retry_after)
    return BackendUnavailable("failed to answer", backend="erp", retry_after=wait)


def busy(retry_after: float | None = None) -> BackendThrottled:
    wait = None if retry_after is None else timedelta(seconds=retry_after)
    return BackendThrottled("asks us to slow down", backend="erp", retry_after=wait)


async def test_a_failure_that_passes_is_not_seen() -> None:
    host = Guarded(down(), down(), "fine")
    assert await host.ask() == "fine"
    assert host.watch.retries == ["BACKEND_UNAVAILABLE"] * 2
    pauses = [after - before for before, after in zip(host.began, host.began[1:], strict=False)]
    assert pauses == pytest.approx([0.05, 0.1])


async def test_an_answer_that_is_an_error_is_asked_for_again_and_given_in_the_end() -> None:
    assert await Guarded("503", "fine").ask() == "fine"
    host = Guarded("503")
    assert await host.ask() == "503"
    assert len(host.began) == 3


async def test_where_nobody_listens_nobody_is_asked_again() -> None:
    nobody = BackendUnavailable("cannot be reached", backend="erp", connected=False)
    host = Guarded(nobody, "fine")
    with pytest.raises(BackendUnavailable):
        await host.ask()
    assert len(host.began) == 1


async def test_a_write_is_never_made_twice() -> None:
    host = Guarded(down(), "fine")
    with pytest.raises(BackendUnavailable):
        await host.ask(call(host.time, operation=Operation.WRITE))
    assert len(host.began) == 1


async def test_what_cannot_pass_is_not_tried_again() -> None:
    host = Guarded(BackendRefused("refused the request", backend="erp"))
    with pytest.raises(BackendRefused):
        await host.ask()
    assert len(host.began) == 1


async def test_retry_after_is_obeyed_where_there_is_time_for_it() -> None:
    host = Guarded(down(2.0), "fine")
    assert await host.ask() == "fine"
    assert host.began[1] - host.began[0] == pytest.approx(2.0)


async def test_where_there_is_no_time_for_it_the_caller_hears_at_once() -> None:
    host = Guarded(busy(7.0), "fine")
    before = host.time.monotonic()
    with pytest.raises(BackendThrottled) as caught:
        await host.ask()
    assert caught.value.retry_after == timedelta(seconds=7)
    assert host.time.monotonic() == before
    assert host.watch.slowed == 1


@settings(max_examples=80)
@given(
    answers=st.lists(
        st.one_of(
            st.sampled_from([0.2, 1.0, 4.0, 60.0]),
            st.sampled_from([None, 0.5, 3.0]).map(down),
            st.sampled_from([None, 0.5, 3.0]).map(busy),
            st.just("503"),
        ),
        min_size=1,
        max_size=6,
    ),
    within=st.sampled_from([0.1, 1.0, 6.0, 40.0]),
    wait=st.sampled_from([0.0, 3.0]),
    attempts=st.integers(1, 6),
)
async def test_nothing_goes_past_the_deadline(
    answers: Sequence[BackendError | str | float], within: float, wait: float, attempts: int
) -> None:
    rules = HostRules(
        budget=PLENTY,
        breaker=NO_BREAKER,
        retries=RetryRules(attempts=attempts, longest_pause=timedelta(seconds=8)),
        wait=timedelta(seconds=wait),
    )
    host = Guarded(*answers, rules=rules)
    began = host.time.monotonic()
    until = min(within, 5.0 + wait)
    with suppress(BackendError):
        await host.ask(call(host.time, within=within))
    assert host.time.monotonic() - began <= until + 1e-3
    assert len(host.began) <= attempts
    assert all(
        start + given - began <= until + 1e-3 for start, given in zip(host.began, host.given, strict=True)
    )


async def test_each_attempt_takes_its_own_turn_of_the_budget() -> None:
    rules = HostRules(budget=BudgetRules(concurrency=5, rate=0.001, burst=2), breaker=NO_BREAKER)
    host = Guarded(down(), rules=rules)
    with pytest.raises(BackendUnavailable):
        await host.ask()
    assert len(host.began) == 2
    with pytest.raises(BackendBudgetSpent):
        await host.ask()
    assert len(host.began) == 2


async def test_an_open_breaker_takes_no_turn_and_says_when_to_come_again() -> None:
    rules = HostRules(
        budget=BudgetRules(concurrency=5, rate=0.001, burst=10),
        breaker=BreakerRules(failures=2),
        retries=RetryRules(attempts=1),
    )
    host = Guarded(down(), rules=rules)
    for _ in range(2):
        with pytest.raises(BackendUnavailable):
            await host.ask()
    assert host.watch.last is not None
    left = host.watch.last.tokens
    with pytest.raises(BreakerOpen) as caught:
        await host.ask()
    assert caught.value.code == "BREAKER_OPEN"
    assert caught.value.retry_after == timedelta(seconds=5)
    assert (len(host.began), host.watch.last.tokens) == (2, left)


async def test_who_is_not_to_probe_neither_calls_nor_waits() -> None:
    rules = HostRules(budget=PLENTY, breaker=BreakerRules(failures=1), retries=RetryRules(attempts=1))
    host = Guarded(down(), "fine", rules=rules)
    with pytest.raises(BackendUnavailable):
        await host.ask()
    await host.time.passes(5.0)
    asked = call(host.time)
    began = host.time.monotonic()
    with pytest.raises(BreakerOpen) as caught:
        await host.ask(msgspec.structs.replace(asked, demand=replace(asked.demand, probes=False)))
    assert (caught.value.retry_after, host.time.monotonic()) == (timedelta(0), began)
    assert len(host.began) == 1
    assert await host.ask() == "fine"


async def test_who_waits_for_a_turn_while_the_breaker_opens_does_not_wait_on() -> None:
    rules = HostRules(
        budget=BudgetRules(concurrency=1), breaker=BreakerRules(failures=1), retries=RetryRules(attempts=1)
    )
    host = Guarded(1.0, 60.0, rules=rules)
    host.answers = [60.0]
    first = asyncio.create_task(host.guard.call(call(host.time, timeout=2.0), host.attempt, judged))
    await host.time.passes(0.1)
    waiting = [
        asyncio.create_task(host.guard.call(call(host.time, within=60, timeout=30), host.attempt, judged))
        for _ in range(5)
    ]
    with pytest.raises(BackendTimeout):
        await host.time.running(first)
    began = host.time.monotonic()
    outcomes = await host.time.running(asyncio.gather(*waiting, return_exceptions=True))
    assert {type(one) for one in outcomes} == {BreakerOpen}
    assert host.time.monotonic() - began < 0.1
    assert len(host.began) == 1


async def test_haste_of_a_caller_is_no_fault_of_the_host() -> None:
    rules = HostRules(budget=PLENTY, breaker=BreakerRules(failures=1), retries=RetryRules(attempts=1))
    host = Guarded(60.0, rules=rules)
    for _ in range(3):
        with pytest.raises(BackendTimeout):
            await host.ask(call(host.time, within=0.2))
    assert host.guard.state() is BreakerState.CLOSED


async def test_classes_of_calls_have_breakers_of_their_own() -> None:
    rules = HostRules(budget=PLENTY, breaker=BreakerRules(failures=1), retries=RetryRules(attempts=1))
    host = Guarded(down(), "fine", rules=rules)
    with pytest.raises(BackendUnavailable):
        await host.ask(call(host.time, operation=Operation.POLL))
    assert await host.ask() == "fine"
    assert host.guard.state(Operation.POLL) is BreakerState.OPEN


async def test_another_replica_hears_that_a_breaker_is_open_and_that_it_closed() -> None:
    rules = HostRules(
        budget=PLENTY, breaker=BreakerRules(failures=1, probes=1), retries=RetryRules(attempts=1)
    )
    host = Guarded(down(), 2.0, "fine", rules=rules)
    other = HostGuard(HOST, rules, means(host.time, Watching(), host.store, "b"))
    with pytest.raises(BackendUnavailable):
        await host.ask()
    await host.time.passes(1.5)
    await host.time.running(other.call(call(host.time), host.attempt, judged))
    assert other.state() is BreakerState.OPEN
    await host.time.passes(4)
    assert await host.ask() == "fine"
    assert host.guard.state() is BreakerState.CLOSED
    assert await host.store.told() == {}
    await host.guard.aclose()
    await other.aclose()


async def test_cancelling_a_call_gives_its_turn_back() -> None:
    host = Guarded(60.0, rules=HostRules(budget=BudgetRules(concurrency=1)))
    task = asyncio.create_task(host.guard.call(call(host.time), host.attempt, judged))
    await host.time.passes(0.1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    host.answers = ["fine"]
    assert await host.ask() == "fine"
    assert host.watch.outcomes == ["cancelled", "ok"]
