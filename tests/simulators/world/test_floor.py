from simulators.orders.facts import Kind
from simulators.world import floor
from simulators.world.world import World
from tests.simulators.house import START

SMALL = World(7, 2000, START)


def test_each_state_of_a_warehouse_order_is_taken_on_once_by_its_own_site() -> None:
    for index in range(1, 500):
        order = SMALL.order(index)
        for work in order.works:
            facts = [fact for fact in order.facts if floor.advanced(order, fact, work.site) is work]
            assert [fact.kind for fact in facts].count(Kind.ALLOCATED) == 1
            assert [fact.kind for fact in facts].count(Kind.PICKED) == 0
            assert {fact.work for fact in facts} == {work.number}
        assert not any(floor.advanced(order, fact, "nowhere") for fact in order.facts)
