"""What is between two places: told in parts, late, twice, and by more than one source."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.events.record import Event
from domain.positions.figures import amounts, position_of
from domain.positions.transfers import on_the_way
from domain.stock import StockKey, Transfer
from tests.domain.positions.stories import EAST, SKU, WEST, S, at, event, kept, snapshot
from tests.domain.positions.test_conservation import GROUND, arrivals, histories


def shipped(minute: float, amount: int, name: str = "T1", due: datetime | None = None) -> Event:
    return event("transfer_shipped", minute, amount, counterpart=WEST, reference=name, expected_at=due)


def received(minute: float, amount: int, name: str = "T1") -> Event:
    return event("transfer_received", minute, amount, place=WEST, counterpart=EAST, reference=name)


def to_west(*story: Event) -> tuple[Transfer, ...]:
    return on_the_way(kept(story)[WEST].legs, "EA")


def told(found: Sequence[Transfer]) -> list[tuple[str, int, datetime]]:
    return [(one.reference, int(one.quantity.amount), one.shipped_at) for one in found]


def test_it_says_where_it_left_when_and_when_it_is_due() -> None:
    due = at(600)
    (one,) = to_west(shipped(1, 4, due=due))
    assert one == Transfer(
        reference="T1",
        quantity=one.quantity,
        shipped_at=at(1),
        origin=EAST,
        expected_at=due,
        source="wms",
    )
    assert one.quantity.amount == 4


def test_what_left_first_arrives_first() -> None:
    story = [shipped(1, 4), shipped(3, 5), received(2, 3)]
    assert told(to_west(*story)) == [("T1", 1, at(1)), ("T1", 5, at(3))]
    assert told(to_west(*story, received(4, 3))) == [("T1", 3, at(3))]
    assert to_west(*story, received(4, 6)) == ()


def test_what_arrives_before_it_is_told_that_it_left_is_on_no_way() -> None:
    assert to_west(received(2, 4)) == ()
    assert to_west(received(2, 4), shipped(1, 4)) == ()


def test_two_who_tell_of_one_transfer_tell_of_one() -> None:
    erp = [replace(one, source="erp") for one in (shipped(1.5, 4), received(9, 3))]
    assert told(to_west(shipped(1, 4), erp[0])) == [("T1", 4, at(1))]
    assert told(to_west(shipped(1, 4), *erp)) == [("T1", 1, at(1))]
    assert to_west(shipped(1, 4), *erp, received(8, 4)) == ()
    assert amounts(kept([shipped(1, 4), *erp])[WEST])[S.IN_TRANSIT] == 1


def test_a_position_tells_its_transfers_and_their_sum() -> None:
    story = [snapshot(0, {S.SELLABLE: 10}, place=WEST), shipped(1, 4), shipped(2, 2, "T2")]
    position = position_of(StockKey(SKU, WEST), "wms", kept(story)[WEST])
    assert [one.reference for one in position.transfers] == ["T1", "T2"]
    in_transit = position.of(S.IN_TRANSIT)
    assert in_transit is not None
    assert in_transit.amount == 6


@given(st.data())
def test_each_unit_that_left_has_arrived_or_is_on_its_way(data: st.DataObject) -> None:
    story = data.draw(histories())
    held = kept(data.draw(arrivals([*GROUND, *story])))
    between = Decimal(0)
    for one in story:
        amount = one.data.quantity.amount  # type: ignore[union-attr]  # each has one
        between += amount if one.type == "stock.transfer_shipped" else 0
        between -= amount if one.type == "stock.transfer_received" else 0
    found = [one for place in (EAST, WEST) for one in on_the_way(held[place].legs, "EA")]
    assert sum((one.quantity.amount for one in found), Decimal(0)) == between
    for place in (EAST, WEST):
        here = sum((one.quantity.amount for one in on_the_way(held[place].legs, "EA")), Decimal(0))
        assert amounts(held[place]).get(S.IN_TRANSIT, Decimal(0)) == here
        departures = [one.shipped_at for one in on_the_way(held[place].legs, "EA")]
        assert departures == sorted(departures)
        assert all(moment < at(0) + timedelta(hours=1) for moment in departures)
