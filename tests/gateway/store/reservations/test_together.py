import asyncio
from collections.abc import Sequence

import pytest

from domain.errors import StoreUnavailable
from gateway.store.reservations.holding import Written
from gateway.store.reservations.together import MOST, Together


class Writer:
    """Writes when it is let; notes what was written together."""

    def __init__(self) -> None:
        self.batches: list[list[object]] = []
        self.go = asyncio.Event()
        self.fails = False

    async def __call__(self, holds: Sequence[Sequence[object]]) -> Sequence[Written]:
        self.batches.append([values[0] for values in holds])
        await self.go.wait()
        if self.fails:
            raise StoreUnavailable("away")
        return [(values[0] != "full", {}) for values in holds]


Line = Together[Sequence[object]]


async def begun(together: Line, line: str, *names: object) -> list[asyncio.Task[Written]]:
    tasks = [asyncio.create_task(together(line, [name])) for name in names]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_those_who_come_meanwhile_are_written_together_and_each_hears_its_own() -> None:
    writer = Writer()
    together = Together(writer)
    tasks = await begun(together, "A", 1)
    tasks += await begun(together, "A", 2, "full", 3)
    writer.go.set()
    assert [done for done, _ in await asyncio.gather(*tasks)] == [True, True, False, True]
    assert writer.batches == [[1], [2, "full", 3]]


async def test_other_items_do_not_wait() -> None:
    writer = Writer()
    together = Together(writer)
    tasks = [*await begun(together, "A", 1), *await begun(together, "B", 2)]
    assert writer.batches == [[1], [2]]
    writer.go.set()
    await asyncio.gather(*tasks)


async def test_so_many_at_a_time() -> None:
    writer = Writer()
    together = Together(writer)
    tasks = [*await begun(together, "A", 0), *await begun(together, "A", *range(1, MOST + 3))]
    writer.go.set()
    await asyncio.gather(*tasks)
    assert [len(batch) for batch in writer.batches] == [1, MOST, 2]


async def test_a_failure_is_everybody_s_and_the_next_ones_are_written() -> None:
    writer = Writer()
    together = Together(writer)
    writer.fails = True
    tasks = [*await begun(together, "A", 1), *await begun(together, "A", 2, 3)]
    writer.go.set()
    assert all(
        isinstance(each, StoreUnavailable) for each in await asyncio.gather(*tasks, return_exceptions=True)
    )
    writer.fails = False
    assert await together("A", [4]) == (True, {})


async def test_who_leaves_before_its_turn_is_not_written() -> None:
    writer = Writer()
    together = Together(writer)
    tasks = [*await begun(together, "A", 1), *await begun(together, "A", 2, 3)]
    tasks[1].cancel()
    with pytest.raises(asyncio.CancelledError):
        await tasks[1]
    writer.go.set()
    await asyncio.gather(tasks[0], tasks[2])
    assert writer.batches == [[1], [3]]
