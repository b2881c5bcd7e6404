"""What is read for an answer while the world goes on between two reads: nothing is seen free that is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import combinations_with_replacement

import pytest

from domain.availability.answers import Availability, SegmentKind
from domain.availability.asking import Answered, Question
from domain.availability.rules import SellingRules, SupplyRule
from domain.availability.selling import Selling
from domain.availability.supply import Supply
from domain.catalog import Component, Product
from domain.ports.demand import Demand
from domain.ports.reading import Found, Missing, Outcomes
from domain.ports.selling import Sums
from domain.quantities import quantity
from domain.stock import Figure, StockKey, StockPosition, StockState
from gateway.assembly.selling.known import Sources
from gateway.assembly.selling.reader import AvailabilityReader
from tests.doubles.clock import START, SettableClock

SKU, KIT, EAST = "AX-1", "KIT-1", "EAST"


@dataclass(frozen=True)
class Moment:
    """How it stands: what is sellable, claimed by a system, held by us, and still to come."""

    sellable: int = 20
    claimed: int = 0
    held: int = 0
    coming: int = 0


@dataclass
class World:
    """Goes on to the next of these moments before each read of stock, holds or supply."""

    story: Sequence[Moment]
    reads: list[str] = field(default_factory=list)

    def next(self, what: str) -> Moment:
        moment = self.story[min(len(self.reads), len(self.story) - 1)]
        self.reads.append(what)
        return moment


@dataclass(frozen=True)
class Stock:
    """Implements Reader of stock. The kit is kept nowhere."""

    world: World

    async def read(self, keys: Sequence[StockKey], _demand: Demand) -> Outcomes[StockKey, StockPosition]:
        now = self.world.next("stock") if keys[0].sku == SKU else Moment()
        return {key: Found(_position(now)) if key.sku == SKU else Missing() for key in keys}

    def peek(self, _keys: Sequence[StockKey], _demand: Demand) -> None:
        return None


@dataclass(frozen=True)
class Products:
    """Implements Reader of products: a kit of one piece."""

    async def read(self, keys: Sequence[str], _demand: Demand) -> Outcomes[str, Product]:
        part = Component(sku=SKU, amount=Decimal(1))
        return {key: Found(Product(sku=key, source="erp", components=(part,))) for key in keys}

    def peek(self, _keys: Sequence[str], _demand: Demand) -> None:
        return None


@dataclass(frozen=True)
class Holds:
    """Implements LiveHolds."""

    world: World

    async def held(self, skus: Sequence[str]) -> Sums:
        now = self.world.next("holds") if SKU in skus else Moment()
        return {sku: {f"at:{EAST}": now.held, "seller:web@": now.held} if sku == SKU else {} for sku in skus}

    def peek(self, _skus: Sequence[str]) -> None:
        return None

    def as_of(self, _sku: str) -> None:
        return None


@dataclass(frozen=True)
class Coming:
    """Implements ComingSupply."""

    world: World

    async def coming(self, skus: Sequence[str]) -> Mapping[str, Sequence[Supply]]:
        return {sku: [_supply(self.world.next("supply").coming)] if sku == SKU else () for sku in skus}

    def peek(self, _skus: Sequence[str]) -> None:
        return None


def _position(now: Moment) -> StockPosition:
    told = ((StockState.SELLABLE, now.sellable), (StockState.ALLOCATED, now.claimed))
    figures = tuple(Figure(state=state, quantity=quantity(much), source="wms") for state, much in told)
    return StockPosition(sku=SKU, location=EAST, figures=figures)


def _supply(much: int) -> Supply:
    return Supply(
        sku=SKU,
        location=EAST,
        quantity=quantity(much),
        kind=SegmentKind.ASN,
        expected_at=START + timedelta(days=1),
    )


async def answer(world: World, sku: str) -> Availability:
    reader = AvailabilityReader(
        sources=Sources(Stock(world), Products(), Holds(world), Coming(world)),
        selling=Selling(SellingRules(supply=(SupplyRule(),)), [EAST]),
        places=[EAST],
        clock=SettableClock(),
    )
    found = (await reader.read([Question(sku)], Demand(deadline=10)))[Question(sku)]
    assert isinstance(found, Found)
    assert isinstance(found.value, Answered)
    return found.value.availability


TAKEN_OVER = (Moment(held=5), Moment(held=5, claimed=5), Moment(claimed=5))
ARRIVED = (Moment(coming=6), Moment(sellable=26))
SKUS = pytest.mark.parametrize("sku", [SKU, KIT])


@SKUS
@pytest.mark.parametrize("seen", list(combinations_with_replacement(TAKEN_OVER, 3)))
async def test_a_hold_that_gives_way_between_two_reads_is_not_seen_free(
    sku: str, seen: Sequence[Moment]
) -> None:
    world = World(seen)
    found = await answer(world, sku)
    assert found.available.amount <= 15
    assert sorted(world.reads) == ["holds", "stock", "supply"]


@SKUS
async def test_what_stands_still_is_seen_as_it_is(sku: str) -> None:
    for moment in TAKEN_OVER:
        free = 20 - max(moment.held + moment.claimed, 5)
        assert (await answer(World([moment]), sku)).available.amount == free


@SKUS
@pytest.mark.parametrize("seen", list(combinations_with_replacement(ARRIVED, 3)))
async def test_what_arrives_between_two_reads_is_not_seen_twice(sku: str, seen: Sequence[Moment]) -> None:
    found = await answer(World(seen), sku)
    assert sum(segment.quantity.amount for segment in found.segments) <= 26
