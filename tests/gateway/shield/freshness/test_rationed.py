"""While turns are short: who is given an older value, what a turn is spent on, and when that ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.budgets import BreakerRules, BudgetRules
from domain.errors import (
    BackendBudgetSpent,
    BackendError,
    BackendRefused,
    BackendThrottled,
    BackendTimeout,
    BackendUnavailable,
    ReplyInvalid,
)
from domain.freshness import StaleReason
from domain.partners import Lane
from domain.ports.demand import Demand
from gateway.settings.freshness import PortTerms
from tests.doubles.budgeted import NO_BREAKER, SOFT, TERMS, Budgeted

SECOND = timedelta(seconds=1)
DOWN = BackendUnavailable("cannot be reached", backend="erp")
SPENT = StaleReason.BUDGET_SPENT
RARE = BudgetRules(concurrency=5, rate=0.1, burst=1)
"""A call each ten seconds."""
PLENTY = BudgetRules(concurrency=5)


@asynccontextmanager
async def house(
    budget: BudgetRules, *keys: str, breaker: BreakerRules = NO_BREAKER, terms: PortTerms = TERMS
) -> AsyncIterator[Budgeted]:
    """A reader that has read these a while ago, and the last turn there was with it."""
    made = Budgeted(budget, breaker=breaker, terms=terms)
    if keys:
        await made.warm(keys)
    try:
        yield made
    finally:
        await made.aclose()


async def test_where_no_turn_comes_soon_an_older_value_is_given_at_once() -> None:
    async with house(RARE, "A") as erp:
        await erp.time.passes(6.0)
        answer = await erp.ask("A")
        assert (answer.reason, answer.took) == (SPENT, 0.0)


async def test_a_turn_that_comes_soon_is_waited_for() -> None:
    async with house(RARE, "A") as erp:
        await erp.time.passes(9.5)
        answer = await erp.ask("A")
        assert answer.is_fresh
        assert answer.took == pytest.approx(0.5)


async def test_what_was_asked_for_most_is_read_when_a_turn_comes_asked_again_or_not() -> None:
    names = [f"K{number}" for number in range(60)]
    async with house(RARE, *names) as erp:
        await erp.time.passes(6.0)
        for number, name in enumerate(names):
            for _ in range(1 + number):
                await erp.ask(name)
        await erp.time.passes(5.0)
        assert [set(made.keys) for made in erp.system.made[1:]] == [set(names[10:])]
        await erp.time.passes(10.0)
        assert [set(made.keys) for made in erp.system.made[2:]] == [set(names[10:])]


async def test_a_young_value_that_misses_a_bound_is_worth_a_free_turn() -> None:
    """A bound of its caller's may be shorter than any part of the port's own."""
    async with house(RARE, "A") as erp:
        await erp.time.passes(0.5)
        assert (await erp.ask("A", max_age=SECOND / 5)).reason is SPENT
        await erp.time.passes(9.0)
        await erp.ask("A", max_age=SECOND / 5)
        await erp.time.passes(0.6)
        assert len(erp.system.made) == 2
        assert (await erp.ask("A", max_age=SECOND)).is_fresh


async def test_when_a_turn_may_be_had_and_nothing_is_worth_it_whoever_asks_may_have_it() -> None:
    async with house(RARE, "A") as erp:
        unknown = await erp.ask("B", strict=True, within=2.0)
        assert isinstance(unknown.error, BackendBudgetSpent)
        await erp.time.passes(9.2)
        assert (await erp.ask("A")).is_fresh
        assert len(erp.system.made) == 2


async def test_turns_to_spare_end_it_and_what_is_still_wanted_is_read_behind() -> None:
    names = [f"K{number}" for number in range(300)]
    async with house(BudgetRules(concurrency=1), *names) as erp:
        await erp.time.passes(6.0)
        erp.system.takes = 4.0
        slow = asyncio.create_task(erp.reader.read(["slow"], Demand(deadline=erp.time.monotonic() + 10)))
        await erp.time.passes(0.1)
        assert {(await erp.ask(name)).reason for name in names} == {SPENT}
        erp.system.takes = 0.05
        await erp.time.running(slow)
        while len(erp.system.made) < 5:
            await erp.time.passes(0.01)
        # Two turns came at once: whoever asks now calls, though much is wanted still.
        last = next(name for name in names if not any(name in made.keys for made in erp.system.made[1:]))
        assert (await erp.ask(last)).is_fresh
        await erp.time.passes(1.0)
        assert {key for made in erp.system.made[1:] for key in made.keys} == {*names, "slow"}
        assert Lane.BACKGROUND in {made.lane for made in erp.system.made[5:]}


@pytest.mark.parametrize(
    "error",
    [
        DOWN,
        BackendTimeout("late", backend="erp"),
        BackendRefused("refused", backend="erp"),
    ],
    ids=lambda error: error.code,
)
async def test_where_the_system_fails_everybody_hears_of_that(error: BackendError) -> None:
    async with house(RARE, "A") as erp:
        await erp.time.passes(6.0)
        assert (await erp.ask("A")).reason is SPENT
        erp.system.errors.append(error)
        await erp.time.passes(5.0)
        assert len(erp.system.made) == 2
        erp.system.error = error
        await erp.time.passes(10.0)
        assert (await erp.ask("A")).reason is not SPENT


async def test_a_broken_record_ends_nothing() -> None:
    async with house(RARE, "A", "B") as erp:
        await erp.time.passes(6.0)
        await erp.ask("A")
        erp.system.errors.append(ReplyInvalid("is broken", backend="erp"))
        await erp.time.passes(5.0)
        assert len(erp.system.made) == 2
        assert (await erp.ask("B")).reason is SPENT


async def test_a_system_that_asks_us_to_slow_down_has_no_turn_for_so_long() -> None:
    async with house(PLENTY, "A", "B") as erp:
        await erp.time.passes(6.0)
        erp.system.errors.append(BackendThrottled("slowly", backend="erp", retry_after=4 * SECOND))
        assert (await erp.ask("A")).reason is SPENT
        assert (await erp.ask("B")).took == 0.0
        await erp.time.passes(3.0)
        assert len(erp.system.made) == 2
        await erp.time.passes(2.0)
        assert sum(len(made.keys) for made in erp.system.made[2:]) == 2
        assert (await erp.ask("A")).is_fresh


async def test_an_open_breaker_is_not_asked_in_a_circle() -> None:
    breaker = BreakerRules(failures=1, pause=60 * SECOND)
    async with house(PLENTY, "A", breaker=breaker) as erp:
        await erp.time.passes(6.0)
        erp.system.error = DOWN
        await erp.ask("A")
        before = erp.system.reads
        await erp.time.passes(30.0)
        assert erp.system.reads == before
        assert (await erp.ask("A")).reason is StaleReason.BREAKER_OPEN
        await erp.time.passes(10.0)
        assert erp.system.reads == before + 1


async def test_a_system_that_fails_is_not_asked_again_behind_every_answer() -> None:
    async with house(PLENTY, "A") as erp:
        await erp.time.passes(4.5)
        erp.system.error = DOWN
        for _ in range(20):
            assert (await erp.ask("A")).is_fresh
            await erp.time.passes(0.02)
        assert erp.system.reads == 2


async def test_what_is_never_fresh_is_read_once_behind_an_answer() -> None:
    nothing = timedelta()
    async with house(PLENTY, "A", terms=TERMS.model_copy(update={"soft": nothing, "ttl": nothing})) as erp:
        await erp.time.passes(1.0)
        assert (await erp.ask("A", max_age=SOFT)).is_fresh
        await erp.time.passes(5.0)
        assert len(erp.system.made) == 2


async def test_a_lane_is_short_by_itself() -> None:
    """Of a budget of the day each lane has a part: background's may be spent while callers have theirs."""
    daily = BudgetRules(concurrency=5, daily=10, shares=(0.7, 0.1, 0.1, 0.1))
    async with house(daily, "A") as erp:
        names = (f"X{number}" for number in range(10))
        while (await erp.ask(next(names), Lane.BACKGROUND, strict=True)).is_fresh:
            continue
        await erp.time.passes(6.0)
        assert (await erp.ask("A", Lane.BACKGROUND)).reason is SPENT
        assert (await erp.ask("A")).is_fresh


