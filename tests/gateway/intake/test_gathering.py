import asyncio
from collections.abc import Sequence

import pytest

from domain.errors import Overloaded, StoreUnavailable
from domain.log.records import Raw
from gateway.intake.gathering import Gathering
from tests.gateway.intake.deliveries import delivery


class Slow:
    """Keeps batches one after the other, each when it is let."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.errors: list[Exception] = []
        self.let = asyncio.Semaphore(0)

    async def keep(self, raws: Sequence[Raw]) -> None:
        self.batches.append([raw.id for raw in raws])
        await self.let.acquire()
        if self.errors:
            raise self.errors.pop()


async def begun(gathering: Gathering, *names: str) -> list[asyncio.Task[None]]:
    """Tasks that wait for their deliveries to be kept."""
    tasks = [asyncio.create_task(gathering.keep(delivery(name))) for name in names]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_what_comes_during_a_commit_shares_the_next() -> None:
    slow = Slow()
    gathering = Gathering(slow.keep, most=3)
    first = await begun(gathering, "a")
    others = await begun(gathering, "b", "c", "d", "e")
    assert slow.batches == [["a"]], "one that is alone does not wait for others"
    assert not any(task.done() for task in (*first, *others))
    for _ in range(3):
        slow.let.release()
    await asyncio.gather(*first, *others)
    assert slow.batches == [["a"], ["b", "c", "d"], ["e"]]


async def test_nothing_is_acknowledged_that_is_not_kept() -> None:
    slow = Slow()
    slow.errors.append(StoreUnavailable("our database cannot be used now"))
    gathering = Gathering(slow.keep)
    (first,) = await begun(gathering, "a")
    (second,) = await begun(gathering, "b")
    slow.let.release()
    slow.let.release()
    with pytest.raises(StoreUnavailable):
        await first
    await second


async def test_more_than_can_wait_are_refused_at_once() -> None:
    slow = Slow()
    gathering = Gathering(slow.keep, room=2)
    tasks = [*await begun(gathering, "a"), *await begun(gathering, "b", "c")]
    with pytest.raises(Overloaded):
        await gathering.keep(delivery("d"))
    for _ in range(2):
        slow.let.release()
    await asyncio.gather(*tasks)


async def test_who_goes_away_does_not_keep_the_others_waiting() -> None:
    slow = Slow()
    gathering = Gathering(slow.keep)
    tasks = [*await begun(gathering, "a"), *await begun(gathering, "b", "c")]
    tasks[0].cancel()
    tasks[1].cancel()
    slow.let.release()
    slow.let.release()
    await tasks[2]
    await gathering.aclose()
    assert slow.batches == [["a"], ["b", "c"]]
