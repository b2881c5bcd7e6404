"""Links that are held stand in for those that cannot be read, without much waiting."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import timedelta
from time import monotonic

import pytest

from domain.identifiers import Link
from gateway.store.in_time import asked_within, in_time
from gateway.store.links.held_links import Claims, HeldLinks
from tests.doubles.clock import SettableClock

MINUTE = timedelta(minutes=1)
CLAIMS: tuple[Link, ...] = ()


class Table:
    """Knows every key, and answers while `answers` is set."""

    def __init__(self) -> None:
        self.answers = asyncio.Event()
        self.answers.set()
        self.asked: list[tuple[str, ...]] = []

    @in_time
    async def read(self, keys: Iterable[str]) -> Mapping[str, Claims]:
        self.asked.append(tuple(keys))
        await self.answers.wait()
        return dict.fromkeys(self.asked[-1], CLAIMS)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
async def table() -> Table:
    return Table()


@pytest.fixture
async def links(table: Table, clock: SettableClock) -> HeldLinks[str]:
    held = HeldLinks(table.read, clock, lifetime=MINUTE, capacity=100)
    await held.read(["a"])
    clock.advance(2 * MINUTE)
    return held


async def test_what_is_held_is_not_waited_for_as_long_as_there_is_time(
    links: HeldLinks[str], table: Table
) -> None:
    table.answers.clear()
    began = monotonic()
    with asked_within(60.0):
        assert await links.read(["a"]) == {"a": CLAIMS}
        assert monotonic() - began < 5.0
        table.asked.clear()
        assert await links.read(["a"]) == {"a": CLAIMS}
        assert table.asked == []


async def test_after_a_rest_it_is_asked_for_again(
    links: HeldLinks[str], table: Table, clock: SettableClock
) -> None:
    table.answers.clear()
    with asked_within(0.0):
        await links.read(["a"])
        table.answers.set()
        table.asked.clear()
        assert await links.read(["a", "b"]) == {"a": CLAIMS, "b": CLAIMS}
        clock.advance(timedelta(seconds=2))
        await links.read(["a"])
    assert table.asked == [("a", "b")]
    assert links.peek(["a", "b"]) is not None
