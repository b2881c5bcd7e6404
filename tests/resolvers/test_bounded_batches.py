"""Reads of different bounds in one operation: kept apart, and shared as far as they are fresh enough."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BackendUnavailable, FreshnessNotMet
from domain.freshness import FreshState, StaleReason, Stamp
from domain.ports.backends import PRODUCTS
from domain.ports.bounds import ANY_AGE, Bound
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Outcomes, Readers
from resolvers.batches import Batches
from tests.doubles.clock import SettableClock

AGES = (None, 0, 5, 60)
BOUNDS = st.builds(
    lambda age, strict: Bound(None if age is None else timedelta(seconds=age), strict),
    st.sampled_from(AGES),
    st.booleans(),
)


class Plain:
    """A reader that is asked every time and notes what is demanded. strict_fails: it has only old values."""

    def __init__(self, clock: SettableClock, *, strict_fails: bool = False) -> None:
        self.clock = clock
        self.strict_fails = strict_fails
        self.asked: list[tuple[tuple[str, ...], Bound]] = []

    async def read(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, str]:
        self.asked.append((tuple(keys), Bound(demand.max_age, demand.strict)))
        await asyncio.sleep(0)
        return dict.fromkeys(keys, self._outcome(demand))

    def peek(self, _keys: Sequence[str], _demand: Demand) -> None:
        return None

    def _outcome(self, demand: Demand) -> Found[str] | Failed:
        if not self.strict_fails:
            return Found("read", (Stamp(source="erp", fetched_at=self.clock.now()),))
        if demand.strict:
            return Failed(BackendUnavailable("does not answer", backend="erp"))
        old = Stamp(source="erp", state=FreshState.STALE, reason=StaleReason.ERROR)
        return Found("old", (old,))


def batches(reader: Plain) -> Batches:
    return Batches(Readers([PRODUCTS.bound(reader)]), reader.clock.within(), reader.clock)  # type: ignore[arg-type] # texts for products


@given(bounds=st.lists(BOUNDS, min_size=1, max_size=5))
async def test_one_key_under_many_bounds_at_once_is_read_once_for_the_youngest(bounds: list[Bound]) -> None:
    reader = Plain(SettableClock())
    root = batches(reader)
    found = await asyncio.gather(*(root.under(bound).gather(PRODUCTS, ["AX-1"]) for bound in bounds))
    assert {repr(one["AX-1"]) for one in found} == {repr(found[0]["AX-1"])}
    ((keys, bound),) = reader.asked
    ages = [each.max_age for each in bounds if each.max_age is not None]
    assert (keys, bound.max_age) == (("AX-1",), min(ages, default=None))


@given(order=st.permutations(range(3)))
async def test_who_is_lenient_gets_the_old_value_though_another_is_refused(order: list[int]) -> None:
    reader = Plain(SettableClock(), strict_fails=True)
    root = batches(reader)
    wanted = [ANY_AGE, Bound(timedelta(seconds=5)), Bound(timedelta(seconds=5), strict=True)]
    asked = [
        (bound, root.under(bound).gather(PRODUCTS, ["AX-1"])) for bound in map(wanted.__getitem__, order)
    ]
    found = dict(
        zip([bound for bound, _ in asked], await asyncio.gather(*(one for _, one in asked)), strict=True)
    )
    for bound, outcomes in found.items():
        outcome = outcomes["AX-1"]
        assert isinstance(outcome, Failed) is bound.strict
        if isinstance(outcome, Failed):
            assert isinstance(outcome.error, FreshnessNotMet)


async def test_what_was_read_before_is_enough_for_whom_it_is_fresh() -> None:
    reader = Plain(SettableClock())
    root = batches(reader)
    await root.gather(PRODUCTS, ["AX-1"])
    reader.clock.advance(timedelta(seconds=10))
    await root.under(Bound(timedelta(seconds=10), strict=True)).gather(PRODUCTS, ["AX-1"])
    assert len(reader.asked) == 1
    await root.under(Bound(timedelta(seconds=9))).gather(PRODUCTS, ["AX-1", "AX-2"])
    assert reader.asked[1:] == [(("AX-1", "AX-2"), Bound(timedelta(seconds=9)))]
