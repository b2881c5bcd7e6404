"""What a request has read or is reading it does not read again."""

import asyncio

import pytest

from domain.ports.demand import Demand
from domain.ports.reading import Outcomes
from gateway.assembly.once_per_request import OncePerRequest
from tests.doubles.backends import InMemoryRead
from tests.doubles.clock import SettableClock
from tests.doubles.direct import Direct


async def test_readers_of_one_request_share_what_is_under_way() -> None:
    clock = SettableClock()
    read = InMemoryRead("erp", {"a": 1, "b": 2}, clock)
    reader = OncePerRequest(Direct(read))
    demand = clock.within()
    both = await asyncio.gather(reader.read(["a", "b"], demand), reader.read(["b"], demand))
    assert both[1]["b"] == both[0]["b"]
    assert read.calls == [("a", "b")]


async def test_another_request_reads_for_itself() -> None:
    clock = SettableClock()
    read = InMemoryRead("erp", {"a": 1}, clock)
    reader = OncePerRequest(Direct(read))
    await reader.read(["a"], clock.within())
    await reader.read(["a"], clock.within())
    assert len(read.calls) == 2


async def test_what_is_known_is_answered_at_once() -> None:
    clock = SettableClock()
    reader = OncePerRequest(Direct(InMemoryRead("erp", {"a": 1}, clock)))
    demand = clock.within()
    assert reader.peek(["a"], demand) is None
    read = await reader.read(["a"], demand)
    assert reader.peek(["a"], demand) == read
    assert reader.peek(["a", "b"], demand) is None


async def test_a_fault_of_ours_reaches_everyone_who_waits_and_is_not_kept() -> None:
    clock = SettableClock()
    started = asyncio.Event()

    async def broken(_keys: object, _demand: Demand, /) -> Outcomes[str, int]:
        started.set()
        await asyncio.sleep(0)
        raise ZeroDivisionError

    reader = OncePerRequest(Direct(broken))
    demand = clock.within()
    first = asyncio.create_task(reader.read(["a"], demand))
    await started.wait()
    second = asyncio.create_task(reader.read(["a"], demand))
    for task in (first, second):
        with pytest.raises(ZeroDivisionError):
            await task
    with pytest.raises(ZeroDivisionError):
        await reader.read(["a"], demand)


async def test_a_request_that_is_given_up_leaves_nothing_half_known() -> None:
    clock = SettableClock()
    read = InMemoryRead("erp", {"a": 1}, clock)
    read.silent = True
    reader = OncePerRequest(Direct(read))
    demand = clock.within()
    task = asyncio.create_task(reader.read(["a"], demand))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    read.silent = False
    assert "a" in await reader.read(["a"], demand)
