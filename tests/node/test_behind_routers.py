"""Behind the routers of others, beside a subgraph of others: docs/federation.md."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest
import pytest_asyncio

from tests.acceptance.asking import Caller, calling
from tests.acceptance.served import Served
from tests.acceptance.simulated import Simulated
from tests.node import scenarios
from tests.node.exchanges import Exchange, exchange, report
from tests.node.programs import APOLLO, HIVE
from tests.node.reports import kept, version
from tests.node.scenarios import ITEMS, ORDERS, UNKNOWN_ITEM, UNKNOWN_ORDER, Scenario

Told = dict[str, Exchange]
LEARNED_SECONDS = 30
VERSIONS = {
    "apollo-gateway": (APOLLO, ("@apollo/gateway", "@apollo/composition", "@apollo/subgraph")),
    "hive-gateway": (HIVE, ("@graphql-hive/gateway", "@theguild/federation-composition")),
}


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=[*VERSIONS])
async def name(request: pytest.FixtureRequest) -> str:
    """A router by name."""
    return str(request.param)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def partner(world: Simulated, gateway: Served) -> Scenario:
    """An order of the partner's own is there once our index has it, which is asked for it here."""
    told = await world.stories()
    own = str(told["customer_orders"][0])
    async with calling(gateway, world, "partner-acme") as caller, asyncio.timeout(LEARNED_SECONDS):
        while not (await caller.ask(scenarios.ONE_ORDER, number=own)).partial["order"]:
            continue
    return scenarios.of_a_partner(own, next(each for each in told["stories"]["return_full"] if each != own))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def told(
    name: str, routers: dict[str, str], world: Simulated, partner: Scenario
) -> AsyncIterator[Told]:
    """What one router answers to everything, each asked once."""
    every = (*scenarios.WHOLE, partner, scenarios.HANGING, scenarios.ANONYMOUS)
    yield {each.title: await exchange(routers[name], world, each) for each in every}


def codes_below(codes: Mapping[str, str], above: str) -> dict[str, str]:
    """Codes of errors by their places below one."""
    return {place.removeprefix(above): code for place, code in codes.items() if place.startswith(above)}


def data(told: Told, scenario: Scenario) -> Any:  # noqa: ANN401 - its shape is that of the operation
    return told[scenario.title].answer.data


async def direct_calls(world: Simulated, desk: Caller, kind: str, key: str, names: Sequence[str]) -> Any:  # noqa: ANN401 - as Simulated.calls
    """What the same entities cost where they are asked for at our gateway itself."""
    fields = {
        "Product": "name availability { available { amount } }",
        "Order": "channel status shipments { id }",
    }
    document = (
        f"query ($r: [_Any!]!) {{ _entities(representations: $r) {{ ... on {kind} {{ {fields[kind]} }} }} }}"
    )
    await world.forget_calls()
    await desk.ask(document, r=[{"__typename": kind, key: name} for name in names])
    return await world.calls()


def test_an_order_of_ours_is_joined_with_what_they_say(told: Told) -> None:
    order = data(told, scenarios.FROM_OURS)["order"]
    assert order["tickets"] == [
        {"id": f"T-{scenarios.ORDER}", "refund": {"amount": "5.00", "currency": "EUR"}}
    ]
    assert order["customer"]["name"]
    assert order["customer"]["tier"] in {"gold", "silver"}
    assert len(order["lines"]) > 1
    for line in order["lines"]:
        assert line["product"]["name"]
        assert line["product"]["reviews"] == [{"stars": 1 + int(line["sku"][-1]) % 5}]


async def test_hundreds_of_items_of_theirs_cost_one_read(told: Told, world: Simulated, desk: Caller) -> None:
    items = {item["sku"]: item for item in data(told, scenarios.TO_ITEMS)["featured"]}
    assert tuple(items) == ITEMS
    assert items.pop(UNKNOWN_ITEM) == {"sku": UNKNOWN_ITEM, "name": None, "availability": None}
    assert all(item["name"] for item in items.values())
    assert sum(item["availability"] is not None for item in items.values()) > len(items) / 2
    direct = await direct_calls(world, desk, "Product", "sku", ITEMS)
    assert told[scenarios.TO_ITEMS.title].calls == direct


async def test_hundreds_of_orders_of_theirs_cost_one_read(told: Told, world: Simulated, desk: Caller) -> None:
    orders = {
        ticket["order"]["number"]: ticket["order"] for ticket in data(told, scenarios.TO_ORDERS)["tickets"]
    }
    assert tuple(orders) == ORDERS
    nothing = {"number": UNKNOWN_ORDER, "channel": None, "status": None, "shipments": None}
    assert orders.pop(UNKNOWN_ORDER) == nothing
    assert all(order["status"] and order["channel"] for order in orders.values())
    direct = await direct_calls(world, desk, "Order", "number", ORDERS)
    assert told[scenarios.TO_ORDERS.title].calls == direct


