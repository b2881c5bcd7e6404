"""Redis killed while calls go on: each replica keeps to its part, says so, and shares again later."""

import asyncio
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from shutil import which

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisAway
from structlog.testing import capture_logs

from domain.budgets import NONE, Counts
from domain.ports.limits import Ask
from gateway.clock import SystemClock
from gateway.limits.falling_back import FallingBackLimits
from gateway.limits.memory import MemoryLimits
from gateway.limits.redis import RedisLimits
from gateway.limits.scripts import Scripts, impatient
from tests.contracts.limits import HOST, rules
from tests.doubles.clock import SettableClock

SERVER = which("redis-server")
SOON = timedelta(seconds=2)


class Leaving(MemoryLimits):
    """A shared store that may be away."""

    away = False

    def _now(self) -> float:
        if self.away:
            raise RedisAway("connection refused")
        return super()._now()


class Seen:
    """A store that falls back, and what it told."""

    def __init__(self, replicas: int = 1) -> None:
        self.clock = SettableClock()
        self.shared = Leaving(self.clock)
        self.told: list[bool] = []
        self.limits = FallingBackLimits(self.shared, self.clock, self.told.append, replicas)

    async def take(self, wanted: int, **given: object) -> int:
        budget = rules(**{"rate": 10.0, "burst": 20, **given})
        ask = Ask(host=HOST, replica="a", rules=budget, wanted=(wanted, 0, 0, 0))
        return sum((await self.limits.take(ask)).granted)


async def test_alone_a_replica_keeps_to_its_part_and_begins_with_nothing() -> None:
    seen = Seen(replicas=4)
    seen.shared.away = True
    with capture_logs() as logs:
        assert await seen.take(20) == 0
        seen.clock.advance(timedelta(seconds=0.8))
        assert await seen.take(20) == 2
        seen.clock.advance(timedelta(minutes=1))
        assert await seen.take(20) == 5
    assert seen.told == [True]
    assert [(log["log_level"], log["replicas"]) for log in logs] == [("warning", 4)]


async def test_when_it_is_back_the_budget_is_shared_again() -> None:
    seen = Seen(replicas=2)
    seen.shared.away = True
    await seen.take(1)
    seen.shared.away = False
    assert await seen.take(20) == 0
    seen.clock.advance(timedelta(seconds=1.1))
    with capture_logs() as logs:
        assert await seen.take(30) == 20
    assert seen.told == [True, False]
    assert logs[0]["away_seconds"] == pytest.approx(1.1)


async def test_what_is_left_of_a_day_is_divided_too() -> None:
    seen = Seen(replicas=2)
    assert await seen.take(3, rate=None, burst=1, daily=10) == 3
    seen.shared.away = True
    seen.limits._replicas = 2
    granted = [await seen.take(1, rate=None, burst=1, daily=10) for _ in range(9)]
    assert sum(granted) <= 3


async def test_hints_are_only_hints() -> None:
    seen = Seen()
    seen.shared.away = True
    await seen.limits.tell("erp read", SOON)
    assert await seen.limits.told() == {}
    await seen.limits.slow(HOST, rules(rate=10.0, burst=20), SOON)
    seen.clock.advance(timedelta(seconds=0.5))
    assert await seen.take(5) == 0


@contextmanager
def redis_at(port: int) -> Iterator[subprocess.Popen[bytes]]:
    assert SERVER is not None
    command = (SERVER, "--port", str(port), "--save", "", "--appendonly", "no")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own server
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
async def client(port: int) -> AsyncIterator[Redis]:
    made = impatient(f"redis://127.0.0.1:{port}/0")
    yield made
    await made.aclose()


async def until(held: Callable[[], bool], limits: FallingBackLimits) -> None:
    """Ask until something holds: another process decides when."""
    async with asyncio.timeout(10):
        while not held():
            await limits.take(Ask(host=HOST, replica="a", rules=rules(rate=1.0, burst=5), wanted=one()))
            await asyncio.to_thread(time.sleep, 0.02)


def one() -> Counts:
    return (1, 0, 0, 0)


@pytest.mark.service("redis")
@pytest.mark.skipif(SERVER is None, reason="there is no redis-server to start and to kill")
async def test_a_real_one_that_is_killed_and_comes_back(port: int, client: Redis) -> None:
    told: list[bool] = []
    limits = FallingBackLimits(RedisLimits(Scripts(client)), SystemClock(), told.append, replicas=2)
    with redis_at(port):
        await until(lambda: told == [True, False] or limits._replicas == 1, limits)
        told.clear()
    await until(lambda: told == [True], limits)
    grants = await limits.take(Ask(host=HOST, replica="a", rules=rules(rate=1.0, burst=5)))
    assert grants.granted == NONE
    with redis_at(port):
        await until(lambda: told == [True, False], limits)
