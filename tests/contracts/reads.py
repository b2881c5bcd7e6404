"""The rules of every batch read, whatever stands behind it."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar, cast

import msgspec
import pytest

from domain.errors import (
    BackendError,
    BackendRefused,
    BackendThrottled,
    BackendTimeout,
    BackendUnavailable,
    ReplyInvalid,
)
from domain.ports.reading import Failed, Found, Missing, Outcome, Port, Read
from tests.doubles.clock import SettableClock

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

RETRY_AFTER = timedelta(seconds=7)


class Trouble(StrEnum):
    """What can be wrong with a backend."""

    DEAD = "dead"
    SILENT = "silent"
    THROTTLED = "throttled"
    FAILING = "failing"
    REFUSING = "refusing"
    TRUNCATED = "truncated"
    GARBLED = "garbled"
    ANOTHER_PAGE = "another page"


MEANS: Mapping[Trouble, type[BackendError]] = {
    Trouble.DEAD: BackendUnavailable,
    Trouble.THROTTLED: BackendThrottled,
    Trouble.FAILING: BackendUnavailable,
    Trouble.REFUSING: BackendRefused,
    Trouble.TRUNCATED: ReplyInvalid,
    Trouble.GARBLED: ReplyInvalid,
    Trouble.ANOTHER_PAGE: ReplyInvalid,
}


class ReadContract(ABC, Generic[K, V]):
    """Subclasses say which keys are known, and open the read under test."""

    port: Port[K, V]
    instance: str

    @property
    @abstractmethod
    def known(self) -> tuple[K, ...]:
        """Two or more keys that the backend knows (a class attribute will do)."""

    @property
    @abstractmethod
    def unknown(self) -> K:
        """A key of the right form that the backend does not know."""

    @abstractmethod
    def reading(
        self, clock: SettableClock, trouble: Trouble | None = None
    ) -> AbstractAsyncContextManager[Read[K, V]]:
        """Open the read, over a backend that is well or has the given trouble."""

    @abstractmethod
    def names(self, record: V) -> Collection[K]:
        """The keys under which the record may be asked for, by what it says itself."""

    def key(self, text: str) -> K:
        """A key with that text in it."""
        return cast("K", text)

    @pytest.fixture
    def clock(self) -> SettableClock:
        return SettableClock()

    async def answers(self, clock: SettableClock, *keys: K) -> Mapping[K, Outcome[V]]:
        async with self.reading(clock) as read:
            return await read(keys, clock.within())

    async def found(self, clock: SettableClock) -> Mapping[K, Found[V]]:
        """What the known keys give."""
        answers = await self.answers(clock, *self.known)
        assert {key: answer for key, answer in answers.items() if not isinstance(answer, Found)} == {}
        return {key: answer for key, answer in answers.items() if isinstance(answer, Found)}

    async def test_every_key_is_answered_and_nothing_else(self, clock: SettableClock) -> None:
        answers = await self.answers(clock, *self.known, self.unknown)
        assert set(answers) == {*self.known, self.unknown}
        assert len(self.known) > 1

    async def test_an_unknown_key_alone_is_missing(self, clock: SettableClock) -> None:
        assert isinstance((await self.answers(clock, self.unknown))[self.unknown], Missing)

    async def test_an_unknown_key_costs_the_known_ones_nothing(self, clock: SettableClock) -> None:
        answers = await self.answers(clock, self.known[0], self.unknown, self.known[1])
        assert isinstance(answers[self.known[0]], Found)
        assert isinstance(answers[self.unknown], Missing)
        assert isinstance(answers[self.known[1]], Found)

    @pytest.mark.parametrize(
        "text", ["", " ", "\x00", "\ud800", "注文" * 90, "x" * 9_999, "a,b", "<&"], ids=ascii
    )
    async def test_what_could_name_nothing_is_missing(self, clock: SettableClock, text: str) -> None:
        answers = await self.answers(clock, self.key(text), self.known[0])
        assert isinstance(answers[self.key(text)], Missing)
        assert isinstance(answers[self.known[0]], Found)

    async def test_a_record_bears_the_key_that_was_asked_for(self, clock: SettableClock) -> None:
        for key, answer in (await self.found(clock)).items():
            assert key in self.names(answer.value)

    async def test_a_key_asked_twice_is_answered_once(self, clock: SettableClock) -> None:
        first, second = self.known[:2]
        twice = await self.answers(clock, first, second, first)
        assert twice == await self.answers(clock, first, second)

    async def test_no_keys_give_no_answers(self, clock: SettableClock) -> None:
        assert await self.answers(clock) == {}

    async def test_stamps_name_the_source_and_the_time_of_reading(self, clock: SettableClock) -> None:
        clock.advance(timedelta(seconds=42))
        for answer in (await self.found(clock)).values():
            assert [(stamp.source, stamp.fetched_at) for stamp in answer.stamps] == [
                (self.instance, clock.now())
            ]

    async def test_times_are_in_utc(self, clock: SettableClock) -> None:
        told = [time for answer in (await self.found(clock)).values() for time in _all(answer, datetime)]
        assert told
        assert {time.tzinfo for time in told} == {UTC}

    async def test_numbers_are_exact(self, clock: SettableClock) -> None:
        assert [
            number for answer in (await self.found(clock)).values() for number in _all(answer, float)
        ] == []

    async def test_good_records_give_no_findings(self, clock: SettableClock) -> None:
        assert [finding for answer in (await self.found(clock)).values() for finding in answer.findings] == []

    @pytest.mark.parametrize("trouble", MEANS)
    async def test_trouble_fails_every_key_and_raises_nothing(
        self, clock: SettableClock, trouble: Trouble
    ) -> None:
        async with self.reading(clock, trouble) as read:
            answers = await read(self.known, clock.within())
        assert set(answers) == set(self.known)
        for answer in answers.values():
            assert isinstance(answer, Failed)
            assert type(answer.error) is MEANS[trouble]
            assert answer.error.backend == self.instance

    async def test_a_throttled_call_says_when_to_come_back(self, clock: SettableClock) -> None:
        async with self.reading(clock, Trouble.THROTTLED) as read:
            answer = (await read(self.known[:1], clock.within()))[self.known[0]]
        assert isinstance(answer, Failed)
        assert answer.error.retry_after == RETRY_AFTER

    @pytest.mark.parametrize("left", [0.0, -1.0])
    async def test_after_the_deadline_nothing_is_asked(self, clock: SettableClock, left: float) -> None:
        async with self.reading(clock) as read:
            answers = await read(self.known, clock.within(left))
        assert {key: _error(answer) for key, answer in answers.items()} == dict.fromkeys(
            self.known, BackendTimeout
        )

    async def test_silence_ends_at_the_deadline(self, clock: SettableClock) -> None:
        async with self.reading(clock, Trouble.SILENT) as read:
            answers = await read(self.known, clock.within(0.02))
        assert {key: _error(answer) for key, answer in answers.items()} == dict.fromkeys(
            self.known, BackendTimeout
        )

    async def test_cancellation_reaches_the_caller(self, clock: SettableClock) -> None:
        async with self.reading(clock, Trouble.SILENT) as read:
            task = asyncio.create_task(read(self.known, clock.within()))
            for _ in range(20):
                await asyncio.sleep(0)
            assert not task.done()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task


def _error(answer: Outcome[V]) -> type[BackendError] | None:
    return type(answer.error) if isinstance(answer, Failed) else None


def _all(value: object, kind: type[T]) -> Iterator[T]:
    """Everything of a kind that lies anywhere inside a record."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _all(getattr(value, name), kind)
    elif isinstance(value, Mapping):
        yield from _all(tuple(value.items()), kind)
    elif isinstance(value, tuple | list | set | frozenset):
        for part in value:
            yield from _all(part, kind)
