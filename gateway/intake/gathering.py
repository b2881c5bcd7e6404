"""Deliveries that arrive side by side are kept with one commit: the next takes all that came meanwhile.

Whoever brings one waits until it is durable. One that comes alone is written at once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from domain.errors import Overloaded
from domain.log.records import Raw

Keep = Callable[[Sequence[Raw]], Awaitable[None]]


class Gathering:
    """A bounded queue in front of `keep`. most: deliveries a commit; room: how many may wait for one."""

    def __init__(self, keep: Keep, *, most: int = 500, room: int = 5_000) -> None:
        self._keep = keep
        self._most = most
        self._room = room
        self._waiting: list[tuple[Raw, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def keep(self, raw: Raw) -> None:
        """Return when it is durable. Raises StoreUnavailable, and Overloaded where too many wait.

        One that is cancelled may be kept nevertheless: its sender sends it again, and it is known then.
        """
        if len(self._waiting) >= self._room:
            raise Overloaded("More events arrive than can be kept now")
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((raw, kept))
        if self._task is None:
            self._task = asyncio.create_task(self._write(), name="keep-deliveries")
        await kept

    async def aclose(self) -> None:
        """Write what waits."""
        if self._task is not None:
            await self._task

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._write_one(batch)
        finally:
            self._task = None

    async def _write_one(self, batch: Sequence[tuple[Raw, asyncio.Future[None]]]) -> None:
        try:
            await self._keep([raw for raw, _ in batch])
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the error of each who waits
            for _, kept in batch:
                if not kept.done():
                    kept.set_exception(error)
        else:
            for _, kept in batch:
                if not kept.done():
                    kept.set_result(None)