async def test_what_is_being_read_already_is_waited_for() -> None:
    async with house(RARE, "A", "B") as erp:
        await erp.time.passes(6.0)
        erp.system.takes = 0.4
        assert (await erp.ask("A")).reason is SPENT
        await erp.time.passes(4.2)
        assert len(erp.system.made) == 2
        assert (await erp.ask("A")).is_fresh


async def test_the_turn_that_is_to_come_soon_is_waited_for_where_it_will_bring_the_answer() -> None:
    names = [f"K{number}" for number in range(51)]
    async with house(RARE, *names) as erp:
        await erp.time.passes(6.0)
        for name in (*names[:50], *names):
            assert (await erp.ask(name)).reason is SPENT
        await erp.time.passes(3.7)
        hot, cold = await erp.ask(names[0]), await erp.ask(names[50])
        assert hot.is_fresh
        assert 0.1 < hot.took < 1.0
        assert (cold.reason, cold.took) == (SPENT, 0.0)


async def test_who_is_strict_waits_in_the_line() -> None:
    async with house(RARE, "A") as erp:
        await erp.time.passes(6.0)
        assert (await erp.ask("A")).reason is SPENT
        assert (await erp.ask("A", strict=True)).is_fresh


async def test_who_asks_for_what_is_not_known_waits_in_the_line() -> None:
    async with house(RARE, "A") as erp:
        await erp.time.passes(6.0)
        assert (await erp.ask("A")).reason is SPENT
        answer = await erp.ask("B")
        assert answer.is_fresh
        assert answer.took > 1


