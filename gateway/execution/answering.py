"""What came of executions, as answers: told, noted for the audit, and counted."""

from collections.abc import Sequence

from graphql import ExecutionResult, GraphQLSchema

from gateway.execution import freshness
from gateway.execution.answers import Answer, Outcome
from gateway.execution.auditing import Audit, personal_read
from gateway.execution.operations import Operation
from gateway.execution.telling import tell
from gateway.watching.operations import OperationWatch
from resolvers.context import GraphContext


class Answering:
    """watch: is told what each operation cost and showed. audit: takes who was shown personal data."""

    def __init__(self, graph: GraphQLSchema, watch: OperationWatch | None, audit: Audit | None) -> None:
        self._graph = graph
        self._watch = watch
        self._audit = audit

    def answers(
        self, results: Sequence[ExecutionResult], context: GraphContext, operation: Operation
    ) -> list[Answer]:
        """Of executions that read together: how fresh what they show is, is told of all of them."""
        if self._audit is not None and (read := personal_read(operation, context, self._graph)) is not None:
            self._audit(read)
        shown, rights = tuple(context.shown()), context.principal.grant.fields
        if self._watch is not None:
            self._watch.showed(stamp for part in shown for stamp in part.stamps)
        extensions = freshness.told(shown, rights)
        told = shown if freshness.tells_age(rights) else ()
        return [
            Answer(
                outcome=_outcome(result),
                data=result.data,
                errors=tell(result.errors or (), context.demand.correlation_id),
                extensions=extensions,
                shown=told,
            )
            for result in results
        ]

    def ended(self, context: GraphContext) -> None:
        """Nothing more is executed in this context."""
        context.batches.close()
        if self._watch is not None:
            self._watch.ended(context.demand.scope.calls)


def untouched(result: ExecutionResult, correlation_id: str) -> Answer:
    """Of an execution that read nothing, so that there is nothing to note or to count."""
    return Answer(
        outcome=_outcome(result), data=result.data, errors=tell(result.errors or (), correlation_id)
    )


def _outcome(result: ExecutionResult) -> Outcome:
    # A request error (variables that do not fit) leaves no data and has no path.
    began = result.data is not None or any(error.path is not None for error in result.errors or ())
    return Outcome.EXECUTED if began else Outcome.INVALID
