"""All polls together: once until nothing is left to ask for, or for as long as the process lives."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from random import uniform

import structlog

from domain.errors import StoreUnavailable
from gateway.sync.indexing import Sleep
from gateway.sync.late_orders import LateOrders
from gateway.sync.poll import Poll, Step

_JITTER = 0.1
_LOOK_EVERY = 30.0
_LATE = "late-orders"
_LOG = structlog.get_logger(__name__)

Tell = Callable[[Step], None]


def jittered(seconds: float) -> float:
    """So many seconds, give or take a tenth, so that replicas and instances do not march in step."""
    return seconds * uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - spreads load, guards nothing


def _tell_nobody(_step: Step) -> None:
    """For who does not watch."""


class SyncRunner:
    """Runs polls side by side, one task for each; `start` and `aclose` for the background.

    late: looked for after the polls, and as often as they are.
    """

    def __init__(
        self,
        polls: Sequence[Poll],
        *,
        late: LateOrders | None = None,
        sleep: Sleep = asyncio.sleep,
        spread: Callable[[float], float] = jittered,
    ) -> None:
        self.polls = polls
        self._late = late
        self._sleep = sleep
        self._spread = spread
        self._tasks: set[asyncio.Task[None]] = set()

    async def once(self, instances: Collection[str] = (), tell: Tell = _tell_nobody) -> list[Step]:
        """Poll these instances, or all, until none has another page; the last step of each.

        Raises StoreUnavailable.
        """
        steps = await asyncio.gather(*(round_of(poll, tell) for poll in self._chosen(instances)))
        if self._late is not None:
            await self._late.look()
        return list(steps)

    async def forever(self, instances: Collection[str] = (), tell: Tell = _tell_nobody) -> None:
        """Poll these instances, or all, again and again, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for poll in self._chosen(instances):
                group.create_task(self._again_and_again(poll, tell), name=f"sync-{poll.instance}")
            if self._late is not None:
                group.create_task(self._look_again_and_again(self._late), name=_LATE)

    def start(self) -> None:
        """Begin to poll in the background. Needs a running loop."""
        for poll in self.polls:
            task = asyncio.create_task(
                self._again_and_again(poll, _tell_nobody), name=f"sync-{poll.instance}"
            )
            self._keep(task)
        if self._late is not None:
            self._keep(asyncio.create_task(self._look_again_and_again(self._late), name=_LATE))

    async def aclose(self) -> None:
        """Stop wherever the polls are: what was begun is done again by whoever polls next."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    def _keep(self, task: asyncio.Task[None]) -> None:
        task.add_done_callback(_ended)
        self._tasks.add(task)

    def _chosen(self, instances: Collection[str]) -> list[Poll]:
        return [poll for poll in self.polls if not instances or poll.instance in instances]

    async def _again_and_again(self, poll: Poll, tell: Tell) -> None:
        while True:
            pause = poll.every
            try:
                if await poll.is_due():
                    last = await round_of(poll, tell)
                    asked_for = last.error.retry_after if last.error else None
                    pause = max(pause, asked_for or timedelta())
            except StoreUnavailable as error:
                _LOG.warning("sync waits for our database", instance=poll.instance, reason=error.cause)
            await self._sleep(self._spread(pause.total_seconds()))

    async def _look_again_and_again(self, late: LateOrders) -> None:
        while True:
            try:
                await late.look()
            except StoreUnavailable as error:
                _LOG.warning("late orders wait for our database", reason=error.cause)
            await self._sleep(self._spread(_LOOK_EVERY))


async def round_of(poll: Poll, tell: Tell = _tell_nobody) -> Step:
    """What is owed first, then every page that is waiting; gives the last step. Raises StoreUnavailable."""
    await poll.settle()
    while True:
        step = await poll.step()
        tell(step)
        if not step.more:
            return step


def _ended(task: asyncio.Task[None]) -> None:
    """A poll ends by itself only through a mistake of ours, which must not go unseen."""
    if not task.cancelled() and (error := task.exception()) is not None:
        _LOG.error("a poll has ended by a fault of ours", task=task.get_name(), exc_info=error)