async def test_nothing_goes_on_when_nobody_asks_any_more() -> None:
    names = [f"K{number}" for number in range(120)]
    async with house(RARE, *names) as erp:
        await erp.time.passes(6.0)
        for name in names:
            await erp.ask(name)
        await erp.time.passes(120.0)
        made = len(erp.system.made)
        assert made <= 6
        await erp.time.passes(120.0)
        assert len(erp.system.made) == made
        assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("refresh")]


async def test_a_fault_of_ours_in_a_read_is_not_the_end_of_reading_behind() -> None:
    async with house(PLENTY, "A") as erp:
        await erp.time.passes(4.5)
        erp.system.fault = ZeroDivisionError("ours")
        assert (await erp.ask("A")).is_fresh
        await erp.time.passes(0.1)
        erp.system.fault = None
        await erp.time.passes(0.3)
        # It is not wanted again at once.
        assert erp.system.reads == 2
        await erp.time.passes(0.6)
        erp.system.error = DOWN
        assert (await erp.ask("A")).reason is StaleReason.ERROR
        assert erp.system.reads == 3


async def test_a_closed_reader_reads_nothing_behind_answers() -> None:
    async with house(PLENTY, "A") as erp:
        await erp.time.passes(4.5)
        await erp.aclose()
        assert (await erp.ask("A")).is_fresh
        await erp.time.passes(0.1)
        assert erp.system.reads == 1


LANES = st.sampled_from([Lane.INTERACTIVE, Lane.PARTNER_BULK])
STEPS = st.one_of(
    st.tuples(
        st.just("ask"),
        st.integers(0, 3),
        LANES,
        st.sampled_from([None, 0.3, 2.0, 5.0]),
        st.sampled_from([False, False, True]),
    ),
    st.tuples(st.just("pass"), st.sampled_from([0.1, 0.6, 1.0, 3.0, 12.0])),
    st.tuples(st.just("fail"), st.sampled_from([None, DOWN, BackendTimeout("late", backend="erp")])),
)


@settings(max_examples=150, deadline=None)
@given(
    steps=st.lists(STEPS, max_size=25),
    rate=st.sampled_from([0.1, 0.5, 2.0]),
    burst=st.integers(1, 2),
)
async def test_no_free_turn_goes_by_while_an_older_value_is_given_for_want_of_one(
    steps: list[tuple[object, ...]], rate: float, burst: int
) -> None:
    async with house(BudgetRules(concurrency=50, rate=rate, burst=burst), "K0", "K1", "K2") as erp:
        for what, *more in steps:
            if what == "pass":
                await erp.time.passes(float(str(more[0])))
            elif what == "fail":
                erp.system.error = more[0] if isinstance(more[0], BackendError) else None
            else:
                await _asked(erp, *more)
        erp.system.error = None
        await erp.time.passes(300.0)
        # Whatever happened, it is over when nobody asks.
        assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("refresh")]
        assert (await erp.ask("K0")).is_fresh


async def _asked(erp: Budgeted, key: object, lane: object, age: object, strict: object) -> None:
    assert isinstance(lane, Lane)
    max_age = timedelta(seconds=age) if isinstance(age, float) else None
    answer = await erp.ask(f"K{key}", lane, max_age=max_age, strict=bool(strict), within=3.0)
    assert answer.took <= 3.0 + 1e-3
    if answer.reason is SPENT:
        assert not erp.has_turn(lane)
