"""The signals, over the contract and where they differ."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from domain.ports.cache import Heard, Lost, News, Signal
from gateway.shield.sharing.signals import LocalSignal, RedisSignal
from tests import services
from tests.contracts.signal import FIRST, SignalContract, told, until
from tests.doubles.clock import START
from tests.gateway.shield.sharing.nowhere import NOWHERE


class TestLocal(SignalContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[tuple[Signal, Signal]]:
        signal = LocalSignal()
        await signal.start()
        yield signal, signal
        await signal.aclose()


@pytest.mark.service("redis")
class TestRedis(SignalContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[tuple[Signal, Signal]]:
        first, second = (RedisSignal(services.address("redis")) for _ in range(2))
        connected: list[News] = []
        for signal in (first, second):
            end = signal.listen(connected.append)
            await signal.start()
            await until(lambda: connected != [])
            connected.clear()
            end()
        yield first, second
        await first.aclose()
        await second.aclose()

    async def test_who_begins_to_hear_may_have_missed_something(self) -> None:
        signal = RedisSignal(services.address("redis"))
        heard: list[News] = []
        signal.listen(heard.append)
        await signal.start()
        await until(lambda: heard == [Lost()])
        await signal.aclose()


async def test_without_redis_only_what_changed_here_is_heard() -> None:
    signal = RedisSignal(NOWHERE)
    heard: list[News] = []
    signal.listen(heard.append)
    await signal.start()
    await signal.tell(FIRST)
    await signal.tell(Heard("erp", START))
    await until(lambda: Lost() in heard)
    assert told(heard) == [FIRST]
    await signal.aclose()
