"""Kept positions behind the shield: in memory until something is told of them, and no system is asked."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.ports.backends import ORDERS, STOCK
from domain.ports.reading import Found, Offer, Reader, Readers
from domain.stock import StockKey, StockPosition
from gateway.positions.abreast import Abreast
from gateway.positions.applying import Applying
from gateway.positions.assembled import KeptStocks
from gateway.settings.freshness import NO_WORD, Freshness, PortTerms
from gateway.settings.positions import KeptPositions
from gateway.shield.sharing.signals import LocalSignal
from gateway.shield.stack import Shield, Shielded
from gateway.shield.state import ShieldState
from gateway.shield.timing import Timing
from tests.contracts.positions import row
from tests.domain.positions.stories import EAST, SKU, S, at, event, snapshot
from tests.gateway.positions.test_applying import THEIRS, House
from tests.gateway.positions.test_reading import System


async def reached_nothing() -> None:
    """Nothing is laid onto any."""


ABREAST = Abreast(LocalSignal(), reached_nothing, ())
KEPT = {"wms": KeptPositions(stale_after=timedelta(hours=2))}
KEY = THEIRS[EAST]


class Replica:
    """One process: its own memory over the positions of the house."""

    def __init__(self, house: House, system: System) -> None:
        self.house = house
        self.applying: Applying = house.applying()
        stocks = KeptStocks(KEPT, house.positions, self.applying, house.clock, ABREAST)
        shield = Shield(stocks.terms(NO_WORD), ShieldState(signal=house.signal), Timing(house.clock))
        offers: Sequence[Offer] = stocks.offers("wms", [STOCK.by(system)])
        self.reader: Reader[StockKey, StockPosition]
        self.reader = Readers(shield.bound(offers, Shielded("wms", "here"))).of(STOCK)

    async def sellable(self) -> Decimal | None:
        (outcome,) = (await self.reader.read([KEY], self.house.clock.within())).values()
        assert isinstance(outcome, Found)
        told = outcome.value.of(S.SELLABLE)
        return told.amount if told else None

    def held(self) -> bool:
        return self.reader.peek([KEY], self.house.clock.within()) is not None


@pytest.fixture
async def house() -> House:
    house = await House().named()
    await house.applying().step()
    await house.tell(snapshot(0, {S.SELLABLE: 10}))
    await house.applying().step()
    return house


@pytest.fixture
def system(house: House) -> System:
    return System(house.clock)


async def test_memory_answers_until_an_event_is_applied_anywhere(house: House, system: System) -> None:
    here, there = Replica(house, system), Replica(house, system)
    assert not here.held()
    assert [await here.sellable(), await there.sellable()] == [10, 10]
    assert [here.held(), there.held()] == [True, True]
    await house.tell(event("picked", 1, 4))
    await here.applying.step()
    assert [here.held(), there.held()] == [False, False]
    assert [await here.sellable(), await there.sellable()] == [6, 6]
    assert [here.held(), there.held()] == [True, True]
    assert system.asked == []


async def test_a_snapshot_reaches_memory(house: House, system: System) -> None:
    here = Replica(house, system)
    await here.applying.step()
    assert await here.sellable() == 10
    generation = await house.positions.open("wms")
    await house.positions.load("wms", generation, [row("0815", 70, "W-EAST")], at(30))
    await house.positions.swap("wms", generation, at(30))
    await here.applying.step()
    assert not here.held()
    assert await here.sellable() == 70


async def test_a_marked_position_is_read_from_its_system_and_then_kept(house: House, system: System) -> None:
    here, there = Replica(house, system), Replica(house, system)
    assert await here.sellable() == 10
    await house.tell(event("changed", 2))
    await here.applying.step()
    assert [await here.sellable(), await there.sellable()] == [50, 50]
    assert system.asked == [KEY]


def test_who_is_not_named_keeps_its_own_read(house: House, system: System) -> None:
    stocks = KeptStocks(KEPT, house.positions, None, house.clock, ABREAST)
    offers = (STOCK.by(system), Offer(ORDERS.name, STOCK.by(system).read))
    assert stocks.offers("erp", offers) == offers
    assert {each.port for each in stocks.offers("wms", offers)} == {STOCK.name, ORDERS.name}
    assert [each.port for each in stocks.offers("wms", ())] == [STOCK.name]
    assert (stocks.stored("wms"), stocks.stored("erp")) == (frozenset({STOCK.name}), frozenset())


def test_the_file_goes_before_the_terms_of_kept_positions(house: House) -> None:
    stocks = KeptStocks(KEPT, house.positions, None, house.clock, ABREAST)
    said = {("wms", STOCK.name): PortTerms(soft=timedelta(minutes=1))}
    freshness = Freshness(of=said, memory=NO_WORD.memory, last_known=NO_WORD.last_known)
    assert stocks.terms(NO_WORD).terms("wms", STOCK.name).soft == timedelta(hours=2)
    assert stocks.terms(freshness).terms("wms", STOCK.name).soft == timedelta(minutes=1)
    assert stocks.terms(NO_WORD).terms("erp", STOCK.name) == NO_WORD.terms("erp", STOCK.name)


async def test_learned_positions_survive_their_process(house: House, system: System) -> None:
    other = StockKey(SKU, EAST)
    replicas = [Replica(house, system) for _ in range(3)]
    for each in replicas:
        await each.reader.read([other], house.clock.within())
    assert system.asked == [other]
