"""One box for anything that a caller may read out."""

from typing import Any

import pytest

from domain.errors import BackendUnavailable, BadInput, NotGranted
from domain.identifiers import Identifier, IdentifierKind
from domain.partners import Grant, Principal, RowScope, Scope
from domain.search.orders import OrderRow
from domain.search.terms import TermKind, term
from gateway.settings.naming.links import DeclaredLink
from gateway.store.links.declared_crosswalk import DeclaredCrosswalk
from tests.doubles.small_rows import GONE, SO_1, SO_2, row
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import ANN, DESK, EVERYTHING, ask, data, may, sources

FIND = """query ($text: String!) {
    find(text: $text) {
        kind value
        order { number } shipment { id } product { sku } location { code }
    }
}"""
NOTHING = {"order": None, "shipment": None, "product": None, "location": None}


def known(*rows: OrderRow) -> SmallWorld:
    """The small world with these rows in the index."""
    world = SmallWorld()
    world.searching.index.held = {row.number: row for row in rows}
    return world


async def found(world: SmallWorld, text: str, principal: Principal = DESK) -> list[Any]:
    """The matches of a text, each without the things that it does not name."""
    matches = (await data(world, FIND, principal, {"text": text}))["find"]
    return [{name: value for name, value in match.items() if value is not None} for match in matches]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("so-1", "ORDER", "SO-1"),
        ("#1042", "CHANNEL_ORDER", "#1042"),
        (" 1042 ", "CHANNEL_ORDER", "1042"),
        ("PO 4500017", "CUSTOMER_PO", "PO 4500017"),
        ("4500017", "CUSTOMER_PO", "4500017"),
        ("w2-88812", "WAREHOUSE_ORDER", "w2-88812"),
        ("INV-7", "INVOICE", "INV-7"),
        ("RMA-1", "RETURN", "RMA-1"),
        ("Ann@example.com", "EMAIL", "Ann@example.com"),
    ],
)
async def test_an_order_is_found_by_each_of_its_names(text: str, kind: str, value: str) -> None:
    world = known(SO_1, SO_2)
    assert await found(world, text) == [{"kind": kind, "value": value, "order": {"number": "SO-1"}}]
    assert world.calls() == {"erp": 1}, "the order's own record"
    assert world.searching.learner.asked == []


@pytest.mark.parametrize(("text", "kind"), [("SHE-1", "SHIPMENT"), ("1z1", "TRACKING")])
async def test_a_shipment_comes_with_each_order_in_it(text: str, kind: str) -> None:
    shared = {"kind": kind, "value": text, "shipment": {"id": "SHE-1"}}
    assert await found(known(SO_1, SO_2), text) == [
        {**shared, "order": {"number": "SO-2"}},
        {**shared, "order": {"number": "SO-1"}},
    ]


async def test_what_is_not_selected_is_not_read() -> None:
    world = known(SO_1, SO_2)
    answer = await data(world, '{ find(text: "1Z1") { kind value } }')
    assert answer == {"find": [{"kind": "TRACKING", "value": "1Z1"}] * 2}
    assert world.calls() == {}


async def test_one_order_is_named_once() -> None:
    twice = row("SO-1", "C-1", term(TermKind.WAREHOUSE_ORDER, "SO-1"), term(TermKind.CUSTOMER_PO, "SO-1"))
    matches = await found(known(twice), "SO-1")
    assert matches == [{"kind": "ORDER", "value": "SO-1", "order": {"number": "SO-1"}}]


async def test_a_text_with_two_meanings_has_two_matches() -> None:
    bought = row("SO-2", "C-2", term(TermKind.CUSTOMER_PO, "AX-1"))
    assert await found(known(SO_1, bought), "AX-1") == [
        {"kind": "CUSTOMER_PO", "value": "AX-1", "order": {"number": "SO-2"}},
        {"kind": "ITEM", "value": "AX-1", "product": {"sku": "AX-1"}},
    ]


