"""The states of a breaker: a model of every sequence of calls, and each step by itself."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.transport.breaker import Breaker, Permit, Verdict
from domain.budgets import BreakerRules, BreakerState
from tests.doubles.clock import SettableClock

RULES = BreakerRules(failures=3, probes=2, pause=timedelta(seconds=5), longest_pause=timedelta(seconds=15))
WELL, FAILED, NOTHING = Verdict.WELL, Verdict.FAILED, Verdict.NOTHING
STEPS = st.lists(
    st.one_of(
        st.sampled_from([WELL, FAILED, NOTHING]).map(lambda verdict: ("call", verdict)),
        st.just(("begin", WELL)),
        st.just(("look", WELL)),
        st.sampled_from([WELL, FAILED, NOTHING]).map(lambda verdict: ("end", verdict)),
        st.sampled_from([0.5, 5.0, 31.0]).map(lambda seconds: ("pass", seconds)),
        st.sampled_from([None, 4.0, 90.0]).map(lambda left: ("hint", left)),
    ),
    max_size=40,
)


class Tried:
    """A breaker, its clock, and the states that it told."""

    def __init__(self, rules: BreakerRules = RULES) -> None:
        self.clock = SettableClock()
        self.told: list[tuple[BreakerState, float | None]] = []
        self.breaker = Breaker(rules, self.clock, self._tell)

    def _tell(self, state: BreakerState, pause: timedelta | None) -> None:
        self.told.append((state, None if pause is None else pause.total_seconds()))

    def call(self, *verdicts: Verdict) -> None:
        for verdict in verdicts:
            permit = self.breaker.admit()
            assert isinstance(permit, Permit)
            self.breaker.done(permit, verdict)

    def passes(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    def shut(self) -> bool:
        return isinstance(self.breaker.admit(), timedelta)


@settings(max_examples=200)
@given(steps=STEPS)
def test_over_any_sequence(steps: list[tuple[str, Verdict | float | None]]) -> None:
    tried, under_way = Tried(), list[Permit]()
    for what, value in steps:
        step(tried, under_way, what, value)
        probes = [permit for permit in under_way if permit.probe and permit.age == tried.breaker._age]
        assert len(probes) <= RULES.probes
    for old in under_way:
        tried.breaker.done(old, NOTHING)
    # Whatever happened, calls that are answered bring it back.
    tried.passes(20)
    while tried.breaker.state is not BreakerState.CLOSED:
        tried.call(WELL)


def step(tried: Tried, under_way: list[Permit], what: str, value: Verdict | float | None) -> None:
    if what == "pass":
        tried.passes(float(value or 0))
    elif what == "hint":
        tried.breaker.hinted(None if value is None else timedelta(seconds=float(value)))
    elif what == "end":
        if under_way:
            tried.breaker.done(under_way.pop(0), Verdict(str(value)))
    elif what == "look":
        before = tried.breaker.state
        permit = tried.breaker.admit(probing=False)
        # No probe comes of it, and it waits for none.
        assert isinstance(permit, timedelta) is (before is not BreakerState.CLOSED)
        assert tried.breaker.state is before
        under_way += [permit] if isinstance(permit, Permit) else []
    elif isinstance(permit := tried.breaker.admit(), timedelta):
        # It says when to come again, and that is never far.
        assert timedelta(0) < permit <= RULES.longest_pause
    elif what == "begin":
        under_way.append(permit)
    else:
        tried.breaker.done(permit, Verdict(str(value)))


def test_it_opens_after_so_many_failures_and_not_before() -> None:
    tried = Tried()
    tried.call(FAILED, FAILED)
    assert not tried.shut()
    tried.call(FAILED)
    assert tried.shut()
    assert tried.told == [(BreakerState.OPEN, 5.0)]


def test_failures_that_are_few_among_many_calls_do_not_open_it() -> None:
    tried = Tried()
    tried.call(*[WELL] * 10, *[FAILED] * 9)
    assert not tried.shut()
    tried.call(FAILED)
    assert tried.shut()


def test_old_failures_and_calls_that_say_nothing_do_not_count() -> None:
    tried = Tried()
    tried.call(FAILED, FAILED, NOTHING, NOTHING)
    tried.passes(31)
    tried.call(FAILED, FAILED)
    assert not tried.shut()


def test_probes_close_it() -> None:
    tried = Tried()
    tried.call(FAILED, FAILED, FAILED)
    tried.passes(5)
    first, second = tried.breaker.admit(), tried.breaker.admit()
    assert isinstance(first, Permit)
    assert isinstance(second, Permit)
    assert tried.shut()
    tried.breaker.done(first, WELL)
    assert tried.shut()
    tried.breaker.done(second, WELL)
    assert not tried.shut()
    assert [state for state, _ in tried.told] == [
        BreakerState.OPEN,
        BreakerState.HALF_OPEN,
        BreakerState.CLOSED,
    ]


def test_who_is_not_to_probe_hears_that_it_may_be_tried_now_and_changes_nothing() -> None:
    tried = Tried()
    tried.call(FAILED, FAILED, FAILED)
    assert tried.breaker.admit(probing=False) == timedelta(seconds=5)
    tried.passes(5)
    assert tried.breaker.admit(probing=False) == timedelta(0)
    assert tried.breaker.state is BreakerState.OPEN
    first = tried.breaker.admit()
    assert isinstance(first, Permit)
    assert tried.breaker.admit(probing=False) == timedelta(0)
    assert isinstance(tried.breaker.admit(), Permit)
    assert tried.breaker.admit(probing=False) == timedelta(seconds=1)
    tried.breaker.done(first, FAILED)
    assert tried.breaker.admit(probing=False) == timedelta(seconds=10)


def test_a_failed_probe_doubles_the_pause_up_to_the_longest() -> None:
    tried = Tried()
    tried.call(FAILED, FAILED, FAILED)
    for pause in (5.0, 10.0, 15.0, 15.0):
        assert tried.told[-1] == (BreakerState.OPEN, pause)
        tried.passes(pause - 0.1)
        assert tried.shut()
        tried.passes(0.1)
        tried.call(FAILED)


def test_a_probe_that_was_cancelled_makes_room_for_another() -> None:
    tried = Tried()
    tried.call(FAILED, FAILED, FAILED)
    tried.passes(5)
    tried.call(NOTHING, NOTHING, NOTHING, WELL, WELL)
    assert tried.breaker.state is BreakerState.CLOSED


def test_a_call_from_before_says_nothing_of_a_probe() -> None:
    tried = Tried()
    old = tried.breaker.admit()
    assert isinstance(old, Permit)
    tried.call(FAILED, FAILED, FAILED)
    assert not tried.breaker.holds(old)
    tried.passes(5)
    tried.call(WELL)
    tried.breaker.done(old, FAILED)
    assert tried.breaker.state is BreakerState.HALF_OPEN


def test_another_replica_s_word_opens_it_and_takes_it_back() -> None:
    tried = Tried()
    tried.breaker.hinted(timedelta(seconds=60))
    assert tried.shut()
    assert tried.told == [(BreakerState.OPEN, None)]
    tried.breaker.hinted(None)
    tried.call(WELL, WELL)
    assert tried.breaker.state is BreakerState.CLOSED


def test_an_answer_of_our_own_is_worth_more_than_another_s_word() -> None:
    tried = Tried()
    tried.call(WELL)
    tried.breaker.hinted(timedelta(seconds=60))
    assert not tried.shut()


def test_one_that_is_off_never_opens() -> None:
    tried = Tried(BreakerRules(failures=0))
    tried.call(*[FAILED] * 50)
    tried.breaker.hinted(timedelta(seconds=60))
    assert not tried.shut()
