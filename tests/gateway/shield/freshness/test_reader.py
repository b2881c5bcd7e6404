"""What a caller gets of the freshness cache, and what its backend is asked."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from domain.catalog import Product
from domain.errors import BackendBudgetSpent, BackendError, BackendTimeout, BackendUnavailable, BreakerOpen
from domain.exceptions import Finding
from domain.freshness import FreshState, StaleReason
from domain.partners import Lane
from domain.ports.cache import Heard, Lost, Outdated
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Missing, Outcome, Outcomes
from gateway.settings.freshness import PortTerms
from tests.doubles.clock import SettableClock
from tests.doubles.shielded import SECOND, Catalog, Replica, settled, version

DOWN = BackendUnavailable("cannot be reached", backend="erp")


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def catalog(clock: SettableClock) -> Catalog:
    catalog = Catalog(clock)
    catalog.versions = {"A": 1, "B": 1, "C": 1}
    return catalog


@pytest.fixture
def replica(catalog: Catalog) -> Replica:
    return Replica(catalog)


def marks(outcome: Outcome[Product]) -> list[tuple[FreshState, StaleReason | None]]:
    assert not isinstance(outcome, Failed)
    return [(stamp.state, stamp.reason) for stamp in outcome.stamps]


FRESH = [(FreshState.FRESH, None)]


def stale(reason: StaleReason) -> list[tuple[FreshState, StaleReason | None]]:
    return [(FreshState.STALE, reason)]


async def test_what_was_read_is_peeked_without_a_call(catalog: Catalog, replica: Replica) -> None:
    assert replica.peek("A", "B") is None
    first = await replica.read("A", "B")
    assert replica.peek("A", "B") == first
    assert catalog.calls == [("A", "B")]


async def test_only_what_is_missing_goes_down_in_one_batch(catalog: Catalog, replica: Replica) -> None:
    await replica.read("B")
    told = await replica.read("A", "B", "C", "A")
    assert list(told) == ["A", "B", "C"]
    assert catalog.calls == [("B",), ("A", "C")]


async def test_a_batch_that_memory_answers_whole_makes_no_task(replica: Replica) -> None:
    await replica.read("A", "B")
    before = asyncio.all_tasks()
    assert replica.peek("A", "B") is not None
    assert asyncio.all_tasks() == before


async def test_a_value_near_its_end_is_read_again_behind_the_answer(
    catalog: Catalog, replica: Replica, clock: SettableClock
) -> None:
    await replica.read("A")
    catalog.versions["A"] = 2
    clock.advance(9 * SECOND)
    told = replica.peek("A")
    assert told is not None
    assert (version(told["A"]), marks(told["A"])) == (1, FRESH)
    await settled()
    assert catalog.calls == [("A",), ("A",)]
    assert catalog.demands[-1].lane is Lane.BACKGROUND
    assert version((replica.peek("A") or {})["A"]) == 2


async def test_a_value_for_which_its_feed_vouches_is_not_read_again(
    catalog: Catalog, replica: Replica, clock: SettableClock
) -> None:
    await replica.read("A")
    clock.advance(9 * SECOND)
    await replica.signal.tell(Heard("erp", clock.now()))
    assert replica.peek("A") is not None
    await settled()
    assert catalog.calls == [("A",)]


async def test_between_its_times_a_value_is_given_stale_and_read_again(
    catalog: Catalog, replica: Replica, clock: SettableClock
) -> None:
    await replica.read("A")
    catalog.versions["A"] = 2
    clock.advance(15 * SECOND)
    told = await replica.read("A")
    assert (version(told["A"]), marks(told["A"])) == (1, stale(StaleReason.TTL))
    await settled()
    told = await replica.read("A")
    assert (version(told["A"]), marks(told["A"])) == (2, FRESH)


async def test_beyond_its_time_a_value_is_read_first(
    catalog: Catalog, replica: Replica, clock: SettableClock
) -> None:
    await replica.read("A")
    catalog.versions["A"] = 2
    clock.advance(21 * SECOND)
    assert version((await replica.read("A"))["A"]) == 2


@pytest.mark.parametrize(("seconds", "seen"), [(3, 2), (4, 1), (60, 1)])
async def test_the_bound_of_the_caller_counts(
    catalog: Catalog, replica: Replica, clock: SettableClock, seconds: int, seen: int
) -> None:
    await replica.read("A")
    catalog.versions["A"] = 2
    clock.advance(4 * SECOND)
    told = await replica.read("A", max_age=seconds * SECOND)
    assert (version(told["A"]), marks(told["A"])) == (seen, FRESH)


async def test_a_strict_caller_gets_nothing_stale(
    catalog: Catalog, replica: Replica, clock: SettableClock
) -> None:
    await replica.read("A")
    clock.advance(15 * SECOND)
    catalog.error = DOWN
    assert replica.peek("A", strict=True) is None
    assert (await replica.read("A", strict=True))["A"] == Failed(DOWN)


REASONS: dict[str, tuple[BackendError, StaleReason]] = {
    "unreachable": (DOWN, StaleReason.ERROR),
    "late": (BackendTimeout("late", backend="erp"), StaleReason.TIMEOUT),
    "breaker": (BreakerOpen("open", backend="erp"), StaleReason.BREAKER_OPEN),
    "budget": (BackendBudgetSpent("spent", backend="erp"), StaleReason.BUDGET_SPENT),
}


@pytest.mark.parametrize(("error", "reason"), REASONS.values(), ids=REASONS)
async def test_what_cannot_be_read_is_given_as_last_known(
    catalog: Catalog, replica: Replica, clock: SettableClock, error: BackendError, reason: StaleReason
) -> None:
    await replica.read("A")
    clock.advance(50 * SECOND)
    catalog.error = error
    told = await replica.read("A", "B")
    assert (version(told["A"]), marks(told["A"])) == (1, stale(reason))
    assert told["B"] == Failed(error)


async def test_a_value_is_not_given_for_ever(
    catalog: Catalog, replica: Replica, clock: SettableClock
) -> None:
    await replica.read("A")
    clock.advance(101 * SECOND)
    catalog.error = DOWN
    assert (await replica.read("A"))["A"] == Failed(DOWN)


async def test_a_system_that_hangs_is_waited_for_no_longer_than_the_terms_say(
    catalog: Catalog, replica: Replica, clock: SettableClock
) -> None:
    await replica.read("A")
    clock.advance(50 * SECOND)
    catalog.versions["A"] = 2
    catalog.gate.clear()
    asked_at = clock.now()
    told = await replica.read("A")
    assert (version(told["A"]), marks(told["A"])) == (1, stale(StaleReason.TIMEOUT))
    assert clock.now() - asked_at == SECOND
    catalog.gate.set()
    await settled()
    assert version((await replica.read("A"))["A"]) == 2
    assert len(catalog.calls) == 2


async def test_where_nothing_is_known_a_hanging_system_is_waited_for_to_the_end(
    catalog: Catalog, replica: Replica, clock: SettableClock
) -> None:
    catalog.gate.clear()
    asked_at = clock.now()
    told = (await replica.read("A"))["A"]
    assert isinstance(told, Failed)
    assert isinstance(told.error, BackendTimeout)
    assert clock.now() - asked_at == 10 * SECOND
    await settled()
    assert catalog.given_up == 1


async def test_what_does_not_exist_is_not_asked_for_again_for_a_while(
    catalog: Catalog, replica: Replica, clock: SettableClock
) -> None:
    assert isinstance((await replica.read("N"))["N"], Missing)
    clock.advance(4 * SECOND)
    assert isinstance((replica.peek("N") or {})["N"], Missing)
    clock.advance(2 * SECOND)
    catalog.versions["N"] = 1
    assert version((await replica.read("N"))["N"]) == 1


async def test_that_something_did_not_exist_is_never_the_last_that_is_known(
    catalog: Catalog, replica: Replica, clock: SettableClock
) -> None:
    await replica.read("N")
    clock.advance(6 * SECOND)
    catalog.error = DOWN
    assert (await replica.read("N"))["N"] == Failed(DOWN)


async def test_what_changed_is_read_anew_at_once(catalog: Catalog, replica: Replica) -> None:
    await replica.read("A", "B")
    catalog.versions["A"] = 2
    await replica.signal.tell(Outdated("erp", ("item:A", "order:A")))
    await replica.signal.tell(Outdated("wms", ("item:B",)))
    told = await replica.read("A", "B", max_age=timedelta(days=1))
    assert [version(told[key]) for key in ("A", "B")] == [2, 1]
    assert catalog.calls == [("A", "B"), ("A",)]


async def test_what_changed_is_still_the_last_that_is_known(catalog: Catalog, replica: Replica) -> None:
    await replica.read("A")
    await replica.signal.tell(Outdated("erp", ("item:A",)))
    catalog.error = DOWN
    assert marks((await replica.read("A"))["A"]) == stale(StaleReason.ERROR)


async def test_what_was_read_before_a_change_is_not_kept_after_it(catalog: Catalog, replica: Replica) -> None:
    catalog.gate.clear()
    replica.moves_on = True
    early = asyncio.create_task(replica.read("A"))
    await settled()
    catalog.versions["A"] = 2
    await replica.signal.tell(Outdated("erp", ("item:A",)))
    late = asyncio.create_task(replica.read("A"))
    await settled()
    catalog.gate.set()
    assert [version((await read)["A"]) for read in (early, late)] == [1, 2]
    assert version((replica.peek("A") or {})["A"]) == 2


async def test_a_slow_mover_is_as_young_as_its_feed(
    catalog: Catalog, replica: Replica, clock: SettableClock
) -> None:
    await replica.read("A")
    clock.advance(1000 * SECOND)
    heard_at = clock.now()
    await replica.signal.tell(Heard("erp", heard_at))
    clock.advance(5 * SECOND)
    told = replica.peek("A", max_age=6 * SECOND)
    assert told is not None
    assert isinstance(told["A"], Found)
    assert [stamp.verified_at for stamp in told["A"].stamps] == [heard_at]
    assert len(catalog.calls) == 1


async def test_a_feed_that_fell_silent_verifies_nothing(
    catalog: Catalog, replica: Replica, clock: SettableClock
) -> None:
    await replica.read("A")
    await replica.signal.tell(Heard("erp", clock.now()))
    clock.advance(30 * SECOND)
    catalog.error = DOWN
    assert marks((await replica.read("A"))["A"]) == stale(StaleReason.ERROR)


async def test_a_feed_that_does_not_tell_of_these_verifies_nothing(
    catalog: Catalog, clock: SettableClock
) -> None:
    replica = Replica(catalog, feeds=False)
    await replica.read("A")
    clock.advance(50 * SECOND)
    await replica.signal.tell(Heard("erp", clock.now()))
    assert replica.peek("A") is None


@pytest.mark.parametrize("news", [Lost(), Outdated("erp", ("item:A",))])
async def test_what_may_have_changed_unheard_is_not_verified(
    replica: Replica, clock: SettableClock, news: Lost | Outdated
) -> None:
    await replica.read("A")
    await replica.signal.tell(news)
    clock.advance(50 * SECOND)
    await replica.signal.tell(Heard("erp", clock.now()))
    assert replica.peek("A") is None


async def test_while_the_budget_is_spent_the_most_wanted_are_read_first(
    catalog: Catalog, clock: SettableClock
) -> None:
    replica = Replica(catalog)
    names = [f"N{number}" for number in range(60)]
    catalog.versions |= dict.fromkeys(names, 1)
    await replica.read(*names)
    for _ in range(5):
        replica.peek(*names[50:])
    clock.advance(21 * SECOND)
    catalog.error = BackendBudgetSpent("spent", backend="erp", retry_after=SECOND)
    await replica.read(names[0])
    catalog.calls.clear()
    told = await replica.read(*names)
    assert {tuple(marks(outcome)) for outcome in told.values()} == {tuple(stale(StaleReason.BUDGET_SPENT))}
    assert catalog.calls == []
    catalog.error = None
    await settled()
    assert set(names[50:]) <= set(catalog.calls[0])
    assert len(catalog.calls[0]) == 50


async def test_until_the_wanted_are_read_again_no_turn_goes_to_what_is_asked_by_chance(
    catalog: Catalog, clock: SettableClock
) -> None:
    replica = Replica(catalog)
    names = [f"N{number}" for number in range(60)]
    catalog.versions |= dict.fromkeys(names, 1)
    await replica.read(*names)
    clock.advance(21 * SECOND)
    catalog.error = BackendBudgetSpent("spent", backend="erp", retry_after=SECOND)
    await replica.read(*names)
    clock.advance(5 * SECOND)
    catalog.error = None
    catalog.calls.clear()
    await replica.read(*names)
    assert catalog.calls == []
    await settled()
    assert [len(call) for call in catalog.calls] == [50, 10]
    await replica.read("A")
    assert catalog.calls[2:] == [("A",)]


async def test_findings_are_told_once(clock: SettableClock) -> None:
    finding = Finding(code="UNMAPPED_CODE", group="erp/x")

    class Finder(Catalog):
        async def __call__(self, keys: Sequence[str], demand: Demand, /) -> Outcomes[str, Product]:
            told = await super().__call__(keys, demand)
            return {k: Found(o.value, o.stamps, (finding,)) for k, o in told.items() if isinstance(o, Found)}

    finder = Finder(clock)
    finder.versions = {"A": 1}
    replica = Replica(finder)
    assert [o.findings for o in (await replica.read("A")).values() if isinstance(o, Found)] == [(finding,)]
    assert [o.findings for o in (replica.peek("A") or {}).values() if isinstance(o, Found)] == [()]


async def test_memory_is_bounded(catalog: Catalog) -> None:
    replica = Replica(catalog, entries=2)
    for key in ("A", "B", "C"):
        await replica.read(key)
    assert [replica.peek(key) is not None for key in ("A", "B", "C")].count(True) == 2


async def test_terms_that_keep_nothing_remember_nothing(catalog: Catalog) -> None:
    nothing = timedelta()
    replica = Replica(catalog, terms=PortTerms(ttl=nothing, keep=nothing, negative=nothing))
    await replica.read("A")
    catalog.versions["A"] = 2
    assert version((await replica.read("A"))["A"]) == 2
    catalog.error = DOWN
    assert (await replica.read("A"))["A"] == Failed(DOWN)
