"""Trying a read again: exponential pauses with full jitter, Retry-After obeyed, never past the deadline.

tenacity drives the attempts; the pause, the end and the clock are ours. A first attempt that succeeds never
comes near it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    wait_exponential,
)

from domain.budgets import Operation, RetryRules
from domain.errors import (
    BackendBudgetSpent,
    BackendError,
    BackendThrottled,
    BackendTimeout,
    BackendUnavailable,
    BreakerOpen,
)
from domain.ports.limits import Call, Means

R = TypeVar("R")

_MAY_PASS = (BackendThrottled, BackendTimeout, BackendUnavailable)
_NOT_ASKED = (BackendBudgetSpent, BreakerOpen)


class Answered(Exception):
    """An answer that means an error: tried again, or else given as it is."""

    def __init__(self, answer: object, error: BackendError) -> None:
        super().__init__(error.public)
        self.answer = answer
        self.error = error


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How calls of one host are tried again."""

    host: str
    rules: RetryRules
    means: Means

    async def run(self, call: Call, patience: float, attempt: Callable[[], Awaitable[R]]) -> R:
        """Make the attempts that are due within patience and deadline; give or raise what the last one does.

        `attempt` raises Answered for an answer that means an error.
        """
        try:
            return await attempt()
        except (BackendError, Answered) as failure:
            if call.operation is Operation.WRITE or not _may_pass(failure):
                raise
            first = failure
        after = _After(first, attempt)
        try:
            return await self._retrying(call, patience)(after.attempt)
        except _NOT_ASKED:
            # What went wrong before says more than that the host was not asked again.
            raise after.failure from None

    def _retrying(self, call: Call, patience: float) -> AsyncRetrying:
        def enough(state: RetryCallState) -> bool:
            until = min(patience, call.demand.deadline)
            late = self.means.clock.monotonic() + state.upcoming_sleep >= until
            return late or state.attempt_number >= self.rules.attempts

        def told(state: RetryCallState) -> None:
            failed = _failed(state)
            self.means.watch.retried(self.host, call.operation, failed.code if failed else "")

        return AsyncRetrying(
            sleep=self.means.sleep,
            retry=retry_if_exception(_may_pass),
            wait=self._pause,
            stop=enough,
            before_sleep=told,
            reraise=True,
        )

    def _pause(self, state: RetryCallState) -> float:
        first, longest = self.rules.pause.total_seconds(), self.rules.longest_pause.total_seconds()
        drawn = self.means.chance(wait_exponential(multiplier=first, max=longest)(state))
        failed = _failed(state)
        asked = failed.retry_after if failed else None
        return drawn if asked is None else max(drawn, asked.total_seconds())


class _After(Generic[R]):
    """An attempt that begins with the failure of the first one. failure: of the last that was made."""

    def __init__(self, first: BackendError | Answered, attempt: Callable[[], Awaitable[R]]) -> None:
        self.failure = first
        self._attempt = attempt
        self._replayed = False

    async def attempt(self) -> R:
        """One more attempt."""
        if not self._replayed:
            self._replayed = True
            raise self.failure
        try:
            return await self._attempt()
        except _NOT_ASKED:
            raise
        except (BackendError, Answered) as failure:
            self.failure = failure
            raise


def _error(failure: BaseException | None) -> BackendError | None:
    error = failure.error if isinstance(failure, Answered) else failure
    return error if isinstance(error, BackendError) else None


def _failed(state: RetryCallState) -> BackendError | None:
    return _error(state.outcome.exception()) if state.outcome is not None else None


def _may_pass(failure: BaseException) -> bool:
    """Whether a moment later all may be well. Where nobody listens, nobody will so soon."""
    error = _error(failure)
    if isinstance(error, BackendUnavailable) and not error.connected:
        return False
    return isinstance(error, _MAY_PASS)
