"""Holds of one item that wait for each other anyway, written in one transaction.

While a hold of an item is being written, the next ones of this process gather. They are written together
then, with one commit for all of them, which is what they would have waited for longest.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from gateway.store.reservations.holding import Written

MOST = 25
"""Holds in one transaction."""


T = TypeVar("T")
Write: TypeAlias = Callable[[Sequence[T]], Awaitable[Sequence[Written]]]
"""Writes some holds, in their order; raises for all of them or for none."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked(Generic[T]):
    """A hold that waits, and who waits for it."""

    wanted: T
    done: asyncio.Future[Written]


class Together(Generic[T]):
    """One line of waiting holds for each item."""

    def __init__(self, write: Write[T]) -> None:
        self._write = write
        self._lines: dict[str, list[Asked[T]]] = {}
        self._writing: set[asyncio.Task[None]] = set()

    async def __call__(self, line: str, wanted: T) -> Written:
        """Write a hold, alone or with others of its line. Raises what `write` raises."""
        asked = Asked(wanted, asyncio.get_running_loop().create_future())
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

    async def _some(self, some: Sequence[Asked[T]]) -> None:
        try:
            written = await self._write([one.wanted for one in some])
        except Exception as error:  # noqa: BLE001 - it is raised again where it is waited for
            for one in some:
                if not one.done.done():
                    one.done.set_exception(error)
            return
        for one, done in zip(some, written, strict=True):
            if not one.done.done():
                one.done.set_result(done)
