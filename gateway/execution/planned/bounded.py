"""Execution of operations whose fields have freshness bounds of their own."""

from typing import Any

from graphql import GraphQLObjectType
from graphql.pyutils import Path

from domain.ports.bounds import Bound
from gateway.execution.bounds import Place
from gateway.execution.planned.executor import ShortExecutor
from gateway.execution.planned.steps import Step
from resolvers.context import GraphContext


class BoundedExecutor(ShortExecutor):
    """Gives each field the context of its bound. An operation without such fields does without it."""

    def __init__(self, *args: Any, bounds: Place, **kwargs: Any) -> None:  # noqa: ANN401 - as graphql-core builds it
        super().__init__(*args, **kwargs)
        self._bounds = bounds
        self.context_value.bounds = bounds.at
        self._contexts: dict[Bound, GraphContext] = {bounds.bound: self.context_value}

    def _field(self, step: Step, kind: GraphQLObjectType, parent: object, path: Path | None) -> object:
        outer = self.context_value
        self.context_value = self._context(self._bounds.at(_names(path, step.name)))
        try:
            return super()._field(step, kind, parent, path)
        finally:
            self.context_value = outer

    def _context(self, bound: Bound) -> GraphContext:
        known = self._contexts.get(bound)
        if known is None:
            known = self._contexts[bound] = self._contexts[self._bounds.bound].under(bound)
        return known


def executor_of(bounds: Place) -> dict[str, Any]:
    """What executes an operation with these bounds, as graphql-core's arguments."""
    if bounds.below:
        return {"executor_class": BoundedExecutor, "bounds": bounds}
    return {"executor_class": ShortExecutor}


def _names(path: Path | None, name: str) -> list[str]:
    """The response names that lead to a field, without places in lists."""
    above = path.as_list() if path else []
    return [*(key for key in above if isinstance(key, str)), name]
