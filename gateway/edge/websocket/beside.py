"""What goes on beside the reading of a connection, as tasks that end with it."""

import asyncio
from collections.abc import Callable, Coroutine

import structlog

_LOG = structlog.get_logger(__name__)


class Beside:
    """The tasks of one connection. fault: is called when one of them met a fault of ours."""

    __slots__ = ("_fault", "_tasks")

    def __init__(self, fault: Callable[[], None]) -> None:
        # An empty set for each of ten thousand connections would be two megabytes.
        self._tasks: set[asyncio.Task[None]] | None = None
        self._fault = fault

    def spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Do this too."""
        task = asyncio.create_task(work, name="websocket")
        self._tasks = (self._tasks or set()) | {task}
        task.add_done_callback(self._done)
        return task

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Do this too; nobody waits for it."""
        self._tasks = (self._tasks or set()) | {self.spawn(work)}

    def give_up(self) -> None:
        """Do nothing of it any more."""
        for task in self._tasks or ():
            task.cancel()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks = ((self._tasks or set()) - {task}) or None
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOG.error("a connection met a fault of ours", exc_info=error)
            self._fault()
