"""Goods that leave one system's house and arrive in another's: on their way from one word to the other."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.authority import Authority, AuthorityRule, Fact
from domain.events.record import Event
from domain.freshness import Stamp
from domain.identifiers import Identifier, IdentifierKind, Link, LinkOrigin
from domain.log.records import Mapped
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Missing, Outcomes
from domain.positions.figures import amounts
from domain.quantities import quantity
from domain.stock import Figure, StockKey, StockPosition, Transfer
from gateway.assembly.positions import by_state
from gateway.positions.applying import Applying, ApplyingParts
from gateway.positions.reading import KeptStock
from gateway.settings.positions import KeptPositions
from gateway.shield.sharing.signals import LocalSignal
from gateway.sync.claims import ClaimsInProcess
from tests.domain.positions.stories import EAST, SKU, WEST, S, at, event, snapshot
from tests.doubles.clock import SettableClock
from tests.doubles.crosswalk import InMemoryCrosswalk
from tests.doubles.event_log import InMemoryLog
from tests.doubles.positions import InMemoryPositions

IN_WEST = StockKey("0815", "W2")


class Houses:
    """Two warehouses, each with names for its own place alone, and their events in one log."""

    def __init__(self) -> None:
        self.clock = SettableClock(now=at(60))
        self.positions = InMemoryPositions()
        self.log = InMemoryLog()
        self.crosswalk = InMemoryCrosswalk()
        self.applying = Applying(
            ApplyingParts(
                positions=self.positions,
                log=self.log,
                crosswalk=self.crosswalk,
                signal=LocalSignal(),
                claims=ClaimsInProcess(),
                clock=self.clock,
                raise_all=lambda _findings: None,
                kept={"wms_east": KeptPositions(), "wms_west": KeptPositions()},
            ),
            idle=60,
        )

    async def named(self) -> "Houses":
        names = [
            ("wms_east", IdentifierKind.ITEM, "E-1", SKU),
            ("wms_east", IdentifierKind.LOCATION, "DC01", EAST),
            ("wms_west", IdentifierKind.ITEM, IN_WEST.sku, SKU),
            ("wms_west", IdentifierKind.LOCATION, IN_WEST.location, WEST),
        ]
        links = [
            Link(Identifier(kind, source, value), ours, LinkOrigin.DECLARED)
            for source, kind, value, ours in names
        ]
        await self.crosswalk.learn(links, self.clock.now())
        await self.applying.step()
        return self

    async def tell(self, source: str, *events: Event) -> None:
        await self.log.append([Mapped(events=tuple(replace(one, source=source) for one in events))])
        await self.applying.step()

    async def west(self, system: "System | None" = None) -> Found[StockPosition] | Missing | Failed:
        """As wms_west's own read gives it."""
        read = KeptStock(
            source="wms_west",
            positions=self.positions,
            clock=self.clock,
            stale_after=timedelta(hours=2),
            system=system,
        )
        return (await read([IN_WEST], self.clock.within()))[IN_WEST]


class System:
    """Knows nothing of the item, or how much is sellable."""

    def __init__(self, sellable: int | None) -> None:
        self.sellable = sellable

    async def __call__(
        self, keys: Sequence[StockKey], _demand: Demand, /
    ) -> Outcomes[StockKey, StockPosition]:
        return {key: self._of(key) for key in keys}

    def _of(self, key: StockKey) -> Found[StockPosition] | Missing:
        if self.sellable is None:
            return Missing((Stamp(source="wms_west", fetched_at=at(60)),))
        figure = Figure(state=S.SELLABLE, quantity=quantity(self.sellable), source="wms_west")
        return Found(StockPosition(sku=key.sku, location=key.location, figures=(figure,)))


@pytest.fixture
async def houses() -> Houses:
    return await Houses().named()


def leaves(amount: int, due: float | None = None) -> Event:
    expected = None if due is None else at(due)
    return event("transfer_shipped", 1, amount, counterpart=WEST, reference="T1", expected_at=expected)


def arrives(amount: int) -> Event:
    return event("transfer_received", 9, amount, place=WEST, counterpart=EAST, reference="T1")


