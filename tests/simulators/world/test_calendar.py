from simulators.orders.facts import NEVER
from simulators.world.calendar import Calendar
from simulators.world.ledger import Ledger
from simulators.world.purchasing import STATES, Purchasing
from simulators.world.world import World
from tests.simulators.house import START

DAY = 86_400


def filled(world: World, now: int) -> tuple[Calendar, Ledger]:
    calendar, ledger = Calendar(world, now), Ledger(world.seed, world.size)
    for part in calendar.fill():
        ledger.include(part, now)
    return calendar, ledger


def test_the_clock_passes_each_fact_once_in_order_of_time() -> None:
    world = World(7, 2000, START)
    calendar, _ = filled(world, START)
    passed = [each for day in range(1, 5) for each in calendar.until(START + day * DAY)]
    assert [each.at for each in passed] == sorted(each.at for each in passed)
    expected = sorted(
        (at, index, fact.kind)
        for index in range(1, world.count_at(START + 4 * DAY) + 1)
        for fact in world.order(index).facts
        for at in (fact.at, fact.heard)
        if START < at <= START + 4 * DAY < NEVER
    )
    assert sorted((each.at, each.order.index, each.fact.kind) for each in passed) == expected


def test_stock_is_the_same_however_the_clock_gets_there() -> None:
    world = World(7, 2000, START)
    (walking, one), (leaping, other) = filled(world, START), filled(world, START)
    for hour in range(1, 49):
        for passed in walking.until(START + hour * 3600):
            one.apply(passed)
    for passed in leaping.until(START + 2 * DAY):
        other.apply(passed)
    assert one._positions == other._positions


def test_no_count_falls_below_zero_and_claims_stay_within_stock() -> None:
    world = World(5, 3000, START)
    calendar, ledger = filled(world, START)
    for passed in calendar.until(START + 7 * DAY):
        ledger.apply(passed)
        for position in ledger._positions.values() if passed.order.index % 50 == 0 else ():
            assert min(position.sellable, position.picked, position.damaged, position.quarantined) >= 0
            assert 0 <= position.allocated <= position.sellable


def test_purchase_orders_go_through_their_states_and_are_open_until_received() -> None:
    purchasing = Purchasing(7, 1)
    steps = list(purchasing.steps(START, START + 14 * DAY))
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert {step.state for step in steps} == set(STATES)
    step = next(step for step in steps if step.state == "40")
    item = step.order.lines[0].item
    assert step.order in purchasing.open_for(item, step.at - 1)
    assert step.order not in purchasing.open_for(item, step.at)
    assert purchasing.find(step.order.number, step.at) == step.order
    assert purchasing.find(step.order.number, step.order.begins[0] - 1) is None
