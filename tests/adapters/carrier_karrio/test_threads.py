"""Work that blocks: bounded, with a deadline, and what comes too late is dropped and counted."""

import asyncio
from collections.abc import Iterator
from threading import Event, Semaphore

import pytest

from adapters.carrier_karrio.threads import Threads
from domain.errors import BackendTimeout, BackendUnavailable


@pytest.fixture
def gate() -> Iterator[Event]:
    """Work waits here until it is opened."""
    event = Event()
    yield event
    event.set()


async def test_work_gives_what_it_gives_and_raises_what_it_raises() -> None:
    threads = Threads("parcels", 1)
    assert await threads.run(lambda: 7, 5) == 7
    with pytest.raises(ZeroDivisionError):
        await threads.run(lambda: 1 // 0, 5)
    assert threads.dropped == 0
    threads.close()


async def test_nobody_waits_longer_than_the_deadline(gate: Event) -> None:
    threads = Threads("parcels", 1)
    with pytest.raises(BackendTimeout, match="did not answer in time"):
        await threads.run(gate.wait, 0.01)
    assert threads.dropped == 1
    with pytest.raises(BackendTimeout, match="all its threads are taken"):
        await threads.run(lambda: 7, 0.01)
    gate.set()
    assert await threads.run(lambda: 7, 5) == 7
    assert threads.dropped == 1
    threads.close()


async def test_after_the_deadline_nothing_is_begun() -> None:
    threads = Threads("parcels", 1)
    begun: list[int] = []
    with pytest.raises(BackendTimeout, match="deadline has passed"):
        await threads.run(lambda: begun.append(1), 0)
    assert begun == []
    threads.close()


async def test_no_more_run_at_a_time_than_there_are_threads(gate: Event) -> None:
    threads = Threads("parcels", 2)
    begun = Semaphore(0)

    def work() -> None:
        begun.release()
        gate.wait()

    tasks = [asyncio.create_task(threads.run(work, 5)) for _ in range(5)]
    for _ in range(2):
        assert await asyncio.to_thread(begun.acquire, timeout=5)
    assert not await asyncio.to_thread(begun.acquire, timeout=0.02)
    gate.set()
    await asyncio.gather(*tasks)
    threads.close()


async def test_who_stops_waiting_is_counted_and_the_thread_stays_taken_until_it_ends(gate: Event) -> None:
    threads = Threads("parcels", 1)
    begun = Event()

    def work() -> None:
        begun.set()
        gate.wait()

    task = asyncio.create_task(threads.run(work, 5))
    assert await asyncio.to_thread(begun.wait, 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert threads.dropped == 1
    gate.set()
    assert await threads.run(lambda: 7, 5) == 7
    threads.close()


async def test_after_the_end_nothing_is_begun() -> None:
    threads = Threads("parcels", 1)
    threads.close()
    for _ in range(2):
        with pytest.raises(BackendUnavailable, match="was closed"):
            await threads.run(lambda: 7, 5)