def transfers(outcome: Found[StockPosition] | Missing | Failed) -> list[tuple[str, str, int]]:
    assert isinstance(outcome, Found)
    return [(one.source, one.origin, int(one.quantity.amount)) for one in outcome.value.transfers]


async def test_they_are_on_their_way_until_the_other_house_says_that_they_arrived(houses: Houses) -> None:
    await houses.tell("wms_west", snapshot(0, {S.SELLABLE: 10}, place=WEST))
    await houses.tell("wms_east", leaves(4, due=90))
    west = await houses.west()
    assert transfers(west) == [("wms_east", EAST, 4)]
    assert isinstance(west, Found)
    assert west.value.transfers[0].expected_at == at(90)
    await houses.tell("wms_west", arrives(3))
    assert transfers(await houses.west()) == [("wms_east", EAST, 1)]
    held = (await houses.positions.known("wms_west", [IN_WEST])).positions[IN_WEST]
    assert amounts(held) == {S.SELLABLE: 13, S.IN_TRANSIT: 1}
    await houses.tell(
        "wms_west", event("transfer_received", 10, 1, place=WEST, counterpart=EAST, reference="T1")
    )
    assert transfers(await houses.west()) == []


async def test_they_are_there_the_first_time_that_the_other_house_is_read(houses: Houses) -> None:
    await houses.tell("wms_east", leaves(4))
    assert transfers(await houses.west(System(50))) == [("wms_east", EAST, 4)]


async def test_they_are_on_their_way_to_a_house_that_has_none_of_it_yet(houses: Houses) -> None:
    await houses.tell("wms_east", leaves(4))
    for _ in range(2):
        west = await houses.west(System(None))
        assert transfers(west) == [("wms_east", EAST, 4)]
        assert isinstance(west, Found)
        assert [(figure.state, int(figure.quantity.amount)) for figure in west.value.figures] == [
            (S.IN_TRANSIT, 4)
        ]


KEY = StockKey(SKU, WEST)
SUPPLY_BY_ERP = Authority(
    (
        AuthorityRule(fact=Fact.STOCK_PHYSICAL, instances=("wms_west",)),
        AuthorityRule(fact=Fact.STOCK_CLAIMS, instances=("wms_west",)),
        AuthorityRule(fact=Fact.STOCK_SUPPLY, instances=("erp",)),
    )
)
MOVING = (Transfer(reference="T1", quantity=quantity(4), shipped_at=at(1), origin=EAST, source="wms_east"),)


def part(source: str, moving: tuple[Transfer, ...] = (), **amounts: int) -> Found[StockPosition]:
    figures = tuple(
        Figure(state=S(state.upper()), quantity=quantity(amount), source=source)
        for state, amount in amounts.items()
    )
    return Found(StockPosition(sku=SKU, location=WEST, figures=figures, transfers=moving))


def merged(**parts: Found[StockPosition]) -> tuple[dict[str, tuple[int, str]], tuple[Transfer, ...]]:
    outcome = by_state(SUPPLY_BY_ERP)(KEY, parts)
    assert isinstance(outcome, Found)
    told = outcome.value
    return {one.state.lower(): (int(one.quantity.amount), one.source) for one in told.figures}, told.transfers


def test_whoever_followed_a_transfer_may_tell_of_it_where_nobody_is_believed_who_counts_it() -> None:
    west = part("wms_west", MOVING, sellable=10, in_transit=4)
    assert merged(erp=part("erp", incoming=20), wms_west=west) == (
        {"sellable": (10, "wms_west"), "incoming": (20, "erp"), "in_transit": (4, "wms_east")},
        MOVING,
    )


def test_who_is_believed_says_how_much_it_is_in_all() -> None:
    west = part("wms_west", MOVING, sellable=10, in_transit=4)
    figures, moving = merged(erp=part("erp", in_transit=6), wms_west=west)
    assert (figures["in_transit"], moving) == ((6, "erp"), MOVING)


def test_the_transfers_of_the_believed_go_before_those_of_others() -> None:
    others = (replace(MOVING[0], source="erp"),)
    west = part("wms_west", MOVING, sellable=10, in_transit=4)
    assert merged(wms_west=west, erp=part("erp", others, in_transit=4))[1] == others
