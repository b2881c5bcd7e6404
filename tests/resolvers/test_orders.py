"""Pages of orders: what the index finds, read through the ERP, for those who may see it."""

from datetime import timedelta

import pytest

from domain.errors import BackendUnavailable, BadInput, NotGranted, StoreUnavailable
from domain.partners import Scope
from domain.search.feeds import Feed
from tests.doubles.clock import START
from tests.doubles.small_rows import GONE, SO_1, SO_2
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import ANN, ask, data, may

NUMBERS = "edges { node { number } }"


def known() -> SmallWorld:
    """The small world with its orders in the index."""
    world = SmallWorld()
    world.searching.index.held = {row.number: row for row in (SO_1, SO_2)}
    return world


async def numbers(world: SmallWorld, given: str, **variables: object) -> list[str]:
    """The orders of a page under a filter, as it stands in a document."""
    answer = await data(world, f"{{ orders(filter: {given}) {{ {NUMBERS} }} }}", variables=variables)
    return [edge["node"]["number"] for edge in answer["orders"]["edges"]]


async def test_a_page_is_read_in_one_batch() -> None:
    world = known()
    document = f"{{ orders {{ {NUMBERS} totalCount totalCountIsExact pageInfo {{ hasNextPage }} }} }}"
    assert await data(world, document) == {
        "orders": {
            "edges": [{"node": {"number": "SO-2"}}, {"node": {"number": "SO-1"}}],
            "totalCount": 2,
            "totalCountIsExact": True,
            "pageInfo": {"hasNextPage": False},
        }
    }
    assert world.calls() == {"erp": 1}


async def test_what_the_index_knows_is_asked_of_no_system() -> None:
    world = known()
    answer = await data(world, '{ orders(filter: { channelOrder: "#1042" }) { totalCount } }')
    assert answer == {"orders": {"totalCount": 1}}
    assert world.calls() == {}
    assert world.searching.learner.asked == []


@pytest.mark.parametrize(
    "given",
    [
        '{ number: "so-1" }',
        '{ channelOrder: "1042" }',
        '{ customerPo: "PO 4500017" }',
        '{ warehouseOrder: "W2-88812" }',
        '{ invoice: "INV-7" }',
        '{ shipment: "SHE-1", customer: ["C-1"] }',
        '{ trackingNumber: "1z1", sku: "AX-2" }',
        '{ return: "RMA-1" }',
        '{ email: "Ann@Example.com" }',
        '{ customer: "C-1" }',
        '{ channel: ["WEB"], status: [PARTIALLY_SHIPPED, PICKING] }',
        "{ billingStatus: NOT_INVOICED, returnStatus: [NONE] }",
        '{ placed: { until: "2026-02-28T00:00:00Z" } }',
        '{ changed: { until: "2026-03-02T05:30:00Z" }, promised: {} }',
        '{ sku: ["AX-1"], location: ["east"] }',
        "{ overdue: true }",
        '{ status: [], customer: null, sku: ["AX-2", "AX-9"] }',
    ],
)
async def test_every_condition_finds(given: str) -> None:
    assert await numbers(known(), given) == ["SO-1"]


@pytest.mark.parametrize(
    "given",
    [
        '{ number: "SO-1", customer: "C-2" }',
        '{ email: "ann@example.org" }',
        '{ placed: { since: "2030-01-01T00:00:00Z" } }',
    ],
)
async def test_all_conditions_must_hold(given: str) -> None:
    assert await numbers(known(), given) == []


async def test_pages_follow_each_other() -> None:
    world = known()
    document = """query ($after: String) {
        orders(first: 1, after: $after) {
            edges { cursor node { number } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }
    }"""
    first = (await data(world, document))["orders"]
    cursor = first["edges"][0]["cursor"]
    assert first["edges"][0]["node"] == {"number": "SO-2"}
    assert first["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": cursor,
        "endCursor": cursor,
    }
    second = (await data(world, document, variables={"after": cursor}))["orders"]
    assert [edge["node"]["number"] for edge in second["edges"]] == ["SO-1"]
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)
    last = (await data(world, document, variables={"after": second["pageInfo"]["endCursor"]}))["orders"]
    assert last["edges"] == []
    assert last["pageInfo"]["endCursor"] is None


