"""The short executor answers as graphql-core's own does, for everybody, and waits for nothing in vain."""

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import strawberry
from graphql import ExecutionResult, GraphQLSchema, execute, parse
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from domain.errors import BackendUnavailable
from domain.partners import Principal, Scope
from domain.ports import backends as ports
from domain.ports.demand import Demand
from domain.ports.graph import AVAILABILITY, POSITIONS, PROGRESS
from domain.ports.reading import Outcomes, Port, Reader, Readers
from gateway.execution.conditions import conditional
from gateway.execution.documents import Document, Documents
from gateway.execution.engine import graph_of
from gateway.execution.planned.executor import ShortExecutor
from gateway.execution.planned.plans import Plan
from resolvers.context import GraphContext
from resolvers.limiting.limits import Limits
from tests.doubles.small_world import SmallWorld
from tests.gateway.tiny_graph import TINY
from tests.resolvers.asking import ANN, DESK, SCHEMA, context_of, data, may

GRAPH = graph_of(SCHEMA)
EVERYTHING = """
query ($skus: [String!]!, $entities: [_Any!]!, $brief: Boolean = false) {
  a: order(number: "SO-1") { ...All }
  b: order(number: "SO-2") { ...All again: status }
  none: order(number: "SO-9") { ...All }
  orders(first: 3) { edges { cursor node { __typename number status } } pageInfo { hasNextPage } }
  find(text: "SO-1") { kind value order { number } }
  availability(skus: $skus) { sku available { amount unit } locations { location available { amount } } }
  stockPositions(skus: $skus) { sku onHand { amount } figures { state quantity { amount } } }
  products(skus: $skus) { sku name availability { available { amount } } }
  shipment(id: "SHE-1") { id orders { number } contents { order } }
  backends { instance capabilities }
  _entities(representations: $entities) {
    __typename ... on Order { number status } ... on Location { code name } ... on Shipment { id status }
  }
}
fragment All on Order {
  __typename number status billingStatus returnStatus channel placedAt asOf
  customer { name } shipTo { city }
  ... @skip(if: $brief) { milestones { code classifier occurredAt fault quantity { amount unit } } }
  returns { number state }
  overdue { milestone dueAt }
  lines { id sku unitPrice { amount } product { name } location { name } quantities { shipped { amount } } }
  shipments @skip(if: $brief) {
    id status reason fault delay { seconds } eta { at } estimates { at } milestones { code }
    trackingNumbers origin { name } contents { sku quantity { amount } } legs { carrier departure } asOf
  }
}
"""
VARIABLES: Mapping[str, object] = {
    "skus": ["AX-1", "AX-2", "nothing"],
    "entities": [
        {"__typename": "Order", "number": "SO-1"},
        {"__typename": "Location", "code": "EAST"},
        {"__typename": "Shipment", "id": "unknown"},
        {"__typename": "Nothing"},
    ],
}


async def run(
    graph: GraphQLSchema,
    document: str,
    context: GraphContext,
    variables: Mapping[str, object] | None = None,
    **executor: Any,  # noqa: ANN401 - class and plan, as execute takes them
) -> ExecutionResult:
    pending = execute(
        graph, parse(document), context_value=context, variable_values=dict(variables or {}), **executor
    )
    result = await pending if inspect.isawaitable(pending) else pending
    context.batches.close()
    return result


async def both(
    world: SmallWorld, principal: Principal, variables: Mapping[str, object]
) -> tuple[ExecutionResult, ExecutionResult]:
    own = await run(
        GRAPH,
        EVERYTHING,
        context_of(world, principal),
        variables,
        executor_class=StrawberryGraphQLCoreExecutionContext,
    )
    short = await run(
        GRAPH,
        EVERYTHING,
        context_of(world, principal),
        variables,
        executor_class=ShortExecutor,
        plan=Plan(principal.grant.fields),
    )
    return own, short


def errors(result: ExecutionResult) -> list[str]:
    return sorted(str(error.formatted) for error in result.errors or ())


@pytest.mark.parametrize(
    "principal",
    [DESK, ANN, may(), may(Scope.ORDERS_READ), may(*(set(Scope) - {Scope.ORDERS_READ}))],
    ids=["everything", "some rows", "nothing", "orders alone", "all but orders"],
)
@pytest.mark.parametrize("brief", [False, True])
@pytest.mark.parametrize("away", [(), ("wms_east",), ("erp", "carrier")], ids=["all", "no east", "no erp"])
async def test_answers_and_errors_are_those_of_graphql_core(
    principal: Principal, *, brief: bool, away: tuple[str, ...]
) -> None:
    world = SmallWorld()
    for instance in away:
        for (name, _), read in world.reads.items():
            if name == instance:
                read.error = BackendUnavailable("cannot be reached", backend=name)
    own, short = await both(world, principal, {**VARIABLES, "brief": brief})
    assert own.data is not None
    assert short.data == own.data
    assert errors(short) == errors(own)


