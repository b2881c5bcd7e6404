"""Whatever the policy and whatever the query: the answer is the twin's, less what is denied, in its shapes.

Of rows: a scope that has every record of the world changes nothing, one that has none shows nothing of them,
and of whatever scope between the two no question to a store is asked without it, no system is asked for what
is hidden, and nothing planted in a hidden record is told. What exactly is left of what two share, such as a
box, is judged by tests/resolvers/rows on worlds at random.
"""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.partners import FieldRights, Grant, Principal, RowScope, Scope
from gateway.execution.engine import graph_of
from tests.policy.asking import Asking
from tests.policy.judging import judged
from tests.policy.partners import EVERYTHING, HIDDEN, PARTNERS
from tests.policy.random_queries import RIGHTS, random_operations
from tests.policy.trees import Operation
from tests.resolvers.asking import SCHEMA

GRAPH = graph_of(SCHEMA)
OPERATIONS = random_operations(GRAPH)
EXAMPLES = int(os.environ.get("POLICY_EXAMPLES", "60"))
"""More of them where somebody asks for it."""
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
ROWS = st.sampled_from([RowScope(), *(PARTNERS[name].grant.rows for name in HIDDEN)])
OF_ROWS = ("order", "orders", "shipment", "return", "track", "purchaseOrder", "find", "exception")
WHOLE = RowScope(customers=frozenset({"C-1", "C-2", "C-9"}))
NONE = RowScope(customers=frozenset({"C-7"}))


def asker(rights: FieldRights, rows: RowScope) -> Principal:
    """Named as the partner who is held to the same rows, so that it is known what is hidden."""
    name = next((name for name, one in PARTNERS.items() if name in HIDDEN and one.grant.rows == rows), "any")
    grant = Grant(scopes=rights.scopes, shapes=rights.shapes, rows=rows)
    return Principal(partner=name, person="somebody", grant=grant)


@SETTINGS
@given(rights=RIGHTS, rows=ROWS, operation=OPERATIONS)
async def test_fields(rights: FieldRights, rows: RowScope, operation: Operation, asking: Asking) -> None:
    await judged(asking, without_own(operation, rights), asker(rights, rows))


def without_own(operation: Operation, rights: FieldRights) -> Operation:
    """Without what the asker sees its own of, where its twin sees that of everybody."""
    own = set() if Scope.PARTNERS_READ in rights.scopes else {"webhookEndpoint", "webhookEndpoints"}
    return operation.mapped(lambda node: [] if node.of == "Query" and node.name in own else [node])


@SETTINGS
@given(operation=OPERATIONS)
async def test_who_has_every_customer_sees_their_orders_as_everybody_does(
    operation: Operation, asking: Asking
) -> None:
    orders = operation.mapped(
        lambda node: [node] if node.of != "Query" or node.name in {"order", "orders"} else []
    )
    every = await asking.ask(orders.written(), Principal(partner="any", grant=Grant(scopes=EVERYTHING)))
    whole = await asking.ask(
        orders.written(), Principal(partner="any", grant=Grant(scopes=EVERYTHING, rows=WHOLE))
    )
    assert (whole.data, whole.places) == (every.data, every.places)


@SETTINGS
@given(operation=OPERATIONS)
async def test_who_has_no_row_sees_nothing_of_any(operation: Operation, asking: Asking) -> None:
    theirs = operation.mapped(lambda node: [node] if node.of != "Query" or node.name in OF_ROWS else [])
    principal = Principal(partner="any", grant=Grant(scopes=EVERYTHING, rows=NONE))
    heard = await asking.ask(theirs.written(), principal)
    assert not [text for text in asking.planted.where if text in heard.body]
    for port in ("orders", "returns", "shipments", "tracking", "purchase_orders", "fulfilments", "progress"):
        assert heard.recorded.keys(port) == set()
    for node in theirs.roots:
        told = heard.data[node.key]
        assert told in (None, []) or node.name == "orders", node
        if node.name not in {"orders", "find"}:
            assert ((node.key,), "NOT_FOUND", "There is nothing of that name") in heard.places
