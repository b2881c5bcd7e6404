"""What stands before every attempt at one host, in this order: retry, breaker, budget, one attempt."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Generic, TypeVar, cast

from adapters.transport.breaker import Breaker, Permit, Verdict
from adapters.transport.budget import Budget
from adapters.transport.retry import Answered, Retries
from domain.budgets import BreakerState, HostRules, Operation
from domain.errors import BackendError, BackendThrottled, BackendTimeout, BackendUnavailable, BreakerOpen
from domain.ports.limits import Call, Grants, Means

R = TypeVar("R")

_HINTS_EVERY = 1.0
_LONG_ENOUGH = 1.0
"""Seconds after which a host that did not answer is to blame, and not the haste of the caller."""
_NEARLY_ALL = 0.9
"""The part of its own time after which that is so too: a turn of the budget takes some of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked(Generic[R]):
    call: Call
    patience: float
    attempt: Callable[[float], Awaitable[R]]
    judged: Callable[[R], BackendError | None]


@dataclass(slots=True)
class _Trial:
    """What one attempt told of its host. hasty: it was given so little time that silence tells nothing."""

    over: bool = False
    hasty: bool = False
    error: BackendError | None = None

    def outcome(self) -> str:
        if not self.over:
            return "cancelled"
        return "ok" if self.error is None else self.error.code

    def verdict(self) -> Verdict:
        if not self.over or isinstance(self.error, BackendThrottled):
            return Verdict.NOTHING
        if isinstance(self.error, BackendTimeout):
            return Verdict.NOTHING if self.hasty else Verdict.FAILED
        return Verdict.FAILED if isinstance(self.error, BackendUnavailable) else Verdict.WELL


class HostGuard:
    """Implements the port `Guard`: one for a host, shared by all instances there.

    Each attempt takes its own turn of the budget, and none while the breaker is open. What the other
    replicas' breakers say is asked for beside the calls, at most once a second.
    """

    def __init__(self, host: str, rules: HostRules, means: Means) -> None:
        self._host = host
        self._rules = rules
        self._means = means
        self._budget = Budget(host, rules, means)
        self._retries = Retries(host=host, rules=rules.retries, means=means)
        self._breakers: dict[Operation, Breaker] = {}
        self._beside: set[asyncio.Task[None]] = set()
        self._hints_due = means.clock.monotonic()
        means.watch.guarded(host, rules)

    async def call(
        self,
        call: Call,
        attempt: Callable[[float], Awaitable[R]],
        judged: Callable[[R], BackendError | None],
    ) -> R:
        self._ask_for_hints()
        patience = self._means.clock.monotonic() + call.timeout + self._rules.wait.total_seconds()
        asked = _Asked(call=call, patience=patience, attempt=attempt, judged=judged)
        try:
            return await self._retries.run(call, patience, partial(self._with_leave, asked))
        except Answered as answered:
            return cast("R", answered.answer)

    def state(self, operation: Operation = Operation.READ) -> BreakerState:
        """Where the breaker of a class of calls stands."""
        breaker = self._breakers.get(operation)
        return BreakerState.CLOSED if breaker is None else breaker.state

    def left(self) -> Grants | None:
        """What the store last said of the budget; None while nothing was asked."""
        return self._budget.last

    async def aclose(self) -> None:
        for task in tuple(self._beside):
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)
        await self._budget.aclose()

    async def _with_leave(self, asked: _Asked[R]) -> R:
        """One attempt, if breaker and budget give leave. Raises Answered for an answer that is an error."""
        breaker = self._breaker(asked.call.operation)
        permit = breaker.admit(probing=asked.call.demand.probes)
        if not isinstance(permit, Permit):
            raise self._open(asked.call, permit)
        if permit.probe:
            asked.call.demand.tries()
        trial = _Trial()
        try:
            lane = await self._budget.turn(asked.call, asked.patience)
            used = breaker.holds(permit)
            try:
                if not used:
                    raise self._open(asked.call, self._rules.breaker.pause)
                return await self._made(asked, trial)
            finally:
                self._budget.over(lane, used=used)
        finally:
            breaker.done(permit, trial.verdict())
            if isinstance(trial.error, BackendThrottled):
                await self._budget.slow(trial.error.retry_after)

    async def _made(self, asked: _Asked[R], trial: "_Trial") -> R:
        left = min(asked.patience, asked.call.demand.deadline) - self._means.clock.monotonic()
        seconds = min(left, asked.call.timeout)
        if seconds <= 0:
            raise BackendTimeout("was not asked: the deadline has passed", backend=asked.call.instance)
        trial.hasty = seconds < min(_LONG_ENOUGH, asked.call.timeout * _NEARLY_ALL)
        answer = await self._told(asked, trial, seconds)
        if trial.error is not None:
            raise Answered(answer, trial.error)
        return answer

    async def _told(self, asked: _Asked[R], trial: "_Trial", seconds: float) -> R:
        """The answer to one attempt; trial and watch are told what became of it."""
        began = self._means.clock.monotonic()
        try:
            answer = await asked.attempt(seconds)
            trial.error, trial.over = asked.judged(answer), True
        except BackendError as error:
            trial.error, trial.over = error, True
            raise
        finally:
            took = timedelta(seconds=self._means.clock.monotonic() - began)
            self._means.watch.attempted(self._host, asked.call, took, trial.outcome())
        return answer

    def _breaker(self, operation: Operation) -> Breaker:
        if operation not in self._breakers:
            changed = partial(self._changed, operation)
            self._breakers[operation] = Breaker(self._rules.breaker, self._means.clock, changed)
        return self._breakers[operation]

    def _changed(self, operation: Operation, state: BreakerState, pause: timedelta | None) -> None:
        self._means.watch.breaker(self._host, operation, state)
        if pause is not None or state is BreakerState.CLOSED:
            self._do_beside(self._means.hints.tell(f"{self._host} {operation}", pause))

    def _open(self, call: Call, pause: timedelta) -> BreakerOpen:
        return BreakerOpen(
            "was not asked: its host failed again and again",
            backend=call.instance,
            retry_after=pause,
            cause=f"{self._host}: {call.operation}",
        )

    def _ask_for_hints(self) -> None:
        now = self._means.clock.monotonic()
        if now >= self._hints_due:
            self._hints_due = now + _HINTS_EVERY
            self._do_beside(self._take_hints())

    async def _take_hints(self) -> None:
        told = await self._means.hints.told()
        for operation in Operation:
            left = told.get(f"{self._host} {operation}")
            if left is not None or operation in self._breakers:
                self._breaker(operation).hinted(left)

    def _do_beside(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work, name=f"breaker-hints-{self._host}")
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)
