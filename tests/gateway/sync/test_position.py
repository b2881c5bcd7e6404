from hypothesis import given
from hypothesis import strategies as st

from gateway.sync.position import MOST_OWED, Position, read_position

NAMES = [f"order:SO-{number}" for number in range(MOST_OWED + 10)]


@given(st.builds(Position, at=st.text(), began=st.text(), owed=st.lists(st.text()).map(tuple)))
def test_a_position_is_read_as_it_was_written(position: Position) -> None:
    assert read_position(position.text()) == position


def test_nothing_and_what_cannot_be_read_are_the_beginning() -> None:
    assert read_position("") == read_position("17") == read_position("{") == Position()


def test_names_are_owed_once_and_in_the_order_in_which_they_came() -> None:
    position = Position(owed=("order:A",)).moved("2", more=True, owed=["order:B", "order:A"])
    assert position == Position(at="2", owed=("order:A", "order:B"))


def test_what_still_cannot_be_read_waits_behind_the_others() -> None:
    position = Position(owed=("order:A", "order:B", "order:C"))
    assert position.settled(["order:A", "order:B"], ["order:A"]).owed == ("order:C", "order:A")


def test_a_round_begins_where_the_one_before_has_ended() -> None:
    middle = Position(at="5", began="5").moved("6", more=True, owed=[])
    assert (middle.began, middle.moved("7", more=False, owed=[]).began) == ("5", "7")


def test_where_too_many_are_owed_the_round_is_repeated_when_there_is_room_again() -> None:
    full = Position(at="5", began="5").moved("6", more=True, owed=NAMES)
    assert (len(full.owed), full.again) == (MOST_OWED, "5")
    onward = full.moved("7", more=False, owed=[])
    assert (onward.at, onward.again) == ("7", "5")
    half = onward.settled(NAMES[: MOST_OWED // 2], ())
    repeated = half.moved("8", more=False, owed=[])
    assert (repeated.at, repeated.began, repeated.again) == ("5", "5", None)
