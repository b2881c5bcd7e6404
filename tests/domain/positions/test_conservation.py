"""No order of arrival, and no duplicate, makes a unit or loses one."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events.record import Event
from domain.positions.figures import amounts
from domain.positions.held import needs_reading
from domain.stock import PHYSICAL
from tests.domain.positions.stories import EAST, WEST, S, event, kept, snapshot

thoroughly = settings(max_examples=150)
BEGUN = {S.SELLABLE: 100, S.PICKED: 20, S.DAMAGED: 5, S.QUARANTINED: 5}
GROUND = [snapshot(0, BEGUN, place=place) for place in (EAST, WEST)]
_COMES = {"received": 1, "returned": 1, "shipped": -1}
_STAYS = ("picked", "damaged", "quarantined", "quarantine_released", "allocated", "deallocated")


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """What happens from the first minute on, a minute each, in the order in which it happens."""
    story: list[Event] = []
    for minute in range(1, draw(st.integers(1, 12)) + 1):
        place = draw(st.sampled_from([EAST, WEST]))
        amount = draw(st.integers(1, 4))
        what = draw(st.sampled_from([*_COMES, *_STAYS, "adjusted", "transfer"]))
        if what != "transfer":
            signed = amount if what != "adjusted" else draw(st.sampled_from([amount, -amount]))
            story.append(event(what, minute, signed, place=place))
            continue
        other = WEST if place == EAST else EAST
        name = f"T{minute}"
        story.append(
            event("transfer_shipped", minute, amount, place=place, counterpart=other, reference=name)
        )
        if draw(st.booleans()):
            story.append(
                event(
                    "transfer_received", minute + 0.5, amount, place=other, counterpart=place, reference=name
                )
            )
    return story


@st.composite
def arrivals(draw: st.DrawFn, story: Sequence[Event]) -> list[Event]:
    """All of it in any order, some of it twice."""
    twice = draw(st.lists(st.sampled_from(story), max_size=4))
    return draw(st.permutations([*story, *twice]))


def total(story: Sequence[Event]) -> Decimal:
    """Units in both buildings and between them, as they must be."""
    begun = Decimal(2 * sum(BEGUN.values()))
    for one in story:
        what = one.type.removeprefix("stock.")
        told = abs(one.data.quantity.amount)  # type: ignore[union-attr]  # each has one
        if what == "adjusted":
            begun += one.data.quantity.amount  # type: ignore[union-attr]  # each has one
        else:
            begun += _COMES.get(what, 0) * told
    return begun


def counted(story: Sequence[Event]) -> Decimal:
    held = kept(story)
    states = (*PHYSICAL, S.IN_TRANSIT)
    return sum(
        (amounts(held[p]).get(state, Decimal(0)) for p in (EAST, WEST) for state in states), Decimal(0)
    )


@thoroughly
@given(st.data())
def test_units_are_neither_made_nor_lost(data: st.DataObject) -> None:
    story = data.draw(histories())
    arrived = data.draw(arrivals([*GROUND, *story]))
    assert counted(arrived) == total(story)


@thoroughly
@given(st.data())
def test_the_order_of_arrival_decides_nothing(data: st.DataObject) -> None:
    middle = data.draw(st.integers(0, 12))
    late = snapshot(middle + 0.25, {S.SELLABLE: 50, S.PICKED: 1}, place=EAST)
    count = event("counted", data.draw(st.integers(0, 12)) + 0.75, 33, place=WEST)
    story = [*GROUND, *data.draw(histories()), late, count]
    assert kept(data.draw(arrivals(story))) == kept(story)


@thoroughly
@given(st.data())
def test_numbered_events_end_the_same_whatever_is_missing_for_a_while(data: st.DataObject) -> None:
    moves = [event("received", n, 1, sequence=n) for n in range(1, data.draw(st.integers(1, 8)) + 1)]
    ground = snapshot(0, BEGUN, sequence=0)
    arrived = data.draw(arrivals([ground, *moves]))
    assert not needs_reading(kept(arrived, numbered=True)[EAST])
    assert amounts(kept(arrived, numbered=True)[EAST])[S.SELLABLE] == 100 + len(moves)
    lost = data.draw(st.sampled_from(moves))
    rest = [one for one in arrived if one != lost]
    assert needs_reading(kept(rest, numbered=True)[EAST]) == (lost != moves[-1])


@thoroughly
@given(st.data())
def test_while_goods_seem_to_be_in_two_places_one_of_them_is_to_be_read(data: st.DataObject) -> None:
    story = data.draw(histories())
    arrived = data.draw(arrivals(story))
    known = [*GROUND, *arrived[: data.draw(st.integers(0, len(arrived)))]]
    there = [one for one in story if one in known]
    if counted(known) > total(there):
        held = kept(known)
        assert needs_reading(held[EAST]) or needs_reading(held[WEST])
    else:
        assert counted(known) == total(there)
