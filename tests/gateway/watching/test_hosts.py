from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from adapters.transport.guard import HostGuard
from domain.budgets import BreakerState, BudgetRules, HostRules
from domain.errors import BackendBudgetSpent, BackendError, BackendThrottled, BackendUnavailable, BreakerOpen
from domain.hosts import HostState
from gateway.telemetry.host_metrics import HostMetrics
from gateway.watching.hosts import HostWatch
from tests.doubles.guarding import HOST, call, means
from tests.doubles.sleeping import Sleeping

GENEROUS = BudgetRules(concurrency=10)
SCARCE = BudgetRules(concurrency=10, rate=0.5, burst=10)


class Watched:
    """A guarded host whose answers a test decides, and what is seen of it."""

    def __init__(self, budget: BudgetRules = GENEROUS) -> None:
        self.time = Sleeping()
        self.registry = CollectorRegistry()
        self.watch = HostWatch(self.time, HostMetrics(self.registry))
        rules = HostRules(budget=budget)
        self.guard = HostGuard(HOST, rules, replace(means(self.time), watch=self.watch))
        self.down: BackendError | None = None

    async def ask(self, within: float = 5.0) -> int:
        """One call by somebody; gives how many the system saw for it."""
        asked = call(self.time, within=within)

        async def attempt(_seconds: float) -> str:
            self.time.advance(timedelta(milliseconds=100))
            if self.down is not None:
                raise self.down
            return "well"

        await self.time.running(self.guard.call(asked, attempt, lambda _: None))
        return asked.demand.scope.calls

    def state(self) -> HostState:
        state = self.watch.state(HOST)
        assert state is not None
        return state

    def left(self) -> list[int | None]:
        return [lane.left for lane in self.state().budget]

    def value(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(f"ordergraph_{name}", {"host": HOST, **labels})


def test_a_host_that_was_never_called_is_well() -> None:
    watched = Watched(SCARCE)
    assert watched.state() == HostState(host=HOST, budget=watched.state().budget)
    assert watched.left() == [10, 6, 3, 1]
    assert watched.watch.hosts() == [watched.state()]
    assert watched.watch.state("elsewhere") is None


async def test_calls_are_timed_and_counted_for_who_wanted_them() -> None:
    watched = Watched()
    assert await watched.ask() == 1
    state = watched.state()
    assert (state.lately.calls, state.lately.error_rate) == (1, 0)
    assert state.lately.p50 is not None
    assert state.lately.p50.total_seconds() == pytest.approx(0.1, rel=0.05)
    assert state.last_success_at == watched.time.now()
    assert state.breaker is BreakerState.CLOSED
    assert watched.left() == [None] * 4
    assert watched.value("host_attempts_total", operation="read", outcome="ok") == 1
    assert watched.value("host_attempt_seconds_count") == 1
    assert watched.value("host_turn_wait_seconds_count", lane="interactive") == 1


async def test_a_dead_host_opens_its_breaker_and_keeps_its_last_success() -> None:
    watched = Watched()
    await watched.ask()
    well = watched.time.now()
    watched.down = BackendUnavailable("cannot be reached", backend="erp")
    for _ in range(3):
        with pytest.raises((BackendUnavailable, BreakerOpen)):
            await watched.ask()
    state = watched.state()
    assert state.breaker is BreakerState.OPEN
    assert state.last_success_at == well
    assert state.last_failure_at is not None
    assert state.last_failure_at > well
    assert (state.lately.calls, state.lately.failures) == (6, 5)
    assert watched.value("breaker_transitions_total", operation="read", state="open") == 1
    assert watched.value("host_retries_total", operation="read", code="BACKEND_UNAVAILABLE") == 4
    watched.down = None
    watched.time.advance(timedelta(seconds=5))
    await watched.ask()
    assert watched.state().breaker is BreakerState.HALF_OPEN
    await watched.ask()
    assert watched.state().breaker is BreakerState.CLOSED


async def test_a_spent_budget_shows_nothing_left_and_comes_back() -> None:
    watched = Watched(SCARCE)
    for _ in range(10):
        await watched.ask()
        watched.time.advance(timedelta(milliseconds=-100))
    assert watched.left() == [0, 0, 0, 0]
    with pytest.raises(BackendBudgetSpent):
        await watched.ask(within=0.5)
    assert watched.value("host_turns_refused_total", lane="interactive", reason="rate") == 1
    watched.time.advance(timedelta(seconds=4))
    assert watched.left() == [2, 0, 0, 0]


async def test_a_host_that_asks_for_a_pause_has_nothing_left_until_its_end() -> None:
    watched = Watched(SCARCE)
    watched.down = BackendThrottled("wants to be spared", backend="erp", retry_after=timedelta(seconds=2))
    with pytest.raises(BackendThrottled):
        await watched.ask(within=0.5)
    with pytest.raises(BackendBudgetSpent):
        await watched.ask(within=0.5)
    assert watched.left() == [0, 0, 0, 0]
    assert watched.value("host_throttled_total") == 1
    assert watched.state().pace < 1
    watched.time.advance(timedelta(seconds=20))
    assert watched.left()[0] != 0