def test_mixed_types_with_unknown_keys_come_in_their_places(told: Told) -> None:
    *known, item, place, order = data(told, scenarios.MIXED)["mentioned"]
    assert [one["__typename"] for one in known] == ["Product", "Location", "Order"]
    assert all(value for one in known for value in one.values())
    assert (item["name"], place["zone"], order["channel"]) == (None, None, None)
    calls = told[scenarios.MIXED.title].calls
    assert {count for operations in calls.values() for count in operations.values()} == {1}


def test_they_make_something_of_our_fields(told: Told) -> None:
    order = data(told, scenarios.REQUIRED)["order"]
    assert order["greeting"] == f"Hello {order['customer']['code']}, by {order['channel']}"
    for line in order["lines"]:
        product = line["product"]
        assert product["label"] == f"{product['name']}, by the {product['baseUnit']}"


def test_what_they_provide_needs_no_call_of_ours(told: Told, name: str) -> None:
    """Hive's gateway asks us all the same, and shows our name."""
    (review,) = data(told, scenarios.PROVIDED)["reviews"]
    provided = name == "apollo-gateway"
    assert (review["product"]["name"] == "Printed AX-1001") is provided
    assert (told[scenarios.PROVIDED.title].calls == {}) is provided


def test_a_partner_sees_its_own_rows_and_fields_alone(told: Told, partner: Scenario) -> None:
    answer = told[partner.title].answer
    own, foreign, unknown = (ticket["order"] for ticket in answer.partial["tickets"])
    assert own["channel"]
    assert own["customer"] is None
    for other in (foreign, unknown):
        assert other is None or (other["channel"], other["customer"]) == (None, None)
    by_ticket = [codes_below(answer.codes, f"tickets.{place}.") for place in range(3)]
    assert by_ticket[0] == {"order.customer": "FIELD_NOT_GRANTED"}
    assert by_ticket[1] == by_ticket[2]
    assert set(by_ticket[1].values()) == {"NOT_FOUND"}


def test_a_system_that_hangs_costs_its_own_fields(told: Told) -> None:
    answer = told[scenarios.HANGING.title].answer
    (ticket,) = answer.partial["tickets"]
    assert (ticket["order"]["status"], bool(ticket["order"]["channel"])) == (None, True)
    assert answer.codes == {"tickets.0.order.status": "BACKEND_TIMEOUT"}
    assert [error["extensions"]["backend"] for error in answer.errors] == ["tms"]


def test_without_a_token_they_answer_and_we_do_not(told: Told) -> None:
    answer = told[scenarios.ANONYMOUS.title].answer
    assert [(ticket["id"], ticket["order"]["channel"]) for ticket in answer.partial["tickets"]] == [
        (f"T-{scenarios.ORDER}", None)
    ]
    assert {error["extensions"]["code"] for error in answer.errors} == {"UNAUTHENTICATED"}


def test_a_routers_answer_does_not_tell_how_fresh_it_is(told: Told) -> None:
    """As docs/federation.md says: behind a router, `source` and `asOf` do."""
    assert [title for title, one in told.items() if "freshness" in one.body.get("extensions", {})] == []


async def test_one_trace_goes_through_the_router_to_our_log(
    name: str, routers: dict[str, str], world: Simulated, gateway: Served, desk: Caller
) -> None:
    trace = f"{0xABC0 + len(name):032x}"
    sent = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    await exchange(routers[name], world, scenarios.MIXED, sent)
    # The line is written when the answer has been sent, so it may be a moment later than the answer.
    async with asyncio.timeout(LEARNED_SECONDS):
        while not any(trace in line.values() for line in gateway.said()):
            await desk.client.get("/health")


async def test_what_is_not_for_a_supergraph_is_not_in_it(
    name: str, routers: dict[str, str], world: Simulated
) -> None:
    asked = Scenario(
        title="", document='{ __schema { queryType { fields { name } } } __type(name: "Backend") { name } }'
    )
    told = (await exchange(routers[name], world, asked)).answer.data
    fields = {field["name"] for field in told["__schema"]["queryType"]["fields"]}
    assert fields >= {"order", "exceptions", "featured"}
    assert not fields & {"backends", "_entities", "_service"}
    assert told["__type"] is None


def test_the_report_is_the_one_that_is_kept(told: Told, name: str) -> None:
    home, packages = VERSIONS[name]
    title = f"# Behind {', '.join(version(home, package) for package in packages)}"
    kept(f"{name}.txt", report(title, [*told.values()]))
