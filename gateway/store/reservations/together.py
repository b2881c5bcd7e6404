"""Holds of one item that wait for each other anyway, written in one transaction.

While a hold of an item is being written, the next ones of this process gather. They are written together
then: each by its own statement, with one commit for all of them, which is what they would have waited for
longest. All ceilings that they need are locked first, in the order of their key, as a single hold does it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from gateway.store.reservations.holding import Written

MOST = 25
"""Holds in one transaction."""


class Asked(NamedTuple):
    """A hold that waits, and who waits for it. values: of its statement."""

    values: Sequence[object]
    done: asyncio.Future[Written]


Write = Callable[[Sequence[Sequence[object]]], Awaitable[Sequence[Written]]]
"""Writes some holds, in their order; raises for all of them or for none."""


class Together:
    """One line of waiting holds for each item."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._lines: dict[str, list[Asked]] = {}
        self._writing: set[asyncio.Task[None]] = set()

    async def __call__(self, line: str, values: Sequence[object]) -> Written:
        """Write a hold, alone or with others of its line. Raises what `write` raises."""
        asked = Asked(values, asyncio.get_running_loop().create_future())
        waiting = self._lines.get(line)
        if waiting is not None:
            waiting.append(asked)
        else:
            self._lines[line] = [asked]
            task = asyncio.create_task(self._work(line), name="write-holds")
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)
        return await asked.done

    async def _work(self, line: str) -> None:
        """Until nobody waits. Who left meanwhile is left out; who leaves during the statement is written."""
        try:
            while waiting := [one for one in self._lines[line] if not one.done.done()]:
                some, self._lines[line] = waiting[:MOST], waiting[MOST:]
                await self._some(some)
        finally:
            for one in self._lines.pop(line):
                one.done.cancel()

    async def _some(self, some: Sequence[Asked]) -> None:
        try:
            written = await self._write([one.values for one in some])
        except Exception as error:  # noqa: BLE001 - it is raised again where it is waited for
            for one in some:
                if not one.done.done():
                    one.done.set_exception(error)
            return
        for one, done in zip(some, written, strict=True):
            if not one.done.done():
                one.done.set_result(done)
