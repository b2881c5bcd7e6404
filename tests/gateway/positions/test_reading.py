from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.errors import BackendTimeout
from domain.freshness import FreshState, Stamp
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Missing, Outcomes
from domain.positions.kept import Batch, LogPlace
from domain.quantities import Quantity
from domain.stock import Figure, StockKey, StockPosition
from gateway.positions.reading import KeptStock
from tests.contracts.positions import KEY, facts
from tests.domain.positions.stories import EAST, SKU, S, at, event, snapshot
from tests.doubles.clock import SettableClock
from tests.doubles.positions import InMemoryPositions

STALE_AFTER = timedelta(minutes=5)
OTHER = StockKey("other", EAST)


class System:
    """A system that counts 50 of everything but of `nothing`."""

    def __init__(self, clock: SettableClock) -> None:
        self.clock = clock
        self.asked: list[StockKey] = []
        self.away = False

    async def __call__(
        self, keys: Sequence[StockKey], _demand: Demand, /
    ) -> Outcomes[StockKey, StockPosition]:
        self.asked += keys
        return {key: self._outcome(key) for key in keys}

    def _outcome(self, key: StockKey) -> Found[StockPosition] | Missing | Failed:
        if self.away:
            return Failed(BackendTimeout("is away", backend="wms"))
        if key.sku == "nothing":
            return Missing()
        figure = Figure(state=S.SELLABLE, quantity=Quantity(Decimal(50)), source="wms")
        position = StockPosition(sku=key.sku, location=key.location, figures=(figure,))
        return Found(position, (Stamp(source="wms", fetched_at=self.clock.now()),))


class Desk:
    """One source's kept positions, and its system behind them."""

    def __init__(self) -> None:
        self.clock = SettableClock()
        self.positions = InMemoryPositions()
        self.system = System(self.clock)

    def read(self, *, alone: bool = False) -> KeptStock:
        return KeptStock(
            source="wms",
            positions=self.positions,
            clock=self.clock,
            stale_after=STALE_AFTER,
            system=None if alone else self.system,
        )

    async def of(
        self,
        key: StockKey = KEY,
        *,
        alone: bool = False,
        max_age: timedelta | None = None,
        strict: bool = False,
    ) -> Found[StockPosition] | Missing | Failed:
        demand = Demand(deadline=self.clock.monotonic() + 5, max_age=max_age, strict=strict)
        return (await self.read(alone=alone)([key], demand))[key]

    async def sellable(self, key: StockKey = KEY) -> Decimal | None:
        outcome = await self.of(key)
        assert isinstance(outcome, Found)
        told = outcome.value.of(S.SELLABLE)
        return told.amount if told else None


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_what_is_kept_needs_no_system(desk: Desk) -> None:
    await desk.positions.learn("wms", facts(snapshot(-1, {S.SELLABLE: 10}), event("received", -0.5, 2)))
    outcome = await desk.of()
    assert isinstance(outcome, Found)
    assert outcome.value.of(S.SELLABLE) == Quantity(Decimal(12))
    (stamp,) = outcome.stamps
    assert (stamp.state, stamp.as_of, stamp.verified_at) == (FreshState.FRESH, at(-0.5), at(-0.5))
    assert desk.system.asked == []


async def test_what_is_unknown_is_asked_for_once_and_kept(desk: Desk) -> None:
    assert await desk.sellable(OTHER) == 50
    assert await desk.sellable(OTHER) == 50
    assert desk.system.asked == [OTHER]


async def test_what_does_not_exist_is_asked_for_once(desk: Desk) -> None:
    nothing = StockKey("nothing", EAST)
    assert isinstance(await desk.of(nothing), Missing)
    assert isinstance(await desk.of(nothing), Missing)
    assert desk.system.asked == [nothing]


async def test_what_is_marked_is_asked_for_once(desk: Desk) -> None:
    await desk.positions.learn("wms", facts(snapshot(-2, {S.SELLABLE: 10}), event("changed", -1)))
    assert await desk.sellable() == 50
    assert await desk.sellable() == 50
    assert desk.system.asked == [KEY]


async def test_all_positions_of_before_lost_events_are_asked_for(desk: Desk) -> None:
    await desk.positions.learn("wms", facts(snapshot(-2, {S.SELLABLE: 10})))
    await desk.positions.doubt(["wms"], at(-1))
    assert await desk.sellable() == 50
    assert await desk.sellable() == 50
    assert desk.system.asked == [KEY]


async def test_what_cannot_be_read_is_given_and_says_that_it_is_stale(desk: Desk) -> None:
    await desk.positions.learn("wms", facts(snapshot(-2, {S.SELLABLE: 10}), event("changed", -1)))
    desk.system.away = True
    for alone in (False, True):
        outcome = await desk.of(alone=alone)
        assert isinstance(outcome, Found)
        assert outcome.value.of(S.SELLABLE) == Quantity(Decimal(10))
        assert [stamp.state for stamp in outcome.stamps] == [FreshState.STALE]
        assert isinstance(await desk.of(alone=alone, strict=True), Failed)
    assert isinstance(await desk.of(OTHER), Failed)
    assert isinstance(await desk.of(OTHER, alone=True), Missing)


async def test_a_position_that_did_not_move_is_as_young_as_its_feed(desk: Desk) -> None:
    await desk.positions.learn("wms", facts(snapshot(-60, {S.SELLABLE: 10})))
    silent = await desk.of()
    begun = LogPlace("log", 0)
    await desk.positions.begin(begun)
    await desk.positions.apply(Batch(before=begun, after=LogPlace("log", 1), told_until={"wms": at(-1)}))
    heard = await desk.of()
    assert isinstance(silent, Found)
    assert isinstance(heard, Found)
    assert [silent.stamps[0].state, heard.stamps[0].state] == [FreshState.STALE, FreshState.FRESH]
    assert heard.stamps[0].verified_at == at(-1)


async def test_whoever_wants_it_younger_gets_it_from_the_system(desk: Desk) -> None:
    await desk.positions.learn("wms", facts(snapshot(-2, {S.SELLABLE: 10})))
    await desk.of(max_age=timedelta(minutes=3))
    assert desk.system.asked == []
    outcome = await desk.of(max_age=timedelta(minutes=1))
    assert isinstance(outcome, Found)
    assert outcome.value.of(S.SELLABLE) == Quantity(Decimal(50))
    assert isinstance(await desk.of(OTHER, alone=True, max_age=timedelta(0), strict=True), Missing)


async def test_what_moves_while_it_is_read_is_in_the_answer(desk: Desk) -> None:
    await desk.positions.learn("wms", facts(event("received", 1, 2)))
    assert await desk.sellable() == 52


async def test_without_our_store_the_system_answers(desk: Desk) -> None:
    desk.positions.away = {"known"}
    assert await desk.sellable() == 50
    assert isinstance(await desk.of(alone=True), Failed)


async def test_what_cannot_be_kept_is_answered(desk: Desk) -> None:
    desk.positions.away = {"learn"}
    assert await desk.sellable(StockKey(SKU, EAST)) == 50
