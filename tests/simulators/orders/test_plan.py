from collections import Counter

import pytest

from simulators.orders import stories
from simulators.orders.facts import Kind
from simulators.world.world import World
from tests.simulators.house import START

SMALL = World(7, 2000, START)


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
