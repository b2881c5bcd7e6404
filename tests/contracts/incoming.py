"""What every broker owes whose messages we take: nothing acknowledged that is not kept, nothing for ever."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import pytest

from domain.errors import StoreUnavailable
from gateway.brokers.links import Link
from gateway.brokers.taking import TOO_LARGE, Taking
from tests.gateway.brokers.small_intake import SmallIntake
from tests.gateway.brokers.waiting import until


@dataclass(frozen=True, slots=True)
class Bench:
    """A queue of a broker. waiting: how many messages nobody has answered for."""

    link: Callable[[Taking], Link]
    send: Callable[[bytes], Awaitable[object]]
    waiting: Callable[[], Awaitable[int]]


class IncomingContract(ABC):
    """Subclasses open a queue of their own."""

    @abstractmethod
    def bench(self) -> AbstractAsyncContextManager[Bench]: ...

    async def test_messages_come_into_the_inbox_in_their_order_and_are_answered_for(self) -> None:
        intake, bodies = SmallIntake(), [f"m{each}".encode() for each in range(150)]
        async with self.bench() as bench:
            link = bench.link(intake.taking())
            await link.open()
            for body in bodies:
                await bench.send(body)
            assert await intake.has(len(bodies)) == bodies
            assert await link.is_well()
            await link.aclose()
            assert await bench.waiting() == 0
        assert {raw.source for raw in intake.raws} == {"erp"}
        assert {dict(raw.headers)["broker-feed"] for raw in intake.raws} == {"orders"}
        assert all(len(raw.correlation_id) == 32 for raw in intake.raws)

    async def test_what_was_kept_and_not_answered_for_comes_again(self) -> None:
        intake = SmallIntake()
        async with self.bench() as bench:
            dying = bench.link(intake.forgetful())
            await dying.open()
            await bench.send(b"m")
            await intake.has(1)
            await dying.aclose()
            assert await bench.waiting() == 1
            next_one = bench.link(intake.taking())
            await next_one.open()
            assert await intake.has(2) == [b"m", b"m"]
            await next_one.aclose()
            assert await bench.waiting() == 0

    async def test_replicas_share_the_work(self) -> None:
        intakes, bodies = (SmallIntake(), SmallIntake()), [f"m{each}".encode() for each in range(200)]
        async with self.bench() as bench:
            links = [bench.link(intake.taking()) for intake in intakes]
            for link in links:
                await link.open()
            for body in bodies:
                await bench.send(body)
            await until(lambda: sum(len(intake.raws) for intake in intakes) >= len(bodies))
            for link in links:
                await link.aclose()
        assert all(intake.raws for intake in intakes)
        together = Counter(intakes[0].bodies + intakes[1].bodies)
        assert together == Counter(bodies)

    async def test_what_is_too_large_is_a_dead_letter_once_and_holds_nothing(self) -> None:
        intake = SmallIntake()
        async with self.bench() as bench:
            link = bench.link(intake.taking(most=10))
            await link.open()
            await bench.send(b"x" * 11)
            await bench.send(b"fits")
            assert await intake.has(1) == [b"fits"]
            (letter,) = await intake.letters(1)
            await link.aclose()
            assert await bench.waiting() == 0
        assert (letter.source, letter.reason, letter.attempts) == ("erp", TOO_LARGE, 1)
        assert letter.detail == "11 bytes, and at most 10 are taken"
        assert [finding.group for finding in intake.raised] == [f"erp/{TOO_LARGE}"]

    async def test_while_there_is_no_room_the_broker_keeps_them(self) -> None:
        intake = SmallIntake()
        intake.full = True
        async with self.bench() as bench:
            link = bench.link(intake.taking())
            await link.open()
            await bench.send(b"m")
            await until(lambda: intake.counted("busy"))
            assert intake.raws == []
            intake.full = False
            assert await intake.has(1) == [b"m"]
            await link.aclose()
            assert await bench.waiting() == 0

    async def test_while_our_database_is_away_nothing_is_answered_for(self) -> None:
        intake = SmallIntake()
        intake.errors = [StoreUnavailable("away") for _ in range(12)]
        async with self.bench() as bench:
            link = bench.link(intake.taking())
            await link.open()
            await bench.send(b"m")
            assert await intake.has(1) == [b"m"]
            await link.aclose()
            assert intake.errors == []
            assert await bench.waiting() == 0


def quick(monkeypatch: pytest.MonkeyPatch, module: str, **values: object) -> None:
    """Let a broker wait less than it would."""
    for name, value in values.items():
        monkeypatch.setattr(f"gateway.brokers.{module}.{name}", value)