@pytest.mark.parametrize("text", ["AX-1", "ax-1", "OLD-1", "ann's part", "C-1/ann's part"])
async def test_an_item_is_found_by_our_name_and_by_theirs(text: str) -> None:
    world = known(SO_1)
    names = ((IdentifierKind.ITEM, "OLD-1"), (IdentifierKind.CUSTOMER_ITEM, "C-1/ann's part"))
    tied = [DeclaredLink(Identifier(kind, "erp", name), "AX-1", "line 2") for kind, name in names]
    world.searching.crosswalk = DeclaredCrosswalk(tied)
    assert await found(world, text) == [{"kind": "ITEM", "value": "AX-1", "product": {"sku": "AX-1"}}]
    assert world.searching.learner.asked == []


PARTS = (
    (IdentifierKind.CUSTOMER_ITEM, "C-1/P-7", "AX-1"),
    (IdentifierKind.CUSTOMER_ITEM, "C-2/P-7", "AX-2"),
    (IdentifierKind.SUPPLIER_ITEM, "V-1/7-44", "AX-1"),
    (IdentifierKind.CUSTOMER, "C-1", "C-1"),
    (IdentifierKind.SUPPLIER, "V-1", "V-1"),
)


@pytest.mark.parametrize(
    ("text", "rows", "skus"),
    [
        ("P-7", RowScope(), ["AX-1", "AX-2"]),
        ("C-2/P-7", RowScope(), ["AX-2"]),
        ("7-44", RowScope(), ["AX-1"]),
        ("P-7", RowScope(customers=frozenset({"C-1"})), ["AX-1"]),
        ("C-2/P-7", RowScope(customers=frozenset({"C-1"})), []),
        ("7-44", RowScope(suppliers=frozenset({"V-2"})), []),
        ("7-44", RowScope(suppliers=frozenset({"V-1"})), ["AX-1"]),
        ("7-44", RowScope(customers=frozenset({"C-1"})), []),
        ("P-7", RowScope(suppliers=frozenset({"V-1"})), []),
        ("P-7", RowScope(locations=frozenset({"EAST"})), []),
    ],
)
async def test_part_numbers_are_their_givers_own(text: str, rows: RowScope, skus: list[str]) -> None:
    world = known(SO_1)
    tied = [DeclaredLink(Identifier(kind, "erp", name), ours, "line 2") for kind, name, ours in PARTS]
    world.searching.crosswalk = DeclaredCrosswalk(tied)
    principal = Principal(partner="some", grant=Grant(scopes=EVERYTHING, rows=rows))
    matches = await found(world, text, principal)
    assert [match["product"] for match in matches] == [{"sku": sku} for sku in skus]


@pytest.mark.parametrize("text", ["036000291452", "0 036000 291452", "0036000291452"])
async def test_an_item_is_found_by_its_gtin_however_it_is_written(text: str) -> None:
    world = known()
    tied = DeclaredLink(Identifier(IdentifierKind.GTIN, "erp", "00036000291452"), "AX-2", "line 2")
    world.searching.crosswalk = DeclaredCrosswalk([tied])
    assert await found(world, text) == [{"kind": "GTIN", "value": "AX-2", "product": {"sku": "AX-2"}}]


@pytest.mark.parametrize("text", ["EAST", "east", "1000"])
async def test_a_place_is_found_without_asking_for_anything_else(text: str) -> None:
    world = known(SO_1)
    assert await found(world, text) == [{"kind": "LOCATION", "value": "EAST", "location": {"code": "EAST"}}]
    assert list(world.reads["erp", "products"].calls) == []


async def test_a_name_that_nothing_has_finds_nothing_and_is_asked_for_once() -> None:
    world = known(SO_1)
    world.searching.learner.rows = [SO_2]
    assert await found(world, " Never-1 ") == []
    (texts,) = world.searching.learner.asked
    assert set(texts.values()) == {"Never-1"}
    assert {one.kind for one in texts} == set(TermKind) - {TermKind.EMAIL, TermKind.SKU, TermKind.LOCATION}


async def test_an_unknown_number_is_learned() -> None:
    world = known(SO_1)
    world.searching.learner.rows = [SO_2]
    assert await found(world, "SO-2") == [{"kind": "ORDER", "value": "SO-2", "order": {"number": "SO-2"}}]
    assert await found(world, "SO-2") != []
    assert len(world.searching.learner.asked) == 1


async def test_nobody_is_asked_for_an_unknown_e_mail() -> None:
    world = known(SO_1)
    assert await found(world, "bob@example.com") == []
    assert (world.calls(), world.searching.learner.asked) == ({}, [])


