"""Plans are found out once for an operation and all who have the same rights, whatever their rows."""

import inspect

from graphql import ExecutionResult, OperationDefinitionNode, execute

from domain.partners import FieldRights, Grant, Principal, RowScope, Scope
from domain.shapes.words import AS_IT_IS, PersonalShape, Shapes, TimeShape
from gateway.execution.documents import Document, Documents
from gateway.execution.engine import graph_of
from gateway.execution.planned.executor import ShortExecutor
from gateway.execution.planned.foreseen import Refused, foreseen
from gateway.execution.planned.plans import Plan, Plans, Shelf
from resolvers.limiting.document_size import fragments_of
from resolvers.limiting.limits import Limits
from tests.doubles.small_rows import indexed
from tests.resolvers.asking import EVERYTHING, SCHEMA, context_of

GRAPH = graph_of(SCHEMA)
READ_ORDERS = FieldRights(frozenset({Scope.ORDERS_READ}), AS_IT_IS)
TEXT = '{ order(number: "SO-1") { number placedAt customer { name email } } }'


def read(text: str) -> tuple[Document, OperationDefinitionNode]:
    document = Documents(GRAPH, Limits()).read(text)
    assert isinstance(document, Document), document
    (operation,) = document.operations.values()
    return document, operation


def customer(number: int, shapes: Shapes = AS_IT_IS) -> Principal:
    rows = RowScope(customers=frozenset({f"C-{number}"}))
    return Principal(partner=f"c{number}", grant=Grant(scopes=EVERYTHING, rows=rows, shapes=shapes))


async def run(document: Document, plan: Plan, principal: Principal) -> ExecutionResult:
    pending = execute(
        GRAPH,
        document.ast,
        context_value=context_of(indexed(), principal),
        executor_class=ShortExecutor,
        plan=plan,
    )
    return await pending if inspect.isawaitable(pending) else pending


async def test_five_hundred_customers_with_equal_rights_share_one_plan() -> None:
    document, operation = read(TEXT)
    plans, names = set(), {}
    for number in range(500):
        principal = customer(number)
        plan = document.plans.of(operation, principal.grant.fields)
        plans.add(plan)
        if number in {1, 2, 3}:
            data = (await run(document, plan, principal)).data
            assert data is not None
            names[number] = data["order"] and data["order"]["customer"]["name"]
    assert len(plans) == 1
    assert names == {1: "Ann", 2: None, 3: None}, "rows are not in the plan"


async def test_askers_of_one_document_are_each_shown_their_own_shape() -> None:
    document, operation = read(TEXT)
    shapes = [
        AS_IT_IS,
        Shapes(personal=PersonalShape.MASKED),
        Shapes(time=TimeShape.DATE),
        Shapes(personal=PersonalShape.ABSENT),
    ]
    told = []
    for one in (*shapes, *shapes):
        principal = customer(1, one)
        result = await run(document, document.plans.of(operation, principal.grant.fields), principal)
        assert result.data is not None
        order = result.data["order"]
        told.append((order["placedAt"], order["customer"]["email"]))
    exact, day = "2026-02-27T08:00:00Z", "2026-02-27T00:00:00Z"
    expected = [(exact, "ann@example.net"), (exact, "a***@e***.net"), (day, "ann@example.net"), (exact, None)]
    assert told == [*expected, *expected]


def test_the_longest_unused_plans_are_given_up() -> None:
    _, operation = read("{ backends { instance } }")
    first, second = (Plans(Shelf(30), 10, fixed=True) for _ in range(2))
    every = [FieldRights(frozenset({scope}), AS_IT_IS) for scope in list(Scope)[:4]]
    kept = first.of(operation, every[0])
    for rights in every[1:3]:
        first.of(operation, rights)
    assert first.of(operation, every[0]) is kept
    assert second.of(operation, every[0]) is not kept
    first.of(operation, every[3])
    assert first.of(operation, every[0]) is kept, "it was used since"
    for rights in every[1:]:
        first.of(operation, rights)
    assert first.of(operation, every[0]) is not kept


