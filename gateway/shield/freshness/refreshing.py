"""Reading again behind the answers: what is worth most first, in each lane one call after the other.

One task for a lane works for as long as anything is wanted there, so that no answer makes one. A lane of
which turns are short has its task in any case: it tries when a turn may come, and ends the ration where
nothing is worth it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic

from domain.errors import (
    BackendBudgetSpent,
    BackendRefused,
    BackendThrottled,
    BackendTimeout,
    BackendUnavailable,
    BreakerOpen,
)
from domain.partners import Lane
from domain.ports.reading import Failed, K, Outcomes, V
from domain.ports.state import Clock
from gateway.shield.freshness.ration import Ration
from gateway.shield.freshness.wanted import Judge, Wanted
from gateway.shield.timing import Sleep

_NO_TURN = (BackendBudgetSpent, BackendThrottled)
_FAILURES = (BackendUnavailable, BackendTimeout, BackendRefused, BreakerOpen)


class Came(StrEnum):
    """What came of a call: an answer, no turn for it, or another failure of its system."""

    ANSWERED = "answered"
    SPENT = "spent"
    FAILED = "failed"


Reread = Callable[[Sequence[K], Lane, timedelta], Awaitable[Outcomes[K, V]]]
"""Reads keys in a lane, with so much patience for a turn."""


class Refreshing(Generic[K, V]):
    """Refreshes the keys of one port, and keeps the ration of its turns."""

    def __init__(self, reread: Reread[K, V], judge: Judge[K], clock: Clock, sleep: Sleep) -> None:
        self._reread = reread
        self._sleep = sleep
        self._ration = Ration(clock)
        self._wanted = Wanted(judge, self._ration, clock)
        self._tasks: dict[Lane, asyncio.Task[None]] = {}
        self._is_closed = False

    def is_rationed(self, lane: Lane) -> bool:
        """Whether no turn of a lane is spent on what somebody happens to ask."""
        return self._ration.is_on(lane)

    def want(self, key: K, lane: Lane, missed: datetime | None = None) -> None:
        """Read this again when its turn has come.

        missed: up to when it was known, where that was too old for somebody in this lane.
        """
        self._see_to(self._wanted.add(key, lane, missed))

    def came(self, outcomes: Outcomes[K, V], lane: Lane) -> None:
        """Hear what came of a call, whoever made it."""
        came = came_of(outcomes)
        if came is Came.SPENT:
            self._ration.spent(lane, _no_turn_for(outcomes))
            self._see_to(lane)
        elif came is Came.FAILED:
            self._ration.failed()

    async def aclose(self) -> None:
        """Refresh nothing more."""
        self._is_closed = True
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _see_to(self, lane: Lane) -> None:
        """Have somebody at work for a lane."""
        if lane in self._tasks or self._is_closed:
            return
        self._tasks[lane] = asyncio.create_task(self._run(lane), name=f"refresh-{lane.lower()}")
        self._tasks[lane].add_done_callback(_told_by_its_flight)

    async def _run(self, lane: Lane) -> None:
        try:
            while keys := await self._next(lane):
                if not await self._refreshed(keys, lane):
                    break
        finally:
            del self._tasks[lane]
            self._ration.idle(lane)
        if lane is not Lane.BACKGROUND and self._wanted:
            # What was wanted in this lane is background's from now on.
            self._see_to(Lane.BACKGROUND)

    async def _next(self, lane: Lane) -> list[K]:
        """The keys of the next call, when its turn may come; none where nothing is worth one."""
        while pause := self._ration.pause(lane):
            await self._sleep(pause)
        return self._wanted.best(lane)

    async def _refreshed(self, keys: Sequence[K], lane: Lane) -> bool:
        """Make a call; whether another one may be made."""
        outcomes = await self._reread(keys, lane, self._ration.patience(lane))
        came = came_of(outcomes)
        if came is Came.FAILED:
            self._wanted.clear()
            return False
        if came is Came.SPENT:
            # The call may have been somebody else's, in another lane.
            self._ration.spent(lane, _no_turn_for(outcomes))
            return True
        self._ration.served(lane)
        # While turns are short what was wanted is soon wanted again, whether it is asked for by then or not.
        is_on = self._ration.is_on(lane)
        self._wanted.forget([key for key in keys if not is_on or isinstance(outcomes[key], Failed)])
        return True


def _told_by_its_flight(task: asyncio.Task[None]) -> None:
    """A fault of ours in a read is logged where it is made, and ends the task; the next want begins anew."""
    if not task.cancelled():
        task.exception()


def came_of(outcomes: Outcomes[K, V]) -> Came:
    """What came of a call. No turn for a part is no turn; a record that cannot be read is an answer."""
    errors = [outcome.error for outcome in outcomes.values() if isinstance(outcome, Failed)]
    if any(isinstance(error, _NO_TURN) for error in errors):
        return Came.SPENT
    if errors and len(errors) == len(outcomes) and all(isinstance(error, _FAILURES) for error in errors):
        return Came.FAILED
    return Came.ANSWERED


def _no_turn_for(outcomes: Outcomes[K, V]) -> timedelta | None:
    """For how long there is certainly none, where that is told of any part."""
    errors = [outcome.error for outcome in outcomes.values() if isinstance(outcome, Failed)]
    told = [error.no_turn_for for error in errors if isinstance(error, BackendBudgetSpent)]
    told += [error.retry_after for error in errors if isinstance(error, BackendThrottled)]
    return max((each for each in told if each is not None), default=None)
