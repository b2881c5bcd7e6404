from decimal import Decimal

import pytest
from msgspec.structs import replace

from domain.events.payloads import StockNews
from domain.events.record import Event
from domain.milestones import Classifier
from domain.positions.figures import amounts, as_of_held, position_of
from domain.positions.held import MOST_RECENT, needs_reading
from domain.stock import StockKey, StockState, on_hand
from tests.domain.positions.stories import EAST, SKU, WEST, S, at, each, event, in_east, kept, snapshot

FULL = {S.SELLABLE: 10, S.PICKED: 0, S.DAMAGED: 0, S.QUARANTINED: 0, S.ALLOCATED: 4}


def after(*events: Event) -> dict[StockState, int]:
    held = in_east([snapshot(0, FULL), *events])
    return {state: int(amount) for state, amount in amounts(held).items() if amount}


@pytest.mark.parametrize(
    ("story", "left"),
    [
        (event("received", 1, 5), {S.SELLABLE: 15, S.ALLOCATED: 4}),
        (event("received", 1, -5), {S.SELLABLE: 5, S.ALLOCATED: 4}),
        (event("adjusted", 1, -3), {S.SELLABLE: 7, S.ALLOCATED: 4}),
        (
            event("adjusted", 1, 3, from_state=S.SELLABLE, to_state=S.DAMAGED),
            {S.SELLABLE: 7, S.DAMAGED: 3, S.ALLOCATED: 4},
        ),
        (event("counted", 1, 8), {S.SELLABLE: 8, S.ALLOCATED: 4}),
        (event("picked", 1, 3), {S.SELLABLE: 7, S.PICKED: 3, S.ALLOCATED: 1}),
        (event("picked", 1, -3), {S.SELLABLE: 7, S.PICKED: 3, S.ALLOCATED: 1}),
        (event("picked", 1, 3, from_state=S.SELLABLE), {S.SELLABLE: 7, S.PICKED: 3, S.ALLOCATED: 4}),
        (event("shipped", 1, 3, from_state=S.SELLABLE), {S.SELLABLE: 7, S.ALLOCATED: 4}),
        (event("transfer_shipped", 1, 3, counterpart=WEST), {S.SELLABLE: 7, S.ALLOCATED: 4}),
        (event("returned", 1, 2), {S.SELLABLE: 10, S.QUARANTINED: 2, S.ALLOCATED: 4}),
        (event("returned", 1, 2, to_state=S.SELLABLE), {S.SELLABLE: 10, S.QUARANTINED: 2, S.ALLOCATED: 4}),
        (event("returned", 1, 2, to_state=S.DAMAGED), {S.SELLABLE: 10, S.DAMAGED: 2, S.ALLOCATED: 4}),
        (event("damaged", 1, 2), {S.SELLABLE: 8, S.DAMAGED: 2, S.ALLOCATED: 4}),
        (event("quarantined", 1, 2), {S.SELLABLE: 8, S.QUARANTINED: 2, S.ALLOCATED: 4}),
        (event("allocated", 1, 2), {S.SELLABLE: 10, S.ALLOCATED: 6}),
        (event("deallocated", 1, 2), {S.SELLABLE: 10, S.ALLOCATED: 2}),
    ],
)
def test_each_type_moves_what_it_says(story: Event, left: dict[StockState, int]) -> None:
    assert after(story) == left


def test_a_return_is_not_for_sale_until_it_is_released() -> None:
    back = event("returned", 1, 2)
    assert after(back)[S.SELLABLE] == 10
    assert after(back, event("quarantine_released", 2, 2)) == {S.SELLABLE: 12, S.ALLOCATED: 4}


def test_of_a_source_that_states_no_quarantine_a_return_still_waits_there() -> None:
    held = in_east([snapshot(0, {S.SELLABLE: 10}), event("returned", 1, 2)])
    assert amounts(held) == {S.SELLABLE: 10, S.QUARANTINED: 2}


def test_where_only_all_on_hand_is_stated_a_promise_stands_until_the_units_leave() -> None:
    ground = [snapshot(0, {S.ON_HAND: 10, S.ALLOCATED: 3}), event("picked", 1, 3)]
    assert amounts(in_east(ground)) == {S.ON_HAND: 10, S.ALLOCATED: 3}
    assert amounts(in_east([*ground, event("shipped", 2, 3)])) == {S.ON_HAND: 7, S.ALLOCATED: 0}


def test_a_movement_of_before_a_statement_is_in_it() -> None:
    assert after(event("received", -1, 5)) == {S.SELLABLE: 10, S.ALLOCATED: 4}
    assert after(event("received", 0, 5)) == {S.SELLABLE: 10, S.ALLOCATED: 4}


def test_a_statement_that_comes_late_goes_under_what_moved_since() -> None:
    late = [event("received", 2, 5), event("adjusted", 4, -1), snapshot(3, FULL | {S.SELLABLE: 20})]
    assert after(*late)[S.SELLABLE] == 19


def test_an_older_statement_changes_nothing() -> None:
    held = in_east([snapshot(5, FULL)])
    assert in_east([snapshot(5, FULL), snapshot(0, FULL | {S.SELLABLE: 99})]) == held


def test_what_a_whole_statement_leaves_out_is_not_known_any_more() -> None:
    assert S.DAMAGED not in amounts(in_east([snapshot(0, FULL), snapshot(1, {S.SELLABLE: 1})]))


