import asyncio
from collections.abc import Mapping
from decimal import Decimal

import pytest
from msgspec.structs import replace

from domain.events.record import Event
from domain.exceptions import Finding
from domain.identifiers import Identifier, IdentifierKind, Link, LinkOrigin
from domain.log.records import Mapped
from domain.ports.cache import Heard, LogGrew, News, Outdated, PositionsReached
from domain.positions.figures import amounts
from domain.positions.held import needs_reading
from domain.positions.kept import LogPlace
from domain.stock import STOCK_OVERCLAIMED, StockKey, StockState
from gateway.positions.applying import ALL_STOCK, Applying, ApplyingParts
from gateway.settings.positions import KeptPositions
from gateway.shield.sharing.signals import LocalSignal
from gateway.sync.claims import ClaimsInProcess
from tests.contracts.positions import facts, row
from tests.domain.positions.stories import EAST, SKU, WEST, S, at, event, snapshot
from tests.doubles.clock import SettableClock
from tests.doubles.crosswalk import InMemoryCrosswalk
from tests.doubles.event_log import InMemoryLog
from tests.doubles.following import InMemoryToldFeeds
from tests.doubles.positions import InMemoryPositions

THEIRS = {place: StockKey("0815", f"W-{place}") for place in (EAST, WEST)}


class House:
    """A log whose stock events one source tells, and its positions in its own names."""

    def __init__(self) -> None:
        self.clock = SettableClock(now=at(60))
        self.positions = InMemoryPositions()
        self.log = InMemoryLog()
        self.crosswalk = InMemoryCrosswalk()
        self.signal = LocalSignal()
        self.claims = ClaimsInProcess()
        self.feeds = InMemoryToldFeeds()
        self.news: list[News] = []
        self.findings: list[Finding] = []
        self.signal.listen(self.news.append)

    async def named(self) -> "House":
        kinds = IdentifierKind.ITEM, IdentifierKind.LOCATION
        names = [(kinds[0], "0815", SKU), *((kinds[1], f"W-{place}", place) for place in (EAST, WEST))]
        links = [
            Link(Identifier(kind, "wms", value), ours, LinkOrigin.DECLARED) for kind, value, ours in names
        ]
        await self.crosswalk.learn(links, self.clock.now())
        return self

    def applying(self, *, numbered: bool = False) -> Applying:
        return Applying(
            ApplyingParts(
                positions=self.positions,
                log=self.log,
                crosswalk=self.crosswalk,
                signal=self.signal,
                claims=self.claims,
                clock=self.clock,
                raise_all=self.findings.extend,
                kept={"wms": KeptPositions(numbered=numbered)},
                feeds=self.feeds,
            ),
            idle=60,
        )

    async def tell(self, *events: Event) -> None:
        await self.log.append([Mapped(events=events)])

    async def amounts(self, place: str = EAST) -> Mapping[StockState, Decimal]:
        known = await self.positions.known("wms", [THEIRS[place]])
        return amounts(known.positions[THEIRS[place]])


@pytest.fixture
async def house() -> House:
    house = await House().named()
    await house.applying().step()
    house.news.clear()
    return house


async def test_events_are_laid_on_in_the_sources_own_names_and_all_hear_of_it(house: House) -> None:
    await house.tell(snapshot(0, {S.SELLABLE: 10}), event("received", 1, 5))
    assert await house.applying().step() is False
    assert await house.amounts() == {S.SELLABLE: 15}
    assert house.news == [Outdated("wms", ("sku:0815@W-EAST",), house.clock.now()), PositionsReached(2)]
    (state,) = await house.positions.sources()
    assert state.told_until == at(1)


async def test_a_heartbeat_says_that_nothing_else_moved(house: House) -> None:
    await house.tell(snapshot(0, {S.SELLABLE: 10}))
    applying = house.applying()
    await applying.step()
    await house.feeds.heard("wms", at(31), at(30))
    await house.feeds.heard("erp", at(31), at(30))
    await house.signal.tell(Heard("wms", at(30)))
    await applying.step()
    (state,) = await house.positions.sources()
    assert (state.source, state.told_until) == ("wms", at(30))
    assert await house.amounts() == {S.SELLABLE: 10}


async def test_a_heartbeat_does_not_go_before_events_that_are_not_laid_on(house: House) -> None:
    await house.tell(snapshot(0, {S.SELLABLE: 0}), *(event("received", n / 100, 1) for n in range(1, 700)))
    await house.feeds.heard("wms", at(31), at(30))
    applying = house.applying()
    assert await applying.step() is True
    (state,) = await house.positions.sources()
    assert state.told_until is not None
    assert state.told_until < at(7)