async def test_they_come_in_the_order_that_is_asked_for() -> None:
    document = f"{{ orders(orderBy: {{ field: CHANGED_AT, descending: false }}) {{ {NUMBERS} }} }}"
    answer = await data(known(), document)
    assert [edge["node"]["number"] for edge in answer["orders"]["edges"]] == ["SO-1", "SO-2"]


@pytest.mark.parametrize(
    ("arguments", "told", "field"),
    [
        ("first: 0", "should be from 1 to 100, not 0", "first"),
        ("first: -1", "should be from 1 to 100, not -1", "first"),
        ("first: 101", "should be from 1 to 100, not 101", "first"),
        ('after: ""', "is not a cursor", "after"),
        ('after: "SO-1"', "is not a cursor", "after"),
        ('filter: { number: "" }', "is empty", "filter.number"),
        ('filter: { trackingNumber: "%" }', "has a wildcard", "filter.trackingNumber"),
        ('filter: { sku: ["AX-1", "*"] }', "has a wildcard", "filter.sku"),
        ('filter: { customer: [" "] }', "is empty", "filter.customer"),
        ('filter: { email: "ann" }', "is no e-mail address", "filter.email"),
        (
            'filter: { placed: { since: "2026-03-02T00:00:00Z", until: "2026-03-02T00:00:00Z" } }',
            "should begin before it ends",
            "filter.placed",
        ),
    ],
)
async def test_what_cannot_be_used_names_its_place(arguments: str, told: str, field: str) -> None:
    world = known()
    result = await ask(world, f"{{ orders({arguments}) {{ {NUMBERS} }} }}")
    assert result.data == {"orders": None}
    assert result.errors is not None
    cause = result.errors[0].original_error
    assert isinstance(cause, BadInput)
    assert told in cause.public
    assert cause.field == field
    assert world.calls() == {}


async def test_a_cursor_of_another_question_is_refused() -> None:
    world = known()
    document = "query ($after: String) { orders(filter: { overdue: false }, after: $after) { totalCount } }"
    first = await data(world, "{ orders(first: 1) { pageInfo { endCursor } } }")
    result = await ask(world, document, variables={"after": first["orders"]["pageInfo"]["endCursor"]})
    assert result.errors is not None
    assert "of another filter" in result.errors[0].message


async def test_a_row_scope_finds_its_own_alone() -> None:
    world = known()
    document = f"{{ orders {{ {NUMBERS} totalCount }} }}"
    answer = await data(world, document, ANN)
    assert answer == {"orders": {"edges": [{"node": {"number": "SO-1"}}], "totalCount": 1}}


async def test_an_order_that_changed_hands_since_is_not_shown() -> None:
    world = known()
    world.reads["erp", "orders"].records["SO-1"] = world.reads["erp", "orders"].records["SO-2"]
    assert await data(world, f"{{ orders {{ {NUMBERS} }} }}", ANN) == {"orders": {"edges": [{"node": None}]}}


async def test_an_order_that_cannot_be_read_costs_its_own_node() -> None:
    world = known()
    world.reads["erp", "orders"].error = BackendUnavailable("away", backend="erp")
    result = await ask(world, f"{{ orders {{ {NUMBERS} totalCount }} }}")
    assert result.data == {"orders": {"edges": [{"node": None}, {"node": None}], "totalCount": 2}}
    assert result.errors is not None
    assert [error.path for error in result.errors] == [["orders", "edges", place, "node"] for place in (0, 1)]
    assert all(isinstance(error.original_error, BackendUnavailable) for error in result.errors)


async def test_an_order_that_no_system_has_any_more_is_empty() -> None:
    world = known()
    world.searching.index.held["SO-3"] = GONE
    answer = await data(world, f"{{ orders {{ {NUMBERS} }} }}")
    assert answer["orders"]["edges"][0] == {"node": None}
    assert len(answer["orders"]["edges"]) == 3


