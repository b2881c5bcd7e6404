"""A run can fail: what is lost, doubled or out of order is found."""

import pytest
from msgspec.structs import replace

from tests.domain.log.examples import shipped
from tests.kill.checking import at_least_once, exactly_once
from tests.kill.fire import Outcome, Plan
from tests.kill.logged import Log
from tests.kill.news import news, shared_out
from tests.kill.report import report
from tests.kill.wishes import orders

WANTED = ["a", "b", "c"]


def test_each_once_and_in_order_is_right() -> None:
    assert exactly_once("reader", WANTED, ["a", "b", "c"]).is_right


@pytest.mark.parametrize(
    ("seen", "wrong"),
    [
        (["a", "c"], "lost"),
        (["a", "b", "b", "c"], "doubled"),
        (["a", "c", "b"], "misplaced"),
        (["a", "b", "c", "x"], "foreign"),
    ],
)
def test_what_is_wrong_is_named(seen: list[str], wrong: str) -> None:
    judged = exactly_once("reader", WANTED, seen)
    assert not judged.is_right
    found = {name for name in ("lost", "doubled", "misplaced", "foreign") if getattr(judged, name)}
    assert found == {wrong}


def test_order_is_not_asked_of_who_reads_none() -> None:
    assert exactly_once("log", WANTED, ["c", "a", "b"], ordered=False).is_right


def test_a_reader_that_was_to_get_nothing_shows_nothing() -> None:
    assert not exactly_once("reader", [], []).is_right


def test_lines_may_come_between_each_other_and_again() -> None:
    wanted = {"x": ["x1", "x2"], "y": ["y1"]}
    seen = [("x", "x1"), ("y", "y1"), ("x", "x1"), ("x", "x2"), ("x", "x1")]
    assert at_least_once("endpoint", wanted, seen).is_right


def test_an_older_event_of_a_line_that_first_comes_behind_a_younger_is_found() -> None:
    judged = at_least_once("endpoint", {"x": ["x1", "x2"]}, [("x", "x2"), ("x", "x1")])
    assert not judged.is_right
    assert judged.misplaced == ["x1"]


def test_a_lost_one_is_found_however_often_others_came() -> None:
    judged = at_least_once("endpoint", {"x": ["x1", "x2"]}, [("x", "x1"), ("x", "x1")])
    assert not judged.is_right
    assert judged.lost == ["x2"]


def test_one_seed_gives_the_same_news_of_which_some_come_twice_and_none_is_left_out() -> None:
    told = news(7, 400)
    assert told == news(7, 400)
    assert len({each.name for each in told}) == 400
    parts = shared_out(7, told, 4)
    assert {each for part in parts for each in part} == set(told)
    assert sum(map(len, parts)) > 400
    assert parts[0] != sorted(parts[0], key=told.index)


def test_an_event_of_two_orders_is_told_of_each_and_nothing_of_them_again() -> None:
    concerns = [("order:SO-1", ()), ("shipment:S-1", ("order:SO-2", "order:SO-1")), ("order:SO-3", ())]
    log = Log(
        [
            replace(shipped(f"e{at}"), id=f"e{at}", subject=subject, related=related)
            for at, (subject, related) in enumerate(concerns)
        ]
    )
    assert orders(["SO-1", "SO-2"]).expected(log) == ["e0", "e1", "e1#1"]
    assert orders(["SO-3"]).expected(log) == ["e2"]


def test_an_answer_that_tells_of_a_fault_of_ours_is_wrong_whatever_came_in_the_end() -> None:
    outcome = Outcome(plan=Plan(), judged=[exactly_once("log", WANTED, WANTED)])
    outcome.told.answers["503"] += 1
    assert list(report(outcome))[-1] == "PASSED"
    outcome.told.answers["500"] += 1
    assert list(report(outcome))[-2:] == ["answered 500 in place of 503: 1 times", "FAILED"]
