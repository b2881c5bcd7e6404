from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.webhooks.records import Delivery
from domain.webhooks.tours import Room, tours
from tests.doubles.clock import START


def due(endpoint: str, *subjects: str, waits: int = 0) -> list[Delivery]:
    """One delivery of each subject. waits: for how many seconds they have been due."""
    at = START - timedelta(seconds=waits)
    return [
        Delivery(endpoint=endpoint, position=place, subject=subject, next_at=at)
        for place, subject in enumerate(subjects, start=1)
    ]


def told(deliveries: list[Delivery], room: Room, out: dict[str, int] | None = None) -> list[str]:
    """Each tour: its endpoint, and its subjects in their order."""
    found = tours(deliveries, out or {}, room)
    return [f"{tour[0].endpoint}: {' '.join(each.subject for each in tour)}" for tour in found]


def test_subjects_go_side_by_side_and_those_of_one_behind_each_other() -> None:
    assert told(due("a", "x", "y", "x", "z"), Room(9, 9, lambda _: 4)) == ["a: x x", "a: y", "a: z"]


def test_where_there_may_be_no_more_tours_the_shortest_gets_the_next_subject() -> None:
    assert told(due("a", "x", "x", "y", "x", "z"), Room(9, 2, lambda _: 4)) == ["a: x x x", "a: y z"]


def test_what_does_not_fit_waits_with_all_that_is_behind_it() -> None:
    assert told(due("a", "x", "x", "y", "x"), Room(9, 1, lambda _: 1)) == ["a: x"]
    assert told(due("a", "x", "y", "z", "x"), Room(9, 1, lambda _: 2)) == ["a: x y"]


def test_who_has_fewest_under_way_is_next_and_then_who_has_waited_longest() -> None:
    waiting = [*due("a", "x", "y"), *due("b", "x", "y", waits=9), *due("c", "x", "y")]
    assert told(waiting, Room(9, 2)) == ["b: x", "a: x", "c: x", "b: y", "a: y", "c: y"]
    assert told(waiting, Room(3, 2), {"b": 1, "c": 2}) == ["a: x", "b: x", "a: y"]


@given(st.lists(st.sampled_from("xyz"), max_size=20), st.integers(0, 4), st.integers(1, 4), st.integers(0, 4))
def test_of_each_subject_the_oldest_go_on_one_tour(
    subjects: list[str], at_once: int, length: int, out: int
) -> None:
    found = tours(due("a", *subjects), {"a": out}, Room(9, at_once, lambda _: length))
    assert len(found) <= max(0, at_once - out)
    assert all(1 <= len(tour) <= length for tour in found)
    for subject in set(subjects):
        on = [[each.position for each in tour if each.subject == subject] for tour in found]
        (mine,) = [each for each in on if each] or [[]]
        all_of_it = [place for place, each in enumerate(subjects, start=1) if each == subject]
        assert mine == all_of_it[: len(mine)]