async def test_a_row_scope_waits_for_no_learning_which_is_the_same_for_what_is_others() -> None:
    world = known(SO_1, SO_2)
    world.searching.learner.rows = [GONE]
    assert await found(world, "SO-2", ANN) == []
    assert await found(world, "SO-3", ANN) == []
    assert world.searching.learner.asked == []
    assert [set(texts.values()) for texts in world.searching.learner.asked_later] == [{"SO-2"}, {"SO-3"}]


async def test_a_row_scope_sees_the_shipment_of_its_own_order() -> None:
    (match,) = await found(known(SO_1, SO_2), "1Z1", ANN)
    assert (match["order"], match["shipment"]) == ({"number": "SO-1"}, {"id": "SHE-1"})


async def test_an_order_that_changed_hands_since_is_not_found() -> None:
    world = known(SO_1)
    world.reads["erp", "orders"].records["SO-1"] = world.reads["erp", "orders"].records["SO-2"]
    assert await found(world, "1Z1", ANN) == []
    assert await sources(world, '{ find(text: "1Z1") { kind } }', ANN) == {}


async def test_an_order_that_cannot_be_read_shows_a_row_scope_no_shipment() -> None:
    world = known(SO_1)
    world.reads["erp", "orders"].error = BackendUnavailable("away", backend="erp")
    result = await ask(world, FIND, ANN, {"text": "1Z1"})
    assert result.data == {"find": [{"kind": "TRACKING", "value": "1Z1", **NOTHING}]}
    assert result.errors is not None
    assert [error.path for error in result.errors] == [["find", 0, "order"]]


async def test_an_erp_that_is_away_costs_its_own_part() -> None:
    world = known(SO_1)
    for port in ("orders", "products"):
        world.reads["erp", port].error = BackendUnavailable("away", backend="erp")
    result = await ask(world, FIND, DESK, {"text": "1Z1"})
    assert result.data is not None
    assert result.data["find"][0]["shipment"] == {"id": "SHE-1"}
    assert result.data["find"][0]["order"] is None


async def test_where_nobody_can_say_what_an_item_is_the_error_is_told() -> None:
    world = known()
    world.reads["erp", "products"].error = BackendUnavailable("away", backend="erp")
    result = await ask(world, FIND, DESK, {"text": "AX-1"})
    assert result.data == {"find": None}
    assert result.errors is not None
    assert isinstance(result.errors[0].original_error, BackendUnavailable)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("   ", "is empty"),
        ("x" * 201, "is longer than 200 characters"),
        ("%", "has a wildcard"),
        ("*", "has a wildcard"),
        ("SO-%", "has a wildcard"),
        ("#", "has neither a letter nor a digit"),
    ],
)
async def test_what_cannot_be_looked_up_names_the_argument(text: str, told: str) -> None:
    world = known(SO_1)
    result = await ask(world, FIND, DESK, {"text": text})
    assert result.data == {"find": None}
    assert result.errors is not None
    cause = result.errors[0].original_error
    assert isinstance(cause, BadInput)
    assert cause.field == "text"
    assert told in cause.public
    assert world.calls() == {}


async def test_an_e_mail_needs_the_scope_of_personal_data() -> None:
    result = await ask(known(SO_1), FIND, may(Scope.ORDERS_READ), {"text": "ann@example.com"})
    assert result.data == {"find": None}
    assert result.errors is not None
    assert isinstance(result.errors[0].original_error, NotGranted)
    assert "orders:read:pii" in result.errors[0].message


@pytest.mark.parametrize("text", ["AX-1", "EAST"])
async def test_items_and_places_are_found_by_who_may_see_them(text: str) -> None:
    world = known()
    document = "query ($text: String!) { find(text: $text) { kind } }"
    assert await data(world, document, may(Scope.ORDERS_READ), {"text": text}) == {"find": []}
    assert world.calls() == {}


async def test_a_channel_scope_is_a_row_scope_too() -> None:
    elsewhere = Principal(
        partner="shop", grant=Grant(scopes=EVERYTHING, rows=RowScope(channels=frozenset({"SHOP"})))
    )
    assert await found(known(SO_1), "SO-1", elsewhere) == []
