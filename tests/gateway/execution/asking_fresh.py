"""Operations on the whole graph as a process runs them, over systems that are remembered."""

from datetime import timedelta
from typing import Any

from domain.errors import BackendUnavailable
from domain.partners import Principal
from domain.ports.demand import Demand
from gateway.execution.answers import Answer
from gateway.execution.engine import Engine
from gateway.execution.operations import Asker, GraphQLRequest, Operation
from resolvers.context import GraphContext
from resolvers.limiting.limits import Limits
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import DESK, SCHEMA, context_of

THREE_SECONDS = timedelta(seconds=3)


class Remembered:
    """The small world behind the shield, and an engine over it."""

    def __init__(self) -> None:
        self.world = SmallWorld(remembers=True)
        self.engine = Engine(
            SCHEMA,
            contexts=self._context,
            clock=self.world.clock,
            limits=Limits(),
            timeout=timedelta(seconds=5),
            lifetime=lambda _instance, port: timedelta(minutes=5 if port == "products" else 1),
        )

    async def ask(self, text: str, principal: Principal = DESK, **variables: object) -> Answer:
        """Run one operation."""
        return await self.engine.run(
            self.prepared(text, **variables), Asker(principal=principal, correlation_id="")
        )

    def prepared(self, text: str, **variables: object) -> Operation:
        """An operation that may run."""
        operation = self.engine.prepare(GraphQLRequest(document=text, variables=variables))
        assert isinstance(operation, Operation), operation
        return operation

    def kill(self, *instances: str) -> None:
        """From now on these do not answer."""
        for (instance, _), read in self.world.reads.items():
            if instance in instances:
                read.error = BackendUnavailable("does not answer", backend=instance)

    def calls(self, instance: str, port: str) -> int:
        """How often a system was asked so far."""
        return len(self.world.reads[instance, port].calls)

    def _context(self, principal: Principal, demand: Demand) -> GraphContext:
        return context_of(self.world, principal, demand)


def states(shown: Any) -> dict[str, str]:  # noqa: ANN401 - whatever stands at freshness
    """By system, how fresh its part is."""
    return {each["source"]: each["state"] for each in shown}


def told(answer: Answer) -> dict[str, dict[str, object]]:
    """The entries of `extensions.freshness` by system."""
    entries: Any = answer.extensions["freshness"]
    return {entry["source"]: entry for entry in entries}
