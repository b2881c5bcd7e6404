"""Sync that is interrupted at any point, as often as it may be, ends like one that is not."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, ParamSpec, TypeVar

from hypothesis import given
from hypothesis import strategies as st

from domain.errors import StoreUnavailable
from tests.gateway.sync.small_sync import NAMES, SmallSync

P = ParamSpec("P")
T = TypeVar("T")


class Killed(Exception):
    """The process ends here."""


class Fuse:
    """Counts the calls that touch the outside, and ends the process at one of them, before or after it."""

    def __init__(self) -> None:
        self.left: float = float("inf")
        self.after = False

    def around(self, call: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
        async def called(*args: P.args, **more: P.kwargs) -> T:
            self.left -= 1
            if self.left < 0 and not self.after:
                raise Killed
            result = await call(*args, **more)
            if self.left < 0:
                raise Killed
            return result

        return called


def fused(small: SmallSync) -> Fuse:
    fuse = Fuse()
    outside: list[tuple[Any, str]] = [
        *((changes, "changes") for changes in small.changes.values()),
        *((small.index, name) for name in ("put", "named", "known")),
        *((small.feeds, name) for name in ("feed", "advance")),
    ]
    for thing, name in outside:
        setattr(thing, name, fuse.around(getattr(thing, name)))
    return fuse


@cache
def undisturbed() -> SmallSync:
    """What one full sync ends like; looked at and never polled again."""

    async def polled() -> SmallSync:
        small = SmallSync()
        for name in NAMES:
            await small.poll(name)
        return small

    return asyncio.run(polled())


async def interrupted(kills: list[tuple[int, bool]]) -> SmallSync:
    """Each kill is the number of calls until it comes, and whether the last one of them still happens."""
    small = SmallSync()
    fuse = fused(small)
    for left, after in kills:
        fuse.left, fuse.after = left, after
        try:
            for name in NAMES:
                await small.poll(name)
        except Killed:
            small.sync = small.assembled()
    fuse.left = float("inf")
    for name in NAMES:
        await small.poll(name)
    return small


@given(st.lists(st.tuples(st.integers(0, 25), st.booleans()), max_size=6))
def test_interrupted_and_resumed_equals_one_full_sync(kills: list[tuple[int, bool]]) -> None:
    whole = undisturbed()
    resumed = asyncio.run(interrupted(kills))
    assert resumed.rows() == whole.rows()
    assert {name: feed.cursor for name, feed in resumed.feeds.held.items()} == {
        name: feed.cursor for name, feed in whole.feeds.held.items()
    }
    assert set(resumed.codes()) == set(whole.codes())


@given(st.lists(st.sampled_from(["index", "feeds"]), min_size=1, max_size=8))
def test_a_store_that_goes_away_and_comes_back_loses_nothing(troubles: list[str]) -> None:
    async def troubled() -> SmallSync:
        small = SmallSync()
        for where in troubles:
            getattr(small, where).errors.append(StoreUnavailable("away"))
            for name in NAMES:
                try:
                    await small.poll(name)
                except StoreUnavailable:
                    continue
        for name in NAMES:
            await small.poll(name)
        return small

    assert asyncio.run(troubled()).rows() == undisturbed().rows()
