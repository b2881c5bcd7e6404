"""Work that blocks, in threads of which there is a bound.

A thread cannot be stopped. Who asked is not kept waiting past the deadline: the answer that comes later is
dropped, and counted, and until then its thread stays taken.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from domain.errors import BackendTimeout, BackendUnavailable

T = TypeVar("T")


class Threads:
    """The threads of one instance. dropped: how many answers came, or will come, too late."""

    def __init__(self, instance: str, most: int) -> None:
        self.dropped = 0
        self._instance = instance
        self._free = asyncio.Semaphore(most)
        self._pool = ThreadPoolExecutor(most, thread_name_prefix=f"carrier-{instance}")

    async def run(self, work: Callable[[], T], seconds: float) -> T:
        """What `work` gives, in a thread. Raises BackendError, and what the work raises."""
        if seconds <= 0:
            raise BackendTimeout("was not asked: the deadline has passed", backend=self._instance)
        started: Future[T] | None = None
        try:
            async with asyncio.timeout(seconds):
                await self._free.acquire()
                started = self._started(work)
                return await asyncio.wrap_future(started)
        except TimeoutError as error:
            waited = "did not answer in time" if started else "was not asked: all its threads are taken"
            raise BackendTimeout(waited, backend=self._instance) from error
        finally:
            if started is not None and not started.done():
                self.dropped += 1

    def close(self) -> None:
        """Take no more work. What runs still ends with the call that it waits for."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _started(self, work: Callable[[], T]) -> Future[T]:
        loop = asyncio.get_running_loop()
        try:
            started = self._pool.submit(work)
        except RuntimeError as error:
            self._free.release()
            raise BackendUnavailable(
                "is not asked any more: it was closed", backend=self._instance
            ) from error
        started.add_done_callback(lambda _: self._give_back(loop))
        return started

    def _give_back(self, loop: asyncio.AbstractEventLoop) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._free.release)