@pytest.mark.parametrize(
    "document",
    [
        "{ hello strict }",
        "{ hello broken huge told dead }",
        '{ items(skus: ["A", "B"]) { __typename sku name } }',
        '{ item(sku: "AX-1") { name } other: item(sku: "none") { name } strict }',
        "mutation { one: bump(by: 1) two: bump(by: 2) }",
        "{ __schema { queryType { name } } __typename }",
    ],
)
async def test_nulls_and_faults_go_where_graphql_core_puts_them(document: str) -> None:
    graph = graph_of(TINY)
    own = await run(
        graph,
        document,
        context_of(SmallWorld(), DESK),
        executor_class=StrawberryGraphQLCoreExecutionContext,
    )
    short = await run(
        graph,
        document,
        context_of(SmallWorld(), DESK),
        executor_class=ShortExecutor,
        plan=Plan(DESK.grant.fields),
    )
    assert short.data == own.data
    assert errors(short) == errors(own)


async def test_a_plan_of_one_asker_grants_nothing_to_the_next() -> None:
    document = Documents(GRAPH, Limits()).read(
        '{ order(number: "SO-1") { number channel customer { name } } }'
    )
    assert isinstance(document, Document)
    (operation,) = document.operations.values()
    told = []
    for principal in (DESK, may(Scope.ORDERS_READ), DESK):
        plan = document.plans.of(operation, principal.grant.fields)
        context = context_of(SmallWorld(), principal)
        pending = execute(GRAPH, document.ast, context_value=context, executor_class=ShortExecutor, plan=plan)
        result = await pending if inspect.isawaitable(pending) else pending
        assert result.data is not None
        told.append(result.data["order"]["customer"])
    assert told == [{"name": "Ann"}, None, {"name": "Ann"}]


class Remembering:
    """A reader that asks once, and answers from memory ever after."""

    def __init__(self, asked: Reader[Any, Any]) -> None:
        self._asked = asked
        self._known: dict[Any, Any] = {}

    async def read(self, keys: Sequence[Any], demand: Demand) -> Outcomes[Any, Any]:
        self._known.update(await self._asked.read(keys, demand))
        return {key: self._known[key] for key in keys}

    def peek(self, keys: Sequence[Any], _demand: Demand) -> Outcomes[Any, Any] | None:
        return {key: self._known[key] for key in keys} if self._known.keys() >= set(keys) else None


async def test_what_memory_answers_whole_is_answered_without_any_wait() -> None:
    world = SmallWorld()
    every: tuple[Port[Any, Any], ...] = (
        ports.ORDERS,
        ports.FULFILMENTS,
        ports.SHIPMENTS,
        ports.TRACKING,
        ports.RETURNS,
        ports.PRODUCTS,
        ports.LOCATIONS,
        ports.CUSTOMERS,
        POSITIONS,
        PROGRESS,
        AVAILABILITY,
    )
    world.readers = Readers(port.bound(Remembering(world.readers.of(port))) for port in every)
    text = "".join(line for line in EVERYTHING.splitlines(keepends=True) if " orders(first" not in line)
    text = text.replace('find(text: "SO-1") { kind value order { number } }', "")
    variables = {**VARIABLES, "entities": VARIABLES["entities"][:2]}  # type: ignore[index] # a list
    first = await run(
        GRAPH,
        text,
        context_of(world, DESK),
        variables,
        executor_class=ShortExecutor,
        plan=Plan(DESK.grant.fields),
    )
    assert first.errors is None
    again = execute(
        GRAPH,
        parse(text),
        context_value=context_of(world, DESK),
        variable_values=variables,
        executor_class=ShortExecutor,
        plan=Plan(DESK.grant.fields),
    )
    assert isinstance(again, ExecutionResult), "nothing is left to await"
    assert again.data == first.data


async def test_a_null_where_none_may_be_takes_its_parent_away() -> None:
    @strawberry.type
    class Hollow:
        name: str

    @strawberry.type
    class Root:
        @strawberry.field
        def hollows(self) -> list[Hollow | None]:
            return [Hollow(name=None), Hollow(name="full")]  # type: ignore[arg-type] # that is the fault

    graph = graph_of(strawberry.Schema(query=Root))
    context = context_of(SmallWorld(), DESK)
    result = await run(
        graph, "{ hollows { name } }", context, executor_class=ShortExecutor, plan=Plan(DESK.grant.fields)
    )
    assert result.data == {"hollows": [None, {"name": "full"}]}
    assert result.errors is not None
    assert [error.path for error in result.errors] == [["hollows", 0, "name"]]


async def test_an_operation_is_planned_once() -> None:
    plan, sizes = Plan(DESK.grant.fields), []
    document = parse('{ order(number: "SO-1") { number lines { sku ordered { amount } } } }')
    for _ in range(3):
        context = context_of(SmallWorld(), DESK)
        pending = execute(GRAPH, document, context_value=context, executor_class=ShortExecutor, plan=plan)
        assert (await pending if inspect.isawaitable(pending) else pending).errors is None
        sizes.append(len(plan._below))
    assert sizes == [4, 4, 4]


async def test_what_one_request_skips_the_next_one_gets() -> None:
    text = 'query ($a: Boolean!) { order(number: "SO-1") { number channel @skip(if: $a) } }'
    told = [await data(SmallWorld(), text, variables={"a": skipped}) for skipped in (True, False, True)]
    assert [set(answer["order"]) for answer in told] == [{"number"}, {"number", "channel"}, {"number"}]


def test_what_a_variable_may_skip_is_known_beforehand() -> None:
    assert conditional(parse("query ($a: Boolean!) { x { y @ skip(if: $a) } }"))
    assert conditional(parse("{ ...F } fragment F on Query { ... @include(if: true) { x } }"))
    assert not conditional(parse('{ x(text: "@skip") }'))
