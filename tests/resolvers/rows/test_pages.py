"""Pages, totals, cursors, orderings and feeds of who is held to some rows; and what one box finds for him."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from domain.partners import Principal
from domain.search.orders import OrderRow
from domain.search.terms import TermKind, term
from tests.doubles.clock import START
from tests.doubles.searching import email
from tests.doubles.small_rows import indexed, row
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import DESK, data
from tests.resolvers.rows.asking_rows import held_to, say

PAGE = """query ($filter: OrderFilterInput, $sort: OrderSortInput, $first: Int! = 2, $after: String) {
  orders(filter: $filter, orderBy: $sort, first: $first, after: $after) {
    totalCount totalCountIsExact pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { number } } feeds { source silent }
  }
}"""
ANN, BOB = held_to(customers="C-1"), held_to(customers="C-2")
SORTS = [
    {"field": field, "descending": descending}
    for field in ("PLACED_AT", "PROMISED_AT", "CHANGED_AT")
    for descending in (True, False)
]


def many() -> SmallWorld:
    """Nine orders, turn by turn Ann's and Bob's; some without a promise."""
    world = SmallWorld()
    orders = world.reads["erp", "orders"].records
    for place in range(9):
        number, customer = f"SO-{place}", f"C-{1 + place % 2}"
        orders[number] = replace(orders["SO-1"], number=number, customer=customer)
        world.searching.index.held[number] = _row(number, customer, place)
    return world


def _row(number: str, customer: str, place: int) -> OrderRow:
    promised = None if place % 3 == 0 else START + timedelta(days=place)
    return row(number, customer, email(f"{customer}@example.com"), days=place + 1, promised_at=promised)


async def page(world: SmallWorld, asker: Principal, **variables: object) -> Any:  # noqa: ANN401 - the connection
    said = await say(world, PAGE, asker, variables)
    assert said.errors == []
    assert {call[2] for call in said.recorded.of("index.search")} == {asker.grant.rows}
    return said.data["orders"]


async def walked(world: SmallWorld, asker: Principal, sort: dict[str, object]) -> list[str]:
    seen, after = list[str](), None
    while True:
        told = await page(world, asker, sort=sort, after=after)
        seen += [edge["node"]["number"] for edge in told["edges"]]
        if not told["pageInfo"]["hasNextPage"]:
            return seen
        after = told["pageInfo"]["endCursor"]


@pytest.mark.parametrize("sort", SORTS)
async def test_own_orders_come_as_among_all(sort: dict[str, object]) -> None:
    world = many()
    everything = await walked(world, DESK, sort)
    for asker, turn in ((ANN, 0), (BOB, 1)):
        own = [number for number in everything if int(number[3:]) % 2 == turn]
        assert await walked(world, asker, sort) == own != []
        assert (await page(world, asker, sort=sort))["totalCount"] == len(own)


@pytest.mark.parametrize("sort", SORTS)
async def test_a_cursor_of_another_shows_one_s_own_from_there_on(sort: dict[str, object]) -> None:
    world = many()
    everything = await walked(world, DESK, sort)
    for first in range(1, 9):
        cursor = (await page(world, DESK, sort=sort, first=first))["pageInfo"]["endCursor"]
        told = await page(world, BOB, sort=sort, first=100, after=cursor)
        shown = [edge["node"]["number"] for edge in told["edges"]]
        assert shown == [number for number in everything[first:] if int(number[3:]) % 2]
        assert told["totalCount"] == 4


async def test_a_total_says_nothing_of_others() -> None:
    world = many()
    filters: list[dict[str, object]] = [
        {"customer": ["C-1"]},
        {"customer": ["C-404"]},
        {"email": "C-1@example.com"},
        {"email": "nobody@example.com"},
        {"number": "SO-2"},
        {"number": "SO-404"},
    ]
    told = [await page(world, BOB, filter=each) for each in filters]
    assert all(one == told[0] for one in told)
    assert (told[0]["totalCount"], told[0]["edges"]) == (0, [])


async def test_feeds_are_told_to_all_alike() -> None:
    everything = (await data(many(), PAGE))["orders"]["feeds"]
    assert (await page(many(), ANN))["feeds"] == everything


async def test_an_order_of_a_page_is_read_without_asking_the_index_again() -> None:
    said = await say(many(), PAGE, ANN)
    assert [call[0] for call in said.recorded.of("index.search", "index.known", "orders")] == [
        "index.search",
        "orders",
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("SO-1", ["ORDER"]),
        ("#1042", ["CHANNEL_ORDER"]),
        ("4500017", ["CUSTOMER_PO"]),
        ("SHE-1", ["SHIPMENT"]),
        ("ann@example.com", ["EMAIL"]),
    ],
)
async def test_the_box_finds_one_s_own_and_nothing_by_the_names_of_others(
    text: str, kinds: list[str]
) -> None:
    document = "query ($t: String!) { find(text: $t) { kind value order { number } } }"
    mine = (await say(indexed(), document, ANN, {"t": text})).data["find"]
    assert [match["kind"] for match in mine] == kinds
    assert {match["order"]["number"] for match in mine} == {"SO-1"}
    other = held_to(customers="C-9")
    hidden = await say(indexed(), document, other, {"t": text})
    unknown = text.replace("1", "7").replace("ann", "eve").replace("SHE", "SHX").replace("45", "46")
    nothing = await say(indexed(), document, other, {"t": unknown})
    assert hidden.data == nothing.data == {"find": []}
    assert [call[0] for call in hidden.recorded.calls] == [call[0] for call in nothing.recorded.calls]


async def test_of_a_name_that_several_have_one_s_own_comes_alone_and_newest_first() -> None:
    world = SmallWorld()
    orders = world.reads["erp", "orders"].records
    for place in range(6):
        number, customer = f"SO-{place}", f"C-{1 + place % 2}"
        orders[number] = replace(orders["SO-1"], number=number, customer=customer)
        world.searching.index.held[number] = row(
            number, customer, term(TermKind.CUSTOMER_PO, "PO 7"), days=place + 1
        )
    said = await say(world, '{ find(text: "PO 7") { order { number } } }', BOB)
    assert [match["order"]["number"] for match in said.data["find"]] == ["SO-1", "SO-3", "SO-5"]


PARTS = "query ($t: String!) { find(text: $t) { kind product { sku } } }"


@pytest.mark.parametrize("text", ["P-7", "C-2/P-7", "V-1/7-44"])
async def test_another_s_part_number_is_looked_up_by_nobody(text: str) -> None:
    said = await say(indexed(), PARTS, ANN, {"t": text})
    unknown = await say(indexed(), PARTS, ANN, {"t": "Q-404"})
    assert said.without(text) == unknown.without("Q-404")
    assert said.recorded.of("crosswalk.numbered") == []