@pytest.mark.parametrize(
    "news",
    [
        event("changed", 1),
        event("adjusted", 1),
        replace(event("adjusted", 1, 3), correction_of="e-1"),
        event("unheard_of", 1, 3),
    ],
)
def test_what_is_not_told_is_read(news: Event) -> None:
    held = in_east([snapshot(0, FULL), news])
    assert needs_reading(held)
    assert amounts(held) == amounts(in_east([snapshot(0, FULL)]))
    assert not needs_reading(in_east([snapshot(0, FULL), news, snapshot(2, FULL)]))


def test_what_is_planned_has_not_happened() -> None:
    assert after(replace(event("received", 1, 5), classifier=Classifier.PLANNED))[S.SELLABLE] == 10


def test_another_unit_is_not_added() -> None:
    cases = StockNews(quantity=replace(each(5), unit="CS"))
    boxed = replace(event("received", 1), data=cases)
    held = in_east([snapshot(0, FULL), boxed])
    assert needs_reading(held)
    assert amounts(held)[S.SELLABLE] == 10


def test_nothing_is_known_of_a_position_that_only_moved() -> None:
    held = in_east([event("received", 1, 5)])
    assert needs_reading(held)
    assert amounts(held) == {}
    assert amounts(in_east([event("received", 1, 5), snapshot(0, FULL)]))[S.SELLABLE] == 15


def test_a_missing_number_is_seen_until_it_comes() -> None:
    first, second, third = (event("received", n, 1, sequence=n) for n in (1, 2, 3))
    ground = snapshot(0, FULL, sequence=0)
    assert needs_reading(in_east([ground, first, third], numbered=True))
    assert not needs_reading(in_east([ground, first, third, second], numbered=True))
    assert not needs_reading(in_east([ground, first, third]))
    assert not needs_reading(in_east([ground, first, third, snapshot(4, FULL)], numbered=True))
    assert needs_reading(in_east([ground, second], numbered=True))


def test_numbers_of_what_moves_nothing_are_not_missing() -> None:
    story = [
        snapshot(0, FULL, sequence=0),
        event("counted", 1, 8, sequence=1),
        event("received", 2, 1, sequence=2),
    ]
    held = in_east(story, numbered=True)
    assert not needs_reading(held)
    assert amounts(held)[S.SELLABLE] == 9


def test_goods_are_in_transit_from_their_first_event_to_their_second() -> None:
    ground = [snapshot(0, FULL), snapshot(0, FULL, place=WEST)]
    left = event("transfer_shipped", 1, 4, counterpart=WEST, reference="T1")
    part = event("transfer_received", 2, 3, place=WEST, counterpart=EAST, reference="T1")
    rest = event("transfer_received", 3, 1, place=WEST, counterpart=EAST, reference="T1")
    assert amounts(kept([*ground, left])[WEST])[S.IN_TRANSIT] == 4
    assert amounts(kept([*ground, left, part])[WEST])[S.IN_TRANSIT] == 1
    assert S.IN_TRANSIT not in amounts(kept([*ground, left, part, rest])[WEST])
    # A count of what is in the building says nothing of what is on its way.
    assert amounts(kept([*ground, left, snapshot(2, FULL, place=WEST)])[WEST])[S.IN_TRANSIT] == 4


def test_what_arrived_and_was_not_seen_to_leave_is_read_where_it_left() -> None:
    ground = [snapshot(0, FULL), snapshot(0, FULL, place=WEST)]
    left = event("transfer_shipped", 1, 4, counterpart=WEST, reference="T1")
    arrived = event("transfer_received", 2, 4, place=WEST, counterpart=EAST, reference="T1")
    first = kept([*ground, arrived])
    assert needs_reading(first[EAST])
    assert S.IN_TRANSIT not in amounts(first[WEST])
    both = kept([*ground, arrived, left])
    assert not needs_reading(both[EAST])
    assert amounts(both[EAST])[S.SELLABLE] == 6
    assert amounts(both[WEST])[S.SELLABLE] == 14


def test_very_many_movements_are_kept_as_few_and_what_is_older_is_not_guessed() -> None:
    moves = [event("received", n + 1, 1) for n in range(MOST_RECENT + 10)]
    held = in_east([snapshot(0, FULL), *moves])
    assert len(held.recent) == MOST_RECENT
    assert amounts(held)[S.SELLABLE] == 10 + len(moves)
    assert not needs_reading(held)
    assert amounts(in_east([snapshot(0, FULL), *moves, event("adjusted", 3.5, -2)])) == amounts(held)
    assert needs_reading(in_east([snapshot(0, FULL), *moves, event("adjusted", 3.5, -2)]))
    assert needs_reading(in_east([snapshot(0, FULL), *moves, snapshot(3.5, FULL)]))
    assert not needs_reading(in_east([snapshot(0, FULL), *moves, snapshot(5000, FULL)]))


def test_a_position_says_of_when_it_is_and_by_whom() -> None:
    position = position_of(StockKey(SKU, EAST), "wms", in_east([snapshot(0, FULL), event("received", 1, 5)]))
    assert (position.sku, position.location, position.as_of) == (SKU, EAST, at(1))
    assert {figure.source for figure in position.figures} == {"wms"}
    assert on_hand(position) == each(15)
    assert position.of(S.SELLABLE) == each(15)


def test_of_nothing_there_is_no_time() -> None:
    assert as_of_held(in_east([event("changed", 1)])) is None
    assert amounts(in_east([event("changed", 1)])) == {}


def test_fractions_are_exact() -> None:
    tenth = StockNews(quantity=replace(each(1), amount=Decimal("0.1")))
    moved = replace(event("adjusted", 1), data=tenth)
    assert amounts(in_east([snapshot(0, FULL), moved]))[S.SELLABLE] == Decimal("10.1")
