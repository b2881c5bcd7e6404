"""Running operations on the graph over the small world, as one of its principals."""

import inspect
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from graphql import ExecutionResult, execute

from domain.folds.overdue import DueRule, DueSubject
from domain.freshness import FreshState
from domain.instances import BackendState
from domain.milestones import MilestoneCode
from domain.partners import Grant, Principal, RowScope, Scope
from domain.ports.demand import Demand
from gateway.execution.documents import Document, Documents
from gateway.execution.engine import graph_of
from gateway.execution.planned.executor import ShortExecutor
from resolvers.context import GraphContext
from resolvers.limiting.limits import Limits
from resolvers.schema import build_schema
from tests.doubles.small_world import SmallWorld

SCHEMA = build_schema()
_GRAPH = graph_of(SCHEMA)
_DOCUMENTS = Documents(_GRAPH, Limits())
EVERYTHING = frozenset(Scope)
DESK = Principal(partner="desk", grant=Grant(scopes=EVERYTHING))
ANN = Principal(partner="ann", grant=Grant(scopes=EVERYTHING, rows=RowScope(customers=frozenset({"C-1"}))))


DUE = (
    DueRule(
        subject=DueSubject.ORDER,
        milestone=MilestoneCode.SHIPPED,
        within=timedelta(days=1),
        after=MilestoneCode.RELEASED,
        locations=frozenset({"WEST"}),
        owed_by="wms_west",
    ),
    DueRule(
        subject=DueSubject.SHIPMENT,
        milestone=MilestoneCode.DELIVERED,
        within=timedelta(days=1),
        after=MilestoneCode.PICKED_UP,
        owed_by="carrier",
    ),
)


class Idle:
    """Implements the port BackendStates: three instances that were never asked; two can be polled."""

    def states(self) -> Sequence[BackendState]:
        return [
            BackendState(instance="erp", adapter="erp_sim", kind="erp", capabilities=("changes", "orders")),
            BackendState(
                instance="tms", adapter="tms_sim", kind="tms", capabilities=("changes", "shipments")
            ),
            BackendState(
                instance="carrier", adapter="carrier_sim", kind="carrier", capabilities=("tracking",)
            ),
        ]

    def in_full(self) -> Sequence[BackendState]:
        return self.states()


def may(*scopes: Scope) -> Principal:
    """A principal with these scopes alone."""
    return Principal(partner="some", grant=Grant(scopes=frozenset(scopes)))


async def ask(
    world: SmallWorld,
    document: str,
    principal: Principal = DESK,
    variables: Mapping[str, object] | None = None,
) -> ExecutionResult:
    """Run one operation and give what came of it."""
    return await run_in(context_of(world, principal), document, variables)


async def data(
    world: SmallWorld,
    document: str,
    principal: Principal = DESK,
    variables: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """The data of an operation that must not have an error."""
    result = await ask(world, document, principal, variables)
    assert result.errors is None or result.errors == [], result.errors
    assert result.data is not None
    return result.data


async def sources(
    world: SmallWorld,
    document: str,
    principal: Principal = DESK,
    variables: Mapping[str, object] | None = None,
) -> dict[str, FreshState]:
    """The sources that an operation's answer names, each with its state."""
    context = context_of(world, principal)
    await run_in(context, document, variables)
    return {stamp.source: stamp.state for stamp in context.freshness()}


def context_of(world: SmallWorld, principal: Principal, demand: Demand | None = None) -> GraphContext:
    """The context of one operation."""
    return GraphContext(
        principal=principal,
        demand=demand or world.clock.within(),
        readers=world.readers,
        backends=Idle(),
        clock=world.clock,
        search=world.searching.parts(),
        cases=world.cases,
        due=DUE,
        places=("EAST", "WEST"),
    )


async def run_in(
    context: GraphContext, document: str, variables: Mapping[str, object] | None = None
) -> ExecutionResult:
    """As the engine does it: by the executor of the gateway, in a plan of the document."""
    read = _DOCUMENTS.read(document)
    assert isinstance(read, Document), read
    (operation,) = read.operations.values()
    pending = execute(
        _GRAPH,
        read.ast,
        context_value=context,
        variable_values=dict(variables or {}),
        executor_class=ShortExecutor,
        plan=read.plans.of(operation, context.principal.grant.fields),
    )
    result = await pending if inspect.isawaitable(pending) else pending
    context.batches.close()
    return result