async def test_an_unknown_number_is_learned_once() -> None:
    world = SmallWorld()
    world.searching.learner.rows = [SO_1]
    assert await numbers(world, '{ trackingNumber: " 1Z1 " }') == ["SO-1"]
    assert [list(texts.values()) for texts in world.searching.learner.asked] == [["1Z1"]]
    assert await numbers(world, '{ trackingNumber: "1Z1" }') == ["SO-1"]
    assert len(world.searching.learner.asked) == 1


async def test_only_numbers_are_learned_and_only_those_that_nobody_has() -> None:
    world = known()
    assert await numbers(world, '{ number: "SO-1", invoice: "INV-8", sku: "AX-7", email: "a@b.de" }') == []
    assert [list(texts.values()) for texts in world.searching.learner.asked] == [["INV-8"]]
    assert await numbers(world, '{ sku: "AX-7" }') == []
    assert await numbers(world, '{ number: "SO-1", status: DELIVERED }') == []
    assert len(world.searching.learner.asked) == 1


async def test_a_row_scope_waits_for_no_learning_which_is_the_same_for_what_is_others() -> None:
    world = known()
    world.searching.learner.rows = [GONE]
    document = "query ($number: String!) { orders(filter: { number: $number }) { totalCount } }"
    for number in ("SO-2", "SO-3"):
        answer = await data(world, document, ANN, {"number": number})
        assert answer == {"orders": {"totalCount": 0}}
    assert world.searching.learner.asked == []
    assert [list(texts.values()) for texts in world.searching.learner.asked_later] == [["SO-2"], ["SO-3"]]


async def test_a_silent_feed_shows_in_the_answer() -> None:
    world = known()
    heard = Feed(instance="erp", last_heard_at=START, watermark=START - timedelta(seconds=5))
    silent = Feed(instance="tms", last_heard_at=START - timedelta(hours=1))
    removed = Feed(instance="old_erp", last_heard_at=START)
    world.searching.feeds.held = {feed.instance: feed for feed in (removed, heard, silent)}
    answer = await data(world, "{ orders { feeds { source watermark lastHeardAt silent } } }")
    assert answer["orders"]["feeds"] == [
        {
            "source": "erp",
            "watermark": "2026-03-02T07:59:55Z",
            "lastHeardAt": "2026-03-02T08:00:00Z",
            "silent": False,
        },
        {"source": "tms", "watermark": None, "lastHeardAt": "2026-03-02T07:00:00Z", "silent": True},
    ]


async def test_a_feed_that_was_never_heard_is_silent_and_a_system_without_one_has_none() -> None:
    answer = await data(known(), "{ orders { feeds { source watermark lastHeardAt silent } } }")
    never = {"watermark": None, "lastHeardAt": None, "silent": True}
    assert answer["orders"]["feeds"] == [{"source": "erp", **never}, {"source": "tms", **never}]


@pytest.mark.parametrize(
    "document",
    [
        "{ orders { ... { totalCount } } }",
        "{ orders { ...Page } } fragment Page on OrderConnection { totalCount }",
        "{ orders { edges { cursor } } orders { totalCount } }",
    ],
)
async def test_a_total_is_counted_wherever_it_is_selected(document: str) -> None:
    assert (await data(known(), document))["orders"]["totalCount"] == 2


async def test_an_e_mail_needs_the_scope_of_personal_data() -> None:
    world = known()
    document = '{ orders(filter: { email: "ann@example.com" }) { totalCount } }'
    result = await ask(world, document, may(Scope.ORDERS_READ))
    assert result.data == {"orders": None}
    assert result.errors is not None
    assert isinstance(result.errors[0].original_error, NotGranted)
    assert "orders:read:pii" in result.errors[0].message


async def test_a_store_that_is_away_is_told() -> None:
    world = known()
    world.searching.index.errors.append(StoreUnavailable("the store does not answer"))
    result = await ask(world, "{ orders { totalCount } }")
    assert result.data == {"orders": None}
    assert result.errors is not None
    assert isinstance(result.errors[0].original_error, StoreUnavailable)
