"""Holds as they were a moment ago."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.errors import StoreUnavailable
from domain.ports.selling import Sums
from gateway.assembly.selling.holds import RememberedHolds
from tests.doubles.clock import SettableClock

MOMENT = timedelta(milliseconds=251)


@dataclass
class Store:
    sums: dict[str, dict[str, int]] = field(default_factory=dict)
    asked: list[list[str]] = field(default_factory=list)
    is_away: bool = False

    async def held(self, skus: Sequence[str], *, now: datetime) -> Sums:
        del now
        self.asked.append(list(skus))
        if self.is_away:
            raise StoreUnavailable("is away")
        return {sku: dict(self.sums[sku]) for sku in skus if sku in self.sums}


async def test_they_are_read_for_many_at_once_and_again_after_a_moment() -> None:
    store, clock = Store({"A": {"at:EAST": 3}}), SettableClock()
    holds = RememberedHolds(store, clock)
    assert holds.peek(["A", "B"]) is None
    assert holds.as_of("A") is None
    assert await holds.held(["A", "B"]) == {"A": {"at:EAST": 3}, "B": {}}
    store.sums["A"]["at:EAST"] = 4
    read_at = clock.now()
    assert holds.peek(["A", "B"]) == await holds.held(["B", "A"]) == {"A": {"at:EAST": 3}, "B": {}}
    clock.advance(MOMENT)
    assert holds.peek(["A"]) is None
    assert holds.as_of("A") == read_at
    assert await holds.held(["A"]) == {"A": {"at:EAST": 4}}
    assert store.asked == [["A", "B"], ["A"]]


async def test_where_the_store_is_away_the_last_ones_stand() -> None:
    store, clock = Store({"A": {"at:EAST": 3}}), SettableClock()
    holds = RememberedHolds(store, clock)
    await holds.held(["A"])
    store.is_away = True
    clock.advance(MOMENT)
    assert await holds.held(["A", "B"]) == {"A": {"at:EAST": 3}, "B": {}}


async def test_after_lost_news_they_are_read_again() -> None:
    store, clock = Store({"A": {"at:EAST": 3}}), SettableClock()
    holds = RememberedHolds(store, clock)
    await holds.held(["A"])
    holds.hear(None)
    assert holds.peek(["A"]) is None
