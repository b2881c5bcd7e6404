from collections import Counter

import msgspec
import pytest

from simulators.orders import stories
from simulators.orders.facts import Fact, Order
from simulators.world.world import World
from tests.simulators.house import START

DAY = 86_400
SMALL = World(7, 2000, START)


def relative(order: Order) -> tuple[object, ...]:
    """Give an order without the instant at which it was placed."""
    header = msgspec.structs.replace(order.header, placed_at=0)
    facts = tuple(moved(fact, -order.header.placed_at) for fact in order.facts)
    return header, order.works, order.shipments, facts


def moved(fact: Fact, seconds: int) -> Fact:
    heard = fact.heard + seconds if fact.heard else 0
    due = fact.due + seconds if fact.due else 0
    return msgspec.structs.replace(fact, at=fact.at + seconds, due=due, heard=heard)


def test_the_same_seed_gives_the_same_bytes() -> None:
    again = World(7, 2000, START)
    for index in range(1, 200):
        assert msgspec.json.encode(again.order(index)) == msgspec.json.encode(SMALL.order(index))


def test_another_seed_gives_another_world() -> None:
    other = World(8, 2000, START)
    same = [index for index in range(1, 100) if relative(other.order(index)) == relative(SMALL.order(index))]
    assert same == []


def test_an_order_is_the_same_in_a_world_of_any_size() -> None:
    large = World(7, 1_000_000, START)
    alone = [index for index in range(1, 100) if not stories.is_paired(7, index)]
    assert [index for index in alone if relative(SMALL.order(index)) != relative(large.order(index))] == []


def test_orders_are_spread_evenly_over_ninety_days_and_go_on() -> None:
    placed = [SMALL.placed_at(index) for index in range(1, 2101)]
    assert placed == sorted(placed)
    assert placed[0] >= START - 90 * DAY
    assert placed[1999] <= START < placed[2000]
    per_day = Counter((at - START) // DAY for at in placed[:2000])
    assert set(per_day.values()) <= {21, 22, 23, 24}


@pytest.mark.parametrize("seconds", [-90 * DAY, -1000, -1, 0, 1, 599, 5000, 3 * DAY])
def test_the_newest_order_of_an_instant_is_found_without_search(seconds: int) -> None:
    index = SMALL.count_at(START + seconds)
    assert index == 0 or SMALL.placed_at(index) <= START + seconds
    assert SMALL.placed_at(index + 1) > START + seconds


def test_a_million_orders_cost_nothing_until_they_are_asked_for() -> None:
    world = World(7, 1_000_000, START)
    assert world.order(999_999).header.placed_at <= START
    assert world._planned.cache_info().currsize == 1


@pytest.mark.parametrize("size", [99, 1_000_001])
def test_a_size_out_of_bounds_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=f"size: {size}"):
        World(7, size, START)
