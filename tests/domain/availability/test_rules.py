"""Each rule by an example."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.availability.answers import AddendKind, Availability, Segment, SegmentKind
from domain.availability.ceilings import ceilings
from domain.availability.counted import counted
from domain.availability.plans import Ask
from domain.availability.pooled import Known
from domain.availability.promising import Wanted, promised
from domain.availability.rules import (
    Backorder,
    ChannelRule,
    Exclusion,
    Pool,
    PoolUse,
    Preorder,
    Reserve,
    Safety,
    SellingRules,
    Share,
    StaleBuffer,
    SupplyRule,
)
from domain.availability.selling import Selling
from domain.availability.supply import Supply
from domain.errors import ImpossibleValue
from domain.quantities import quantity
from domain.stock import Figure, StockPosition, StockState
from tests.domain.availability.selling_worlds import NOW, PLACES, SKU, Row, known, position

STOCK: dict[str, Row] = {"EAST": (10, 0, 0), "WEST": (20, 5, 0), "NORTH": (4, 0, 0)}
EAST, WEST = Pool(name="east", locations=("EAST",)), Pool(name="west", locations=("WEST",))
WEB = frozenset({"web"})
HOUR = timedelta(hours=1)


def sold(rules: SellingRules, ask: Ask, rows: dict[str, Row] = STOCK, **held: int) -> Availability:
    route = Selling(rules, PLACES).route(ask)
    return promised(SKU, route, known(rows, held), wanted=Wanted(explain=True))


def much(rules: SellingRules, ask: Ask, rows: dict[str, Row] = STOCK) -> int:
    return int(sold(rules, ask, rows).available.amount)


def places(found: Availability) -> dict[str, int]:
    return {part.location: int(part.available.amount) for part in found.locations}


def test_without_rules_every_location_is_sold_from() -> None:
    found = sold(SellingRules(), Ask("web"))
    assert places(found) == {"EAST": 10, "WEST": 15, "NORTH": 4}
    assert found.segments == (Segment(at=NOW, quantity=quantity(29), kind=SegmentKind.ON_HAND),)


def test_a_channel_sells_from_the_pools_that_reach_the_destination() -> None:
    uses = (PoolUse(pool="west", destinations=("US",)), PoolUse(pool="east", destinations=("DE", "US-NY")))
    rules = SellingRules(pools=(EAST, WEST), channels=(ChannelRule(name="web", pools=uses),))
    told = {goes: places(sold(rules, Ask("web", "", goes))) for goes in ("US-CA", "US-NY", "DE", "FR", "")}
    assert told == {
        "US-CA": {"WEST": 15},
        "US-NY": {"WEST": 15, "EAST": 10},
        "DE": {"EAST": 10},
        "FR": {},
        "": {"WEST": 15, "EAST": 10},
    }
    assert much(rules, Ask("shops")) == 29


@pytest.mark.parametrize(
    ("safety", "left"),
    [
        (Safety(units=Decimal(3)), {"EAST": 7, "WEST": 12, "NORTH": 1}),
        (Safety(percent=Decimal(15)), {"EAST": 8, "WEST": 12, "NORTH": 3}),
        (Safety(days=Decimal(2)), {"EAST": 7, "WEST": 15, "NORTH": 4}),
        (Safety(units=Decimal(50), channels=frozenset({"shops"})), {"EAST": 10, "WEST": 15, "NORTH": 4}),
        (Safety(units=Decimal(50), locations=frozenset({"WEST"})), {"EAST": 10, "WEST": 0, "NORTH": 4}),
        (Safety(units=Decimal(50), skus=frozenset({"AX-2"})), {"EAST": 10, "WEST": 15, "NORTH": 4}),
    ],
)
def test_safety_stock_stays_at_each_location(safety: Safety, left: dict[str, int]) -> None:
    rules = SellingRules(safety=(safety,), daily={(SKU, "EAST"): Decimal("1.2")})
    assert places(sold(rules, Ask("web"))) == left


def test_contract_stock_is_for_its_customer_alone() -> None:
    contract = Reserve(name="c7", pool="west", units=Decimal(6), customers=frozenset({"C-7"}))
    rules = SellingRules(pools=(EAST, WEST), reserves=(contract,))
    assert (much(rules, Ask("web", "C-7")), much(rules, Ask("web", "C-8")), much(rules, Ask())) == (
        29,
        23,
        23,
    )


def test_reserves_are_filled_by_priority_where_there_is_too_little() -> None:
    first = Reserve(name="a", pool="", units=Decimal(20), channels=frozenset({"market"}), priority=1)
    second = Reserve(name="b", pool="", units=Decimal(20), channels=WEB, priority=2)
    rules = SellingRules(reserves=(second, first))
    assert (much(rules, Ask("market")), much(rules, Ask("web")), much(rules, Ask("shops"))) == (20, 9, 0)


def test_a_share_bounds_a_channel_and_sets_nothing_aside() -> None:
    rules = SellingRules(shares=(Share(channel="market", pool="", percent=Decimal(25)),))
    assert (much(rules, Ask("market")), much(rules, Ask("web"))) == (7, 29)


def test_what_is_excluded_is_not_sold_and_says_so() -> None:
    rule = Exclusion(skus=frozenset({SKU}), customers=frozenset({"C-7"}))
    found = sold(SellingRules(exclusions=(rule,)), Ask("web", "C-7"))
    assert (found.available, found.segments) == (quantity(0), ())
    assert {one.note for one in found.explain if one.kind is AddendKind.EXCLUDED} == {"excluded"}
    assert much(SellingRules(exclusions=(rule,)), Ask("web", "C-8")) == 29


def test_a_position_of_a_silent_system_is_discounted_and_said_to_be_stale() -> None:
    rule = StaleBuffer(after=HOUR, percent=Decimal(50), nothing_after=2 * HOUR)
    rows = {"EAST": (10, 0, 60), "WEST": (20, 5, 61), "NORTH": (4, 0, 121)}
    found = sold(SellingRules(stale=(rule,)), Ask("web"), rows)
    assert places(found) == {"EAST": 10, "WEST": 7, "NORTH": 0}
    assert [part.is_stale for part in found.locations] == [False, True, True]
    assert found.discounted == quantity(12)
    assert found.is_stale


def test_ceilings_say_when_a_position_grows_stale() -> None:
    selling = Selling(SellingRules(stale=(StaleBuffer(after=HOUR, percent=Decimal(50)),)), PLACES)
    assert (
        ceilings(SKU, selling, known({"EAST": (10, 0, 20), "WEST": (10, 0, 90)})).until == NOW + HOUR * 2 / 3
    )
    assert ceilings(SKU, selling, known({"WEST": (10, 0, 90)})).locations == {"WEST": 5}


def test_ceilings_leave_what_every_channel_must_leave() -> None:
    safety = (Safety(channels=WEB, units=Decimal(4)), Safety(units=Decimal(3)))
    channels = (ChannelRule(name="web"), ChannelRule(name="shops"))
    found = ceilings(SKU, Selling(SellingRules(safety=safety, channels=channels), PLACES), known(STOCK))
    assert found.locations == {"EAST": 7, "WEST": 12, "NORTH": 1}
    assert found.sellers == {("web", ""): 17, ("shops", ""): 20}


def test_supply_is_promised_by_rule_when_it_can_be() -> None:
    rules = SellingRules(
        supply=(
            SupplyRule(kinds=frozenset({"ASN"}), lead=HOUR),
            SupplyRule(confidence=Decimal(50), horizon=timedelta(days=5)),
        )
    )
    coming = [
        _supply(SegmentKind.PURCHASE_ORDER, 9, 2),
        _supply(SegmentKind.PURCHASE_ORDER, 9, 6),
        _supply(SegmentKind.ASN, 3, -1),
    ]
    found = promised(SKU, Selling(rules, PLACES).route(Ask("web")), known(STOCK), coming)
    assert [(one.at - NOW, int(one.quantity.amount), one.kind) for one in found.segments] == [
        (timedelta(0), 29, SegmentKind.ON_HAND),
        (HOUR, 3, SegmentKind.ASN),
        (timedelta(days=2), 4, SegmentKind.PURCHASE_ORDER),
    ]


def test_supply_serves_those_who_wait_before_it_is_promised() -> None:
    waiting = StockPosition(
        sku=SKU,
        location="EAST",
        figures=(
            Figure(state=StockState.SELLABLE, quantity=quantity(2), source="wms"),
            Figure(state=StockState.ALLOCATED, quantity=quantity(5), source="erp"),
            Figure(state=StockState.BACKORDERED, quantity=quantity(4), source="erp"),
        ),
    )
    one = counted(waiting)
    assert one is not None
    route = Selling(SellingRules(supply=(SupplyRule(),)), PLACES).route(Ask())
    found = promised(SKU, route, Known({"EAST": one}, {}, NOW), [_supply(SegmentKind.ASN, 10, 1)])
    assert [int(segment.quantity.amount) for segment in found.segments] == [3]


def test_backorders_come_after_their_lead_and_preorders_with_the_release() -> None:
    backorder = Backorder(units=Decimal(40), lead=timedelta(days=9), channels=WEB)
    found = sold(SellingRules(backorders=(backorder,)), Ask("web"))
    assert found.segments[-1] == Segment(
        at=NOW + timedelta(days=9), quantity=quantity(40), kind=SegmentKind.BACKORDER
    )
    release = NOW + timedelta(days=1)
    preorder = Preorder(units=Decimal(7), release_at=release, skus=frozenset({SKU}))
    found = sold(SellingRules(preorders=(preorder,)), Ask("web"))
    assert found.available == quantity(0)
    assert found.segments == (Segment(at=release, quantity=quantity(7), kind=SegmentKind.PREORDER),)


def test_a_position_that_cannot_be_true_promises_nothing_and_says_so() -> None:
    wrong = StockPosition(
        sku=SKU,
        location="EAST",
        figures=tuple(
            Figure(state=state, quantity=quantity(amount), source="wms")
            for state, amount in (
                (StockState.SELLABLE, 8),
                (StockState.PICKED, 1),
                (StockState.DAMAGED, 0),
                (StockState.QUARANTINED, 0),
                (StockState.ON_HAND, 500),
            )
        ),
    )
    one = counted(wrong)
    assert one is not None
    route = Selling(SellingRules(), PLACES).route(Ask())
    found = promised(SKU, route, Known({"EAST": one}, {}, NOW), wanted=Wanted(explain=True))
    assert found.available == quantity(0)
    assert [addend.kind for addend in found.explain] == [AddendKind.SELLABLE, AddendKind.BREACH]


def test_what_is_weighed_is_promised_in_parts_and_what_is_counted_in_wholes() -> None:
    for unit, expected in (("KG", "2.5"), ("EA", "2")):
        figure = Figure(state=StockState.SELLABLE, quantity=quantity("2.5", unit), source="wms")
        one = counted(StockPosition(sku=SKU, location="EAST", unit=unit, figures=(figure,)))
        assert one is not None
        route = Selling(SellingRules(), PLACES).route(Ask())
        assert promised(SKU, route, Known({"EAST": one}, {}, NOW)).available == quantity(expected, unit)


def test_no_location_is_in_two_pools() -> None:
    with pytest.raises(ImpossibleValue, match="EAST is in two pools"):
        Selling(SellingRules(pools=(EAST, Pool(name="all", locations=PLACES))))


def test_two_units_are_not_added() -> None:
    one, other = counted(position("EAST", 5)), counted(position("WEST", 5))
    assert one is not None
    assert other is not None
    in_cases = counted(StockPosition(sku=SKU, location="WEST", unit="CS", figures=one.position.figures))
    assert in_cases is not None
    route = Selling(SellingRules(), PLACES).route(Ask())
    with pytest.raises(ImpossibleValue, match="cannot combine EA with CS"):
        promised(SKU, route, Known({"EAST": one, "WEST": in_cases}, {}, NOW))


def _supply(kind: SegmentKind, amount: int, days: int) -> Supply:
    return Supply(
        sku=SKU,
        location="EAST",
        quantity=quantity(amount),
        kind=kind,
        expected_at=NOW + timedelta(days=days),
        reference=f"{kind}-{days}",
    )
