from collections import Counter

import msgspec
import pytest

from simulators.orders import stories
from simulators.orders.facts import Fact, Kind, Order
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


def test_every_story_is_told_in_its_share() -> None:
    told = Counter(stories.story_of(7, index) for index in range(1, 10_001))
    assert set(told) == set(stories.STORIES)
    assert 0.5 < told["plain"] / 10_000 < 0.6
    assert min(told.values()) > 50


@pytest.mark.parametrize("size", [100, 2000])
def test_no_order_outlives_its_story(size: int) -> None:
    world = World(3, size, START)
    orders = [world.order(index) for index in range(1, size)]
    late = [o.index for o in orders if o.facts[-1].at - o.header.placed_at > stories.longest(o.header.story)]
    assert late == []


def test_facts_stand_in_order_of_time_and_lines_add_up() -> None:
    for index in range(1, 1000):
        order = SMALL.order(index)
        assert [fact.at for fact in order.facts] == sorted(fact.at for fact in order.facts)
        for line in order.header.lines:
            totals = Counter[Kind]()
            for fact in order.facts:
                totals[fact.kind] += fact.quantity if fact.line == line.number else 0
            assert totals[Kind.ALLOCATED] in {0, line.quantity}
            assert totals[Kind.SHIPPED] == totals[Kind.PICKED]
            packed = sum(
                content.quantity
                for shipment in order.shipments
                for package in shipment.packages
                for content in package.contents
                if (content.order, content.line) == (index, line.number)
            )
            assert packed == totals[Kind.PICKED]


def test_both_orders_of_a_pair_leave_in_one_shipment() -> None:
    lead = next(i for i in range(2, 2000, 2) if stories.is_paired(7, i))
    one, other = SMALL.order(lead), SMALL.order(lead + 1)
    assert one.shipments == other.shipments
    contents = {content.order for package in one.shipments[0].packages for content in package.contents}
    assert contents == {lead, lead + 1}
    assert one.header.customer == other.header.customer
    left = [next(f.at for f in order.facts if f.kind is Kind.DISPATCHED) for order in (one, other)]
    assert left[0] == left[1]


def test_a_million_orders_cost_nothing_until_they_are_asked_for() -> None:
    world = World(7, 1_000_000, START)
    assert world.order(999_999).header.placed_at <= START
    assert world._planned.cache_info().currsize == 1


@pytest.mark.parametrize("size", [99, 1_000_001])
def test_a_size_out_of_bounds_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=f"size: {size}"):
        World(7, size, START)
