"""What a channel may promise, as the graph tells it: for whom, until when, how exactly."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.availability.answers import SegmentKind
from domain.availability.rules import ChannelRule, Reserve, Safety, SellingRules, SupplyRule
from domain.availability.selling import Selling
from domain.availability.supply import Supply
from domain.partners import Grant, Principal, RowScope
from domain.quantities import quantity
from domain.shapes.words import Band, Capped, Exact, QuantityShape, Shapes, YesNo
from gateway.assembly.selling.bound import with_availability
from gateway.assembly.selling.coming import RememberedSupply
from tests.doubles.clock import START
from tests.doubles.selling import InMemorySupply
from tests.doubles.small_world import PLACES, SmallWorld
from tests.resolvers.asking import EVERYTHING, context_of, run_in

RULES = SellingRules(
    channels=(ChannelRule(name="web"), ChannelRule(name="market")),
    safety=(Safety(channels=frozenset({"web"}), units=Decimal(10)),),
    reserves=(
        Reserve(
            name="acme", pool="", units=Decimal(20), customers=frozenset({"C-1"}), skus=frozenset({"AX-1"})
        ),
    ),
    supply=(SupplyRule(),),
)
COMING = tuple(
    Supply(
        sku="AX-1",
        location="EAST",
        quantity=quantity(amount),
        kind=SegmentKind.ASN,
        expected_at=START + timedelta(days=days),
        reference=f"PU-{days}",
    )
    for days, amount in ((1, 5), (2, 60))
)


async def told(
    document: str, rows: Mapping[str, str] | None = None, *, shape: QuantityShape | None = None
) -> tuple[Any, list[tuple[str, str]]]:
    """Data, and code and words of each error."""
    world = SmallWorld()
    selling = Selling(RULES, PLACES)
    supply = InMemorySupply()
    await supply.put({one.reference: [one] for one in COMING})
    coming = RememberedSupply(supply, world.clock)
    world.readers = with_availability(world.readers, selling, PLACES, world.clock, supply=coming)
    scope = RowScope(**{kind: frozenset(names.split()) for kind, names in (rows or {}).items()})
    grant = Grant(scopes=EVERYTHING, rows=scope, shapes=Shapes(quantity=shape or Exact()))
    context = context_of(world, Principal(partner="p", grant=grant))
    context.selling = selling
    result = await run_in(context, document)
    errors = [(type(e.original_error).__name__, str(e.original_error)) for e in result.errors or ()]
    return result.data, errors


async def much(arguments: str = "", **rows: str) -> str:
    data, errors = await told(
        f'{{ availability(skus: ["AX-1"]{arguments}) {{ available {{ amount }} }} }}', rows
    )
    assert errors == []
    return str(data["availability"][0]["available"]["amount"])


async def test_channels_and_customers_get_what_is_theirs() -> None:
    assert await much() == "50"
    assert await much(', channel: "web"') == "40"
    assert await much(', channel: "web", customer: "C-1"') == "60"
    assert await much(', channel: "market"') == "50"
    assert await much(', locations: ["EAST"]') == "50"


async def test_who_has_one_channel_and_one_customer_is_asked_for_as_these() -> None:
    assert await much(channels="web") == "40"
    assert await much(channels="web", customers="C-1") == "60"
    assert await much(channels="web market") == "50"


@pytest.mark.parametrize(
    ("arguments", "rows", "error"),
    [
        (', channel: "market"', {"channels": "web"}, "NotGranted"),
        (', customer: "C-1"', {"customers": "C-2"}, "NotGranted"),
        (', channel: "shops"', {}, "BadInput"),
        (', channel: " "', {}, "BadInput"),
        (', destination: ""', {}, "BadInput"),
        (", quantity: -1", {}, "BadInput"),
    ],
)
async def test_of_others_nothing_is_told(arguments: str, rows: dict[str, str], error: str) -> None:
    document = f'{{ availability(skus: ["AX-1"]{arguments}) {{ sku }} }}'
    data, errors = await told(document, rows)
    assert data == {"availability": None}
    assert [kind for kind, _ in errors] == [error]


async def test_it_explains_itself_and_says_what_comes_when() -> None:
    data, errors = await told(
        """{ availability(skus: ["AX-1"], channel: "web", quantity: 100) {
          explain { kind quantity { amount } location source }
          segments { at kind supply location quantity { amount } together { amount } }
          earliest now: earliest(quantity: 1) never: earliest(quantity: 1000) isStale discounted { amount }
        } }"""
    )
    assert errors == []
    (one,) = data["availability"]
    assert [(each["kind"], each["quantity"]["amount"], each["source"]) for each in one["explain"]] == [
        ("SELLABLE", "100", "wms_east"),
        ("ALLOCATED", "-30", "wms_east"),
        ("SAFETY", "-10", "ordergraph"),
        ("KEPT_FOR_OTHERS", "-20", "ordergraph"),
    ]
    assert [
        (each["supply"], each["quantity"]["amount"], each["together"]["amount"]) for each in one["segments"]
    ] == [
        ("", "40", "40"),
        ("PU-1", "5", "45"),
        ("PU-2", "60", "105"),
    ]
    days = [one["now"], one["earliest"], one["never"]]
    assert days == ["2026-03-02T08:00:00Z", "2026-03-04T08:00:00Z", None]
    assert (one["isStale"], one["discounted"]) == (False, None)


SEGMENTS = (
    '{ availability(skus: ["AX-1"], channel: "web") { segments { at together { amount band inStock } } } }'
)


@pytest.mark.parametrize(
    ("shape", "times"),
    [
        (Exact(), 3),
        (Capped(Decimal(200)), 3),
        (Capped(Decimal(43)), 2),
        (Capped(Decimal(10)), 1),
        (Band(Decimal(41)), 2),
        (Band(Decimal(45)), 2),
        (Band(Decimal(5)), 1),
        (YesNo(), 1),
    ],
)
async def test_a_segment_that_moves_nothing_that_is_shown_is_not_told(
    shape: QuantityShape, times: int
) -> None:
    data, errors = await told(SEGMENTS, shape=shape)
    assert errors == []
    assert len(data["availability"][0]["segments"]) == times


@pytest.mark.parametrize(
    ("shape", "most"), [(Exact(), 1000), (Capped(Decimal(10)), 10), (Band(), 0), (YesNo(), 0)]
)
async def test_who_may_not_know_how_many_may_not_ask_when_so_many(shape: QuantityShape, most: int) -> None:
    for wanted in (1, 10, 11, 1000):
        for place in (f"quantity: {wanted}) {{ earliest", f") {{ earliest(quantity: {wanted})"):
            document = f'{{ availability(skus: ["AX-1"], channel: "web", {place} }} }}'.replace(", )", ")")
            data, errors = await told(document, shape=shape)
            assert [kind for kind, _ in errors] == ([] if wanted <= most else ["NotGranted"])
            assert data["availability"][0] is not None
    data, errors = await told('{ availability(skus: ["AX-1"]) { earliest } }', shape=shape)
    assert (data["availability"][0]["earliest"], errors) == ("2026-03-02T08:00:00Z", [])


async def test_nothing_is_no_quantity_to_wait_for() -> None:
    _, errors = await told('{ availability(skus: ["AX-1"]) { earliest(quantity: 0) } }')
    assert [kind for kind, _ in errors] == ["BadInput"]


async def test_how_it_was_computed_needs_exact_numbers() -> None:
    document = """{ availability(skus: ["AX-1"]) {
      discounted { amount } explain { quantity { amount } } locations { discounted { amount } }
      segments { quantity { amount } }
    } }"""
    data, errors = await told(document, shape=Capped(Decimal(10)))
    assert {kind for kind, _ in errors} == {"NotGranted"}
    assert all(one["quantity"] is None for one in data["availability"][0]["explain"])


async def test_a_line_tells_of_its_item() -> None:
    data, errors = await told('{ order(number: "SO-1") { lines { sku availability { sku } } } }')
    assert errors == []
    lines = data["order"]["lines"]
    assert [line["availability"]["sku"] for line in lines] == [line["sku"] for line in lines]


async def test_two_hundred_items_are_asked_for_at_once() -> None:
    skus = ", ".join(f'"AX-{number}"' for number in range(200))
    data, errors = await told(f"{{ availability(skus: [{skus}]) {{ sku }} }}")
    assert errors == []
    assert [one and one["sku"] for one in data["availability"]][:4] == [None, "AX-1", "AX-2", None]
