"""What is read with the next turn: the best of all that is wanted, if anything of its lane is worth one."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.partners import Lane
from domain.ports.reading import Found
from gateway.settings.freshness import DEFAULTS
from gateway.shield.freshness.entries import Entry
from gateway.shield.freshness.ration import Ration
from gateway.shield.freshness.wanted import BATCH, MOST, Wanted
from gateway.shield.freshness.worth import Worth, worth
from tests.doubles.clock import START, SettableClock

SECOND = timedelta(seconds=1)
ONE, OTHER, BEHIND = Lane.INTERACTIVE, Lane.PARTNER_BULK, Lane.BACKGROUND


class Worths(dict[str, Worth]):
    """The worth of each key, as a test says."""

    def __call__(self, key: str, _missed: datetime | None, _now: datetime) -> Worth | None:
        return self.get(key)


@pytest.fixture
def worths() -> Worths:
    return Worths()


@pytest.fixture
def ration() -> Ration:
    return Ration(SettableClock())


@pytest.fixture
def wanted(worths: Worths, ration: Ration) -> Wanted[str]:
    return Wanted(worths, ration, SettableClock())


def want(wanted: Wanted[str], worths: Worths, lane: Lane, **gains: float) -> None:
    for key, gain in gains.items():
        worths[key] = Worth(gain, call=True)
        wanted.add(key, lane, None)


def test_while_turns_are_not_short_background_reads_what_is_wanted(
    wanted: Wanted[str], worths: Worths
) -> None:
    assert wanted.add("A", ONE, None) is BEHIND
    worths["A"] = Worth(1.0, call=True)
    assert (wanted.best(BEHIND), wanted.best(ONE)) == (["A"], [])


def test_a_lane_of_which_turns_are_short_reads_its_own(
    wanted: Wanted[str], worths: Worths, ration: Ration
) -> None:
    ration.spent(ONE, None)
    want(wanted, worths, ONE, A=1.0)
    assert (wanted.best(BEHIND), wanted.best(ONE)) == ([], ["A"])
    ration.failed()
    assert (wanted.best(BEHIND), wanted.best(ONE)) == (["A"], [])


def test_a_key_is_read_in_the_most_urgent_lane_that_wants_it(wanted: Wanted[str], ration: Ration) -> None:
    ration.spent(ONE, None)
    ration.spent(OTHER, None)
    assert [wanted.add("A", lane, None) for lane in (OTHER, ONE, OTHER)] == [OTHER, ONE, ONE]


def test_what_is_left_of_a_call_goes_to_others_and_its_own_come_first(
    wanted: Wanted[str], worths: Worths, ration: Ration
) -> None:
    ration.spent(ONE, None)
    ration.spent(OTHER, None)
    want(wanted, worths, ONE, **{f"N{number}": 10.0 + number for number in range(BATCH)})
    want(wanted, worths, OTHER, A=1.0, B=2.0)
    assert wanted.best(OTHER)[:3] == ["B", "A", f"N{BATCH - 1}"]
    assert len(wanted.best(OTHER)) == BATCH
    assert set(wanted.best(ONE)) == {f"N{number}" for number in range(BATCH)}


def test_what_is_worth_no_call_waits_for_one_while_turns_are_short_and_is_forgotten_otherwise(
    wanted: Wanted[str], worths: Worths, ration: Ration
) -> None:
    ration.spent(ONE, None)
    want(wanted, worths, ONE, A=1.0)
    worths["A"] = Worth(1.0, call=False)
    assert (wanted.best(ONE), len(wanted)) == ([], 1)
    ration.idle(ONE)
    assert (wanted.best(BEHIND), len(wanted)) == ([], 0)


def test_what_nobody_wants_any_more_is_forgotten(wanted: Wanted[str], worths: Worths, ration: Ration) -> None:
    ration.spent(ONE, None)
    want(wanted, worths, ONE, A=1.0, B=1.0)
    del worths["A"]
    assert (wanted.best(ONE), len(wanted)) == (["B"], 1)


def test_of_too_much_the_better_half_is_kept(wanted: Wanted[str], worths: Worths) -> None:
    want(wanted, worths, ONE, **{f"N{number}": float(number) for number in range(MOST + 1)})
    assert len(wanted) == MOST // 2 + 1
    assert wanted.best(BEHIND)[0] == f"N{MOST}"


@given(gains=st.dictionaries(st.text(max_size=3), st.tuples(st.floats(0, 100), st.booleans()), max_size=120))
def test_no_key_that_is_left_out_gains_more(gains: dict[str, tuple[float, bool]]) -> None:
    worths = Worths({key: Worth(gain, call=call) for key, (gain, call) in gains.items()})
    ration = Ration(SettableClock())
    ration.spent(ONE, None)
    wanted = Wanted(worths, ration, SettableClock())
    for key in gains:
        wanted.add(key, ONE, None)
    best = wanted.best(ONE)
    if not any(call for _, call in gains.values()):
        assert best == []
        return
    left = [gain for key, (gain, _) in gains.items() if key not in best]
    assert len(best) == min(BATCH, sum(gain > 0 for gain, _ in gains.values()))
    assert max(left, default=0) <= min((gains[key][0] for key in best), default=0)


def entry(*, asked: int = 4) -> Entry[str]:
    made = Entry[str](DEFAULTS["orders"], 0.0)
    made.filled(Found("it"), START, watched=False)
    made.hits = asked
    return made


@pytest.mark.parametrize(
    ("age", "told"),
    [
        (0.5, Worth(0.0, call=False)),
        (2.5, Worth(2.0, call=False)),
        (4.0, Worth(3.2, call=True)),
        (5.0, Worth(4.0, call=True)),
        (50.0, Worth(4.0, call=True)),
    ],
)
def test_the_worth_of_a_key_grows_with_its_age(age: float, told: Worth) -> None:
    assert worth(entry(), None, START + age * SECOND) == told


def test_a_key_that_missed_a_bound_is_worth_a_call_however_young_until_it_is_read() -> None:
    made = entry()
    assert worth(made, START, START + SECOND / 10) == Worth(4.0, call=True)
    made.filled(Found("it"), START + SECOND, watched=False)
    assert worth(made, START, START + 1.1 * SECOND) == Worth(0.0, call=False)


def test_a_key_that_nobody_asked_for_lately_is_wanted_by_nobody() -> None:
    made = entry()
    assert worth(made, None, START + 10 * SECOND) is not None
    assert worth(made, None, START + 41 * SECOND) is None
