"""Random stock, rules, holds and supply for tests of availability."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from domain.availability.answers import SegmentKind
from domain.availability.counted import Counted, counted
from domain.availability.pooled import Known
from domain.availability.rules import (
    ChannelRule,
    Pool,
    PoolUse,
    Reserve,
    Safety,
    SellingRules,
    Share,
    StaleBuffer,
    SupplyRule,
)
from domain.availability.selling import Selling
from domain.availability.supply import Supply
from domain.quantities import quantity
from domain.stock import Figure, StockPosition, StockState

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
SKU = "AX-1"
PLACES = ("EAST", "WEST", "NORTH")
CHANNELS = ("web", "shops", "market")
SMALL = st.integers(0, 30)
PERCENT = st.sampled_from([Decimal(0), Decimal(10), Decimal("33.3"), Decimal(50), Decimal(100)])
DAYS = st.integers(0, 9).map(lambda days: timedelta(days=days))

Row = tuple[int, int, int]
"""Sellable, claimed, and minutes since its system was heard."""


def position(location: str, sellable: int, claimed: int = 0, source: str = "wms") -> StockPosition:
    figures = ((StockState.SELLABLE, sellable), (StockState.ALLOCATED, claimed))
    return StockPosition(
        sku=SKU,
        location=location,
        figures=tuple(
            Figure(state=state, quantity=quantity(amount), source=source, as_of=NOW)
            for state, amount in figures
        ),
    )


def stock_of(rows: dict[str, Row]) -> dict[str, Counted]:
    found = {}
    for place, (sellable, claimed, minutes) in rows.items():
        one = counted(position(place, sellable, claimed), NOW - timedelta(minutes=minutes))
        assert one is not None
        found[place] = one
    return found


def known(rows: dict[str, Row], held: dict[str, int] | None = None) -> Known:
    return Known(stock_of(rows), held or {}, NOW)


ROWS = st.dictionaries(st.sampled_from(PLACES), st.tuples(SMALL, SMALL, st.integers(0, 60)))

SOME_CHANNELS = st.frozensets(st.sampled_from(CHANNELS), max_size=2)
SAFETY = st.builds(
    Safety,
    channels=SOME_CHANNELS,
    locations=st.frozensets(st.sampled_from(PLACES), max_size=2),
    units=SMALL.map(Decimal),
    percent=PERCENT,
    days=st.integers(0, 3).map(Decimal),
)
STALE = st.builds(
    StaleBuffer,
    after=st.integers(0, 40).map(lambda minutes: timedelta(minutes=minutes)),
    units=st.integers(0, 5).map(Decimal),
    percent=PERCENT,
    nothing_after=st.none() | st.just(timedelta(minutes=50)),
)
POOLS = (Pool(name="coasts", locations=("EAST", "WEST")),)
RESERVES = st.lists(
    st.builds(
        Reserve,
        name=st.sampled_from(("one", "two", "three")),
        pool=st.sampled_from(("coasts", "")),
        units=SMALL.map(Decimal),
        channels=st.frozensets(st.sampled_from(CHANNELS), min_size=1, max_size=2),
        customers=st.sampled_from((frozenset(), frozenset({"C-1"}))),
        priority=st.integers(0, 3),
    ),
    max_size=3,
    unique_by=lambda reserve: reserve.name,
)
SHARES = st.lists(
    st.builds(
        Share, channel=st.sampled_from(CHANNELS), pool=st.sampled_from(("coasts", "")), percent=PERCENT
    ),
    max_size=2,
)
USES = st.lists(
    st.builds(
        PoolUse,
        pool=st.sampled_from(("coasts", "")),
        destinations=st.sampled_from(((), ("US",), ("DE", "US-CA"))),
    ),
    max_size=2,
)
RULES = st.builds(
    SellingRules,
    pools=st.sampled_from((POOLS, ())),
    channels=st.lists(
        st.builds(ChannelRule, name=st.sampled_from(CHANNELS), pools=USES.map(tuple)),
        max_size=3,
        unique_by=lambda channel: channel.name,
    ).map(tuple),
    safety=st.lists(SAFETY, max_size=2).map(tuple),
    reserves=RESERVES.map(tuple),
    shares=SHARES.map(tuple),
    stale=st.lists(STALE, max_size=1).map(tuple),
    supply=st.lists(
        st.builds(
            SupplyRule, confidence=PERCENT, lead=DAYS, horizon=st.none() | DAYS, overdue=st.none() | DAYS
        ),
        max_size=1,
    ).map(tuple),
    daily=st.dictionaries(st.tuples(st.just(SKU), st.sampled_from(PLACES)), SMALL.map(Decimal)),
)
SELLINGS = RULES.map(lambda rules: Selling(rules, PLACES))
SUPPLIES = st.lists(
    st.builds(
        Supply,
        sku=st.just(SKU),
        location=st.sampled_from(PLACES),
        quantity=SMALL.map(quantity),
        kind=st.sampled_from((SegmentKind.PURCHASE_ORDER, SegmentKind.ASN, SegmentKind.TRANSFER)),
        expected_at=st.none() | st.integers(-9, 9).map(lambda days: NOW + timedelta(days=days)),
        reference=st.sampled_from(("PO-1", "PO-2")),
    ),
    max_size=3,
)
HELD = st.tuples(
    st.dictionaries(st.sampled_from(PLACES), st.integers(0, 10)),
    st.dictionaries(
        st.tuples(st.sampled_from((*CHANNELS, "web/C-1")), st.sampled_from(("coasts", ""))),
        st.integers(0, 10),
    ),
)