def test_documents_share_the_room_for_plans() -> None:
    _, operation = read("{ backends { instance } }")
    shelf = Shelf(30)
    one, other = Plans(shelf, 20, fixed=True), Plans(shelf, 20, fixed=True)
    kept = one.of(operation, READ_ORDERS)
    assert one.of(operation, READ_ORDERS) is kept
    other.of(operation, READ_ORDERS)
    assert one.of(operation, READ_ORDERS) is not kept


def test_a_document_that_is_larger_than_the_room_has_its_plan() -> None:
    _, operation = read("{ backends { instance } }")
    plans = Plans(Shelf(5), 20, fixed=True)
    assert plans.of(operation, READ_ORDERS) is plans.of(operation, READ_ORDERS)


def test_what_a_variable_may_skip_is_planned_each_time() -> None:
    document, operation = read("query ($a: Boolean!) { backends @skip(if: $a) { instance } }")
    plans = document.plans
    assert plans.of(operation, READ_ORDERS) is not plans.of(operation, READ_ORDERS)


EVERY_WAY = """query ($r: [_Any!]!, $a: Boolean!) {
  mine: order(number: "SO-1") { ...Some unpriced: lines { unitPrice { amount } } }
  _entities(representations: $r) { __typename ... on Order { ...Some } ... on Location { name } }
  stockPositions(skus: ["AX-1"]) { onHand { amount } }
}
fragment Some on Order { shipTo { city } ... @include(if: $a) { customer { email } } }
"""


def seen(rights: FieldRights) -> tuple[list[Refused], frozenset[str]]:
    document, operation = read(EVERY_WAY)
    told = foreseen(GRAPH, operation, fragments_of(document.ast), rights)
    return list(told.refused), told.personal


def test_what_is_denied_is_known_without_running_anything() -> None:
    rights = FieldRights(frozenset({Scope.ORDERS_READ, Scope.STOCK_EXACT}), AS_IT_IS)
    refused, personal = seen(rights)
    assert refused == [
        Refused(("mine", "shipTo"), "Order.shipTo needs the scope orders:read:pii"),
        Refused(("mine", "customer"), "Order.customer needs the scope orders:read:pii"),
        Refused(("mine", "unpriced", "unitPrice"), "OrderLine.unitPrice needs the scope orders:read:pricing"),
        Refused(("_entities", "shipTo"), "Order.shipTo needs the scope orders:read:pii"),
        Refused(("_entities", "customer"), "Order.customer needs the scope orders:read:pii"),
        Refused(("_entities", "name"), "Location.name needs the scope catalog:read"),
    ]
    assert personal == frozenset()


def test_what_shows_of_a_person_is_known_too() -> None:
    for shape in (PersonalShape.FULL, PersonalShape.MASKED):
        refused, personal = seen(FieldRights(EVERYTHING, Shapes(personal=shape)))
        assert refused == []
        assert personal == {"Order.shipTo", "Address.city", "Customer.email"}
    assert seen(FieldRights(EVERYTHING, Shapes(personal=PersonalShape.ABSENT))) == ([], frozenset())


def test_a_plan_foresees_once() -> None:
    document, operation = read(TEXT)
    plan = document.plans.of(operation, READ_ORDERS)
    once = plan.foreseen(GRAPH, operation, {})
    assert [each.path for each in once.refused] == [("order", "customer")]
    assert plan.foreseen(GRAPH, operation, {}) is once


async def test_what_is_foreseen_is_what_happens() -> None:
    document, operation = read(TEXT)
    plan = document.plans.of(operation, READ_ORDERS)
    principal = Principal(partner="some", grant=Grant(scopes=READ_ORDERS.scopes))
    result = await run(document, plan, principal)
    told = {(tuple(error.path or ()), error.message) for error in result.errors or ()}
    assert told == set(plan.foreseen(GRAPH, operation, {}).refused)
