"""Executes the items of a subscription: those that come together read together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import cast

from graphql import ExecutionResult, Executor, GraphQLError, GraphQLSchema

from domain.log.records import Logged
from domain.ports.bounds import Bound
from domain.ports.state import Clock
from gateway.execution.answering import Answering, untouched
from gateway.execution.answers import Answer
from gateway.execution.operations import Asker, Operation
from gateway.execution.planned.bounded import executor_of
from gateway.execution.waiting import in_time
from gateway.store.in_time import asked_within
from resolvers.builds.updates import Update
from resolvers.context import GraphContext

Contexts = Callable[[Asker, Bound], GraphContext]
Settled = Callable[[Sequence[Logged]], Awaitable[None]]
"""Returns when what is read has in it what these events told."""


async def at_once(events: Sequence[Logged]) -> None:
    """Nothing takes events in beside."""
    del events


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """contexts: makes the context of one batch. margin: seconds after its reads until it is given up."""

    graph: GraphQLSchema
    contexts: Contexts
    answering: Answering
    clock: Clock
    margin: float
    hide: bool
    settled: Settled = at_once

    async def together(
        self,
        operation: Operation,
        asker: Asker,
        updates: Callable[[GraphContext], Awaitable[Sequence[Update]]],
    ) -> list[tuple[Update, Answer]] | Answer:
        """What `updates` finds, each executed; or that it took too long. Raises StoreUnavailable."""
        context = self.contexts(asker, operation.bounds.bound)
        seconds = max(context.demand.deadline - self.clock.monotonic(), 0.0)
        try:
            with asked_within(seconds):
                return await in_time(self._all(operation, context, updates), seconds + self.margin)
        finally:
            self.answering.ended(context)

    def at_once(self, operation: Operation, asker: Asker, update: Update) -> Answer:
        """One item for which nothing is read."""
        context = self.contexts(asker, operation.bounds.bound)
        executor = self._ready(operation, context).build_per_event_executor(update)
        return untouched(cast("ExecutionResult", executor.execute_operation()), asker.correlation_id)

    async def _all(
        self,
        operation: Operation,
        context: GraphContext,
        updates: Callable[[GraphContext], Awaitable[Sequence[Update]]],
    ) -> list[tuple[Update, Answer]]:
        found = await updates(context)
        if not found:
            return []
        executor = self._ready(operation, context)
        results = await asyncio.gather(*(_executed(executor, update) for update in found))
        answers = self.answering.answers(results, context, operation)
        return list(zip(found, answers, strict=True))

    def executor(self, operation: Operation, context: GraphContext) -> Executor[None] | list[GraphQLError]:
        """What executes the operation, or why its variables do not fit."""
        given = executor_of(operation.bounds)
        kind: type[Executor[None]] = given.pop("executor_class")
        return kind.build(
            self.graph,
            operation.document.ast,
            context_value=context,
            raw_variable_values=dict(operation.variables),
            operation_name=operation.node.name.value if operation.node.name else None,
            hide_suggestions=self.hide,
            plan=operation.document.plans.of(operation.node, context.principal.grant.fields),
            **given,
        )

    def _ready(self, operation: Operation, context: GraphContext) -> Executor[None]:
        """Variables that did fit when the stream was opened fit still."""
        built = self.executor(operation, context)
        if isinstance(built, list):
            raise built[0]
        return built


async def _executed(executor: Executor[None], update: Update) -> ExecutionResult:
    result = executor.build_per_event_executor(update).execute_operation()
    return cast("ExecutionResult", await result if executor.is_awaitable(result) else result)
