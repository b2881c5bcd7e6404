"""Transfers as supply: dated where anybody says when, told where nobody does, and no unit twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.availability.answers import AddendKind, Availability, SegmentKind
from domain.availability.kits import Kit, Part, kit_availability
from domain.availability.plans import Ask
from domain.availability.pooled import Known
from domain.availability.promising import Wanted, promised
from domain.availability.rules import Lane, SellingRules, SupplyRule
from domain.availability.selling import Selling
from domain.availability.supply import Supply
from domain.availability.transit import counted_on, in_transit
from domain.positions.figures import position_of
from domain.quantities import quantity, total
from domain.stock import Figure, StockKey, StockPosition, StockState, Transfer
from tests.domain.availability.selling_worlds import NOW, PLACES, SKU, SMALL, SUPPLIES, known
from tests.domain.positions.stories import EAST, WEST, kept
from tests.domain.positions.test_conservation import GROUND, arrivals, histories

DAY = timedelta(days=1)
ASN, PO, TRANSFER = SegmentKind.ASN, SegmentKind.PURCHASE_ORDER, SegmentKind.TRANSFER
EVERY_KIND = (SupplyRule(),)
LANES = (
    Lane(takes=2 * DAY, origins=frozenset({EAST}), locations=frozenset({WEST})),
    Lane(takes=5 * DAY, locations=frozenset({WEST})),
)


def transfer(amount: int, days_ago: int = 0, origin: str = EAST, due: datetime | None = None) -> Transfer:
    return Transfer(
        reference=f"T-{days_ago}",
        quantity=quantity(amount),
        shipped_at=NOW - days_ago * DAY,
        origin=origin,
        expected_at=due,
        source="wms",
    )


def between(counted: int | None, *transfers: Transfer, location: str = WEST) -> StockPosition:
    figure = Figure(
        state=StockState.IN_TRANSIT, quantity=quantity(counted or 0), source="erp", as_of=NOW - DAY
    )
    return StockPosition(
        sku=SKU,
        location=location,
        figures=() if counted is None else (figure,),
        transfers=transfers,
    )


def told(found: Sequence[Supply]) -> list[tuple[str, int, datetime | None]]:
    return [(one.reference, int(one.quantity.amount), one.expected_at) for one in found]


def document(amount: int, kind: SegmentKind, reference: str, days: int | None = 1) -> Supply:
    return Supply(
        sku=SKU,
        location=WEST,
        quantity=quantity(amount),
        kind=kind,
        expected_at=None if days is None else NOW + days * DAY,
        reference=reference,
        source="erp",
    )


def test_its_own_date_goes_before_that_of_the_lane() -> None:
    position = between(9, transfer(4, 1), transfer(3, 0, due=NOW + DAY), transfer(2, 2, origin="NORTH"))
    assert told(in_transit(position, LANES)) == [
        ("T-2", 2, NOW + 3 * DAY),
        ("T-1", 4, NOW + DAY),
        ("T-0", 3, NOW + DAY),
    ]
    assert [one.expected_at for one in in_transit(position, ())] == [None, None, NOW + DAY]


def test_what_is_only_counted_takes_as_long_as_from_anywhere() -> None:
    assert told(in_transit(between(5), LANES)) == [("", 5, NOW + 4 * DAY)]
    assert told(in_transit(between(5), LANES[:1])) == [("", 5, None)]
    assert told(in_transit(between(5, transfer(3)), LANES)) == [
        ("T-0", 3, NOW + 2 * DAY),
        ("", 2, NOW + 4 * DAY),
    ]


def test_no_more_is_on_its_way_than_is_counted() -> None:
    position = between(5, transfer(4, 0), transfer(4, 3))
    assert told(in_transit(position, LANES)) == [("T-3", 1, NOW - DAY), ("T-0", 4, NOW + 2 * DAY)]
    assert in_transit(between(0, transfer(4)), LANES) == []
    assert in_transit(between(-2, transfer(4)), LANES) == []
    assert in_transit(between(None, transfer(4)), LANES) == []


def test_what_a_document_and_a_transfer_tell_counts_once() -> None:
    papers = [document(6, PO, "PO-1"), document(4, ASN, "PO-1"), document(3, ASN, "PO-2")]
    moving = [document(5, TRANSFER, "PO-1", 2), document(2, TRANSFER, "T-1", 2)]
    found = counted_on([*papers, *moving], EVERY_KIND)
    assert {(one.kind, one.reference): int(one.quantity.amount) for one in found} == {
        (ASN, "PO-2"): 3,
        (PO, "PO-1"): 5,
        (TRANSFER, "PO-1"): 5,
        (TRANSFER, "T-1"): 2,
    }


def test_of_one_that_has_no_date_the_document_is_believed() -> None:
    found = counted_on([document(4, ASN, "PO-1"), document(6, TRANSFER, "PO-1", None)], EVERY_KIND)
    assert [(one.kind, int(one.quantity.amount), one.expected_at) for one in found] == [
        (ASN, 4, NOW + DAY),
        (TRANSFER, 2, None),
    ]


def test_what_no_rule_counts_on_takes_nothing_from_what_one_does() -> None:
    told_twice = [document(4, ASN, "PO-1"), document(4, TRANSFER, "PO-1", 2)]
    for kind in (ASN, TRANSFER):
        found = counted_on(told_twice, (SupplyRule(kinds=frozenset({kind})),))
        assert [(one.kind, int(one.quantity.amount)) for one in found] == [(kind, 4)]


def ask(
    supplies: Sequence[Supply], *rules: SupplyRule, locations: frozenset[str] | None = None
) -> Availability:
    selling = Selling(SellingRules(supply=rules or EVERY_KIND), PLACES)
    wanted = Wanted(locations, explain=True)
    return promised(SKU, selling.route(Ask()), known({EAST: (10, 0, 0)}), supplies, wanted)


def test_it_is_promised_by_its_own_confidence_and_lead() -> None:
    rule = SupplyRule(kinds=frozenset({TRANSFER}), confidence=Decimal(50), lead=DAY)
    found = ask(in_transit(between(5, transfer(5)), LANES), rule, SupplyRule())
    assert [
        (one.kind, one.at, int(one.quantity.amount), one.supply, one.location) for one in found.segments
    ] == [
        (SegmentKind.ON_HAND, NOW, 10, "", ""),
        (TRANSFER, NOW + 3 * DAY, 2, "T-0", WEST),
    ]


def test_what_comes_nobody_knows_when_is_told_and_promised_for_no_time() -> None:
    moving = in_transit(between(5, transfer(5)), ())
    found = ask(moving)
    assert [one.kind for one in found.segments] == [SegmentKind.ON_HAND]
    apart = [one for one in found.explain if one.kind in {AddendKind.COMING, AddendKind.UNDATED}]
    assert [(one.kind, int(one.quantity.amount), one.location, one.source, one.note) for one in apart] == [
        (AddendKind.COMING, 5, WEST, "wms", "TRANSFER"),
        (AddendKind.UNDATED, -5, WEST, "ordergraph", "TRANSFER"),
    ]
    assert apart[0].as_of == NOW
    assert total((one.quantity for one in found.explain), "EA") == found.available
    elsewhere = ask(moving, locations=frozenset({EAST}))
    assert all(one.location == EAST for one in elsewhere.explain)


def test_what_should_have_come_long_ago_is_told_and_not_promised() -> None:
    rule = SupplyRule(overdue=3 * DAY)
    moving = in_transit(between(9, transfer(5, 5), transfer(4, 6)), LANES)
    found = ask(moving, rule)
    assert [(one.kind, one.at, int(one.quantity.amount)) for one in found.segments] == [
        (SegmentKind.ON_HAND, NOW, 10),
        (TRANSFER, NOW, 5),
    ]
    apart = [(one.kind, int(one.quantity.amount)) for one in found.explain if one.location == WEST]
    assert apart == [(AddendKind.COMING, 4), (AddendKind.OVERDUE, -4)]
    assert total((one.quantity for one in found.explain), "EA") == found.available


def test_an_item_that_is_nowhere_yet_is_counted_in_the_unit_in_which_it_comes() -> None:
    kilos = [
        replace(one, quantity=quantity("2.5", "KG")) for one in in_transit(between(5, transfer(5)), LANES)
    ]
    selling = Selling(SellingRules(supply=EVERY_KIND), PLACES)
    found = promised(SKU, selling.route(Ask()), Known({}, {}, NOW), kilos)
    assert [one.quantity for one in found.segments] == [quantity("2.5", "KG")]


def test_a_kit_waits_for_the_component_that_is_on_its_way() -> None:
    found = ask(in_transit(between(6, transfer(6)), LANES))
    kit = kit_availability(Kit("KIT-1", (Part(Decimal(3), found),)), NOW)
    assert [(one.kind, one.at, int(one.quantity.amount)) for one in kit.segments] == [
        (SegmentKind.ON_HAND, NOW, 3),
        (TRANSFER, NOW + 2 * DAY, 2),
    ]


@given(st.data(), st.sampled_from([(), (Lane(takes=DAY),)]))
def test_what_is_between_two_places_is_supply_however_word_of_it_came(
    data: st.DataObject, lanes: tuple[Lane, ...]
) -> None:
    story = data.draw(histories())
    held = kept(data.draw(arrivals([*GROUND, *story])))
    found = [
        one
        for place in (EAST, WEST)
        for one in in_transit(position_of(StockKey(SKU, place), "wms", held[place]), lanes)
    ]
    left = {"stock.transfer_shipped": 1, "stock.transfer_received": -1}
    expected = sum(left.get(one.type, 0) * one.data.quantity.amount for one in story)  # type: ignore[union-attr,misc]  # each has one
    assert sum(one.quantity.amount for one in found) == expected
    assert all((one.expected_at is not None) is bool(lanes) for one in found)


@given(SUPPLIES, SUPPLIES, SMALL)
def test_more_on_its_way_under_a_number_of_its_own_never_makes_less_of_it(
    documents: list[Supply], moving: list[Supply], more: int
) -> None:
    further = document(more, TRANSFER, "T-9", 3)
    before = [*documents, *moving]
    one, other = ask(before), ask([*before, further])
    for days in range(12):
        by_then = NOW + days * DAY
        first, second = (
            sum(segment.quantity.amount for segment in each.segments if segment.at <= by_then)
            for each in (one, other)
        )
        assert first + (more if days >= 3 else 0) == second


@given(SUPPLIES)
def test_supply_told_twice_is_no_more_than_the_most_that_one_of_them_tells(supplies: list[Supply]) -> None:
    found = counted_on(supplies, EVERY_KIND)
    for place, reference in {(one.location, one.reference) for one in supplies}:
        here = [one for one in supplies if (one.location, one.reference) == (place, reference)]
        moving = sum(one.quantity.amount for one in here if one.kind is TRANSFER)
        papers = sum(one.quantity.amount for one in here if one.kind is not TRANSFER)
        came = sum(o.quantity.amount for o in found if (o.location, o.reference) == (place, reference))
        assert came == max(moving, papers)