async def test_who_says_more_than_can_be_known_is_believed_until_it_was_heard(house: House) -> None:
    await house.feeds.heard("wms", at(31), at(50))
    await house.applying().step()
    (state,) = await house.positions.sources()
    assert state.told_until == at(31)


async def test_a_transfer_is_seen_at_both_ends(house: House) -> None:
    ground = [snapshot(0, {S.SELLABLE: 10}, place=place) for place in (EAST, WEST)]
    await house.tell(*ground, event("transfer_shipped", 1, 4, counterpart=WEST))
    await house.applying().step()
    assert await house.amounts(EAST) == {S.SELLABLE: 6}
    assert await house.amounts(WEST) == {S.SELLABLE: 10, S.IN_TRANSIT: 4}


async def test_nothing_is_applied_twice_whoever_goes_on(house: House) -> None:
    await house.tell(snapshot(0, {S.SELLABLE: 10}), event("received", 1, 5))
    await asyncio.gather(*(house.applying().step() for _ in range(4)))
    await house.tell(event("received", 2, 1))
    await asyncio.gather(*(house.applying().step() for _ in range(4)))
    assert await house.amounts() == {S.SELLABLE: 16}


async def test_what_was_before_the_beginning_is_left() -> None:
    house = await House().named()
    await house.tell(snapshot(0, {S.SELLABLE: 10}))
    await house.applying().step()
    assert (await house.positions.known("wms", [THEIRS[EAST]])).positions == {}


async def test_a_long_log_is_applied_page_by_page(house: House) -> None:
    await house.tell(snapshot(0, {S.SELLABLE: 0}), *(event("received", n / 100, 1) for n in range(1, 700)))
    applying = house.applying()
    assert await applying.step() is True
    assert await applying.step() is False
    assert await house.amounts() == {S.SELLABLE: 699}


async def test_of_other_sources_nothing_is_kept(house: House) -> None:
    await house.tell(replace(snapshot(0, {S.SELLABLE: 10}), source="erp"))
    await house.applying().step()
    assert await house.positions.sources() == []


async def test_numbers_are_minded_where_they_count_positions(house: House) -> None:
    story = [snapshot(0, {S.SELLABLE: 10}, sequence=1), event("received", 1, 1, sequence=3)]
    await house.tell(*story)
    await house.applying(numbered=True).step()
    known = await house.positions.known("wms", [THEIRS[EAST]])
    assert needs_reading(known.positions[THEIRS[EAST]])


async def test_lost_events_leave_nothing_certain(house: House) -> None:
    await house.tell(snapshot(0, {S.SELLABLE: 10}), event("received", 1, 5))
    await house.applying().step()
    await house.tell(event("received", 2, 5))
    await house.log.compact(before=at(600))
    await house.applying().step()
    (state,) = await house.positions.sources()
    assert state.doubted_at == house.clock.now()
    assert await house.positions.reached() == LogPlace("memory", 3)


async def test_claims_beyond_stock_are_a_case(house: House) -> None:
    await house.tell(snapshot(0, {S.SELLABLE: 2, S.ALLOCATED: 0}), event("allocated", 1, 5))
    await house.applying().step()
    (finding,) = house.findings
    assert (finding.code, finding.subjects) == (STOCK_OVERCLAIMED, (f"sku:{SKU}@{EAST}",))


async def test_a_snapshot_that_another_process_swapped_in_is_heard_of(house: House) -> None:
    applying = house.applying()
    await house.positions.learn("wms", facts(snapshot(0, {S.SELLABLE: 2})))
    await applying.step()
    generation = await house.positions.open("wms")
    await house.positions.load("wms", generation, [row(SKU, 1)], at(1))
    await house.positions.swap("wms", generation, at(1))
    house.news.clear()
    await applying.step()
    await applying.step()
    assert house.news == [Outdated("wms", (ALL_STOCK,), house.clock.now())]


async def test_it_works_from_its_start_to_its_end(house: House) -> None:
    applying, heard = house.applying(), asyncio.Event()
    house.signal.listen(lambda news: heard.set() if isinstance(news, Outdated) else None)
    applying.start()
    await house.tell(snapshot(0, {S.SELLABLE: 10}))
    await house.signal.tell(LogGrew())
    async with asyncio.timeout(30):
        await heard.wait()
    assert await house.amounts() == {S.SELLABLE: 10}
    await applying.aclose()
    await applying.aclose()
