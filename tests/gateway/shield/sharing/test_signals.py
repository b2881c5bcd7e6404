"""The signals, over the contract and where they differ."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import asyncpg  # type: ignore[import-untyped]  # it has none
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ports.cache import Heard, Lost, News, Outdated, Signal
from gateway.shield.sharing.messages import read, small_parts
from gateway.shield.sharing.postgres_signal import PostgresSignal
from gateway.shield.sharing.redis_signal import RedisSignal
from gateway.shield.sharing.signals import LocalSignal
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


@pytest.mark.service("postgres")
class TestPostgres(SignalContract):
    @pytest.fixture(autouse=True)
    def database(self, postgres_url: str) -> None:
        self.url = postgres_url

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[tuple[Signal, Signal]]:
        first, second = PostgresSignal(self.url), PostgresSignal(self.url)
        for signal in (first, second):
            connected: list[News] = []
            end = signal.listen(connected.append)
            await signal.start()
            await until(partial(connected.__contains__, Lost()))
            end()
        yield first, second
        await first.aclose()
        await second.aclose()

    async def test_many_news_at_once_come_whole_and_in_parts(self, signals: tuple[Signal, Signal]) -> None:
        there: list[News] = []
        signals[1].listen(there.append)
        subjects = tuple(f"order:{'X' * 40}-{number}" for number in range(2_000))
        await signals[0].tell(Outdated("erp", subjects, START))
        await until(lambda: len(subjects) == sum(len(each.subjects) for each in _outdated(there)))
        assert tuple(subject for each in _outdated(there) for subject in each.subjects) == subjects
        assert Lost() not in there

    async def test_who_does_not_listen_may_tell(self, signals: tuple[Signal, Signal]) -> None:
        there: list[News] = []
        signals[1].listen(there.append)
        await PostgresSignal(self.url).tell(FIRST)
        await until(lambda: there == [FIRST])

    async def test_after_a_cut_connection_it_says_that_news_were_lost_and_hears_again(
        self, signals: tuple[Signal, Signal]
    ) -> None:
        there: list[News] = []
        signals[1].listen(there.append)
        connection = await asyncpg.connect(self.url.replace("+asyncpg", ""))
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await connection.close()
        async with asyncio.timeout(30):
            while FIRST not in there:
                await signals[0].tell(FIRST)
                await asyncio.sleep(0.05)
        assert there[0] == Lost()


def _outdated(heard: list[News]) -> list[Outdated]:
    return [each for each in heard if isinstance(each, Outdated)]


@given(st.integers(1, 60), st.integers(1, 300), st.integers(120, 4_000))
def test_parts_are_small_and_say_the_same_together(count: int, length: int, most: int) -> None:
    subjects = tuple("x" * length + str(number) for number in range(count))
    parts = [read(body) for body in small_parts("o" * 32, Outdated("erp", subjects), most)]
    assert all(len(body) <= most for body in small_parts("o" * 32, Outdated("erp", subjects), most))
    told = [part.news for part in parts if part is not None]
    together = tuple(subject for each in told if isinstance(each, Outdated) for subject in each.subjects)
    assert together == subjects or Lost() in told


@pytest.mark.parametrize(
    "signal",
    [PostgresSignal("postgresql+asyncpg://nobody@127.0.0.1:1/none"), RedisSignal(NOWHERE)],
    ids=["postgres", "redis"],
)
async def test_without_the_others_only_what_changed_here_is_heard(signal: Signal) -> None:
    heard: list[News] = []
    signal.listen(heard.append)
    await signal.start()
    await signal.tell(FIRST)
    await signal.tell(Heard("erp", START))
    await until(lambda: Lost() in heard)
    assert told(heard) == [FIRST]
    await signal.aclose()
