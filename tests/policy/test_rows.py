"""Partner x field x route for records of others: the same as what is not there, by whatever way."""

from dataclasses import replace

import pytest

from gateway.execution.engine import graph_of
from tests.policy.asking import Asking
from tests.policy.cells import Cells
from tests.policy.judging import within_rows
from tests.policy.partners import HIDDEN, NAMES, PARTNERS
from tests.policy.routes import KEYS, Route, Routes
from tests.policy.trees import Operation
from tests.resolvers.asking import SCHEMA

ROUTES = Routes(graph_of(SCHEMA))
OTHERS = {
    "order": ('number: "{}"', "SO-4"),
    "shipment": ('id: "{}"', "SHW-4"),
    "track": ('trackingNumber: "{}"', "1Z-SHW-4"),
    "return": ('number: "{}"', "RMA-4"),
    "purchaseOrder": ('number: "{}"', "PU-2"),
    "exception": ('id: "{}"', "case-4"),
    "assignException": ('id: "{}", owner: "somebody"', "case-4"),
    "resolveException": ('id: "{}", note: "done"', "case-4"),
    "find": ('text: "{}"', "SO-4"),
    "orders": ('filter: {{ number: "{}" }}', "SO-4"),
}
"""By field of a root: how one thing is asked for, and one that none of those sees who are held to rows."""
UNKNOWN = "SO-77"
ENTITIES = {
    "Order": "SO-4",
    "Shipment": "SHW-4",
    "Return": "RMA-4",
    "PurchaseOrder": "PU-2",
    "Location": "WEST",
}


def asking_for(operation: Operation, name: str) -> Operation:
    """The same of another thing."""
    (root,) = operation.roots
    given = OTHERS[root.name][0].format(name)
    return replace(operation, roots=(replace(root, arguments=f"({given})"),))


def of_entity(route: Route, name: str) -> Operation:
    """The same of one entity alone."""
    kind = route.steps[1].of if len(route.steps) > 1 else route.target
    representation = {"__typename": kind, KEYS[kind][0]: name}
    return replace(ROUTES.operation(route), variables={"r": [representation]})


async def same_as_unknown(
    asking: Asking, partner: str, hidden: Operation, unknown: Operation, name: str
) -> None:
    principal = PARTNERS[partner]
    theirs = await asking.ask(hidden.written(), principal, hidden.variables)
    nobodys = await asking.ask(unknown.written(), principal, unknown.variables)
    assert theirs.body.replace(name, "name") == nobodys.body.replace(UNKNOWN, "name")
    assert _plain(theirs.asked, name) == _plain(nobodys.asked, UNKNOWN)
    assert not theirs.changed
    within_rows(theirs, principal)
    found = {text for text in asking.planted.where if text in theirs.body}
    assert {text for text in found if asking.planted.where[text][0] in HIDDEN[partner]} == set()


def _plain(asked: set[str], name: str) -> set[str]:
    return {one.replace(name, "name").replace(name.casefold(), "name") for one in asked}


@pytest.mark.parametrize("partner", list(HIDDEN))
async def test_what_is_hidden_is_as_what_is_not_there(partner: str, asking: Asking, cells: Cells) -> None:
    for route in ROUTES.every(2):
        root = route.steps[0].name
        if root not in OTHERS:
            continue
        operation, name = ROUTES.operation(route), OTHERS[root][1]
        hidden, unknown = asking_for(operation, name), asking_for(operation, UNKNOWN)
        await same_as_unknown(asking, partner, hidden, unknown, name)
        cells.add(partner, operation.fields, route.name, "rows of others")


@pytest.mark.parametrize("partner", list(HIDDEN))
async def test_so_is_a_hidden_entity(partner: str, asking: Asking, cells: Cells) -> None:
    rows = PARTNERS[partner].grant.rows
    for route in ROUTES.every(1):
        if route.steps[0].name != "_entities":
            continue
        kind = route.steps[1].of if len(route.steps) > 1 else route.target
        if kind not in ENTITIES or (kind == "Location" and rows.locations is None):
            continue  # items are everybody's, and so are places to who is not held to some
        name = ENTITIES[kind]
        await same_as_unknown(asking, partner, of_entity(route, name), of_entity(route, UNKNOWN), name)
        cells.add(partner, ROUTES.operation(route).fields, route.name, "entities of others")


async def test_the_names_are_those_of_things_that_are_there(asking: Asking) -> None:
    every = {name for names in NAMES.values() for name in names}
    assert {name for _, name in OTHERS.values()} - every == {"case-4"}
    told = await asking.ask('{ exception(id: "case-4") { id } }', PARTNERS["operations"])
    assert told.data == {"exception": {"id": "case-4"}}
