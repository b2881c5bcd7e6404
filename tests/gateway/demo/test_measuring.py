from datetime import UTC, datetime

import pytest

from domain.freshness import FreshState
from gateway.demo.chaos.measuring import NO_ANSWER, Seen, figures, percentile, seen

NOW = datetime(2026, 3, 2, 8, 0, 30, tzinfo=UTC)
STALE = {
    "source": "erp",
    "state": "STALE",
    "asOf": None,
    "verifiedAt": None,
    "fetchedAt": "2026-03-02T08:00:18Z",
    "stale": [{"kind": kind, "reason": "BUDGET_SPENT"} for kind in ("customers", "orders")],
}
FRESH = {
    "source": "tms",
    "state": "FRESH",
    "asOf": None,
    "verifiedAt": None,
    "fetchedAt": "2026-03-02T08:00:30Z",
}


def test_an_answer_tells_state_age_and_codes_of_the_system_in_question() -> None:
    body = {
        "data": {"order": None},
        "errors": [{"message": "m", "extensions": {"code": "BREAKER_OPEN"}}, {"message": "bare"}],
        "extensions": {"freshness": [FRESH, STALE]},
    }
    assert seen(body, "erp", at=7.0, took=0.25, now=NOW) == Seen(
        at=7.0,
        took=0.25,
        state=FreshState.STALE,
        age=12.0,
        reasons=("BUDGET_SPENT",),
        codes=("BREAKER_OPEN", NO_ANSWER),
    )


@pytest.mark.parametrize(
    ("changed", "age"),
    [
        ({"verifiedAt": "2026-03-02T08:00:25Z"}, 5.0),
        ({"verifiedAt": "2026-03-02T07:00:00Z"}, 12.0),
        ({"fetchedAt": "2026-03-02T08:00:31Z"}, 0.0),
        ({"fetchedAt": None}, None),
    ],
)
def test_an_age_counts_from_when_the_value_was_last_known_to_be_so(
    changed: dict[str, str | None], age: float | None
) -> None:
    body = {"data": {}, "extensions": {"freshness": [STALE | changed]}}
    assert seen(body, "erp", at=0, took=0, now=NOW).age == age


@pytest.mark.parametrize("body", [{}, {"data": {}}, {"data": {}, "extensions": {"freshness": [FRESH]}}])
def test_an_answer_without_a_part_of_the_system_has_no_state(body: dict[str, object]) -> None:
    one = seen(body, "erp", at=0, took=0, now=NOW)
    assert (one.state, one.age, one.reasons, one.codes) == (None, None, (), ())


def test_figures_are_of_the_answers_that_have_a_part_of_the_system() -> None:
    answers = [
        Seen(at=1, took=0.1, state=FreshState.FRESH, age=1.0),
        Seen(at=2, took=0.3, state=FreshState.STALE, age=9.5, reasons=("TTL",)),
        Seen(at=2, took=0.2, state=FreshState.STALE, age=3.0, reasons=("BUDGET_SPENT", "TTL")),
        Seen(at=3, took=1.0, state=FreshState.UNAVAILABLE, codes=("BREAKER_OPEN", "BACKEND_TIMEOUT")),
        Seen(at=4, took=0.4, codes=("BREAKER_OPEN",)),
    ]
    told = figures(answers, 2.0, 7)
    assert (told.answers_a_second, told.calls_a_second) == (2.5, 3.5)
    assert told.shares == {FreshState.FRESH: 0.25, FreshState.STALE: 0.5, FreshState.UNAVAILABLE: 0.25}
    assert (told.oldest, told.median, told.slowest) == (9.5, 0.3, 1.0)
    assert told.codes == {"BREAKER_OPEN": 2, "BACKEND_TIMEOUT": 1}
    assert told.reasons == {"TTL": 2, "BUDGET_SPENT": 1}


def test_of_nothing_there_is_nothing() -> None:
    told = figures([], 0.0, 0)
    assert (told.answers_a_second, told.calls_a_second, set(told.shares.values())) == (0.0, 0.0, {0.0})
    assert (told.oldest, told.median, told.slowest) == (None, None, None)
    assert told.reasons == told.codes == {}


@pytest.mark.parametrize(("percent", "expected"), [(1, 1), (50, 50), (99, 99), (100, 100)])
def test_a_percentile_is_a_value_that_was_there(percent: int, expected: int) -> None:
    assert percentile(range(1, 101), percent) == expected
    assert percentile([7.0], percent) == 7.0
