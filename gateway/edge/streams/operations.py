"""From what a client sends over an open connection to its answer, or to the stream that it begins."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import NamedTuple

import structlog
from graphql import OperationType

from domain.errors import BadInput, LimitExceeded, OrderGraphError
from domain.partners import Principal
from gateway.edge.admission import Admission, NotNow
from gateway.execution.answers import Answer, Outcome, fault, refusal
from gateway.execution.engine import Engine
from gateway.execution.operations import Asker, GraphQLRequest, Operation
from gateway.live.words import Live

_LOG = structlog.get_logger(__name__)

Open = Callable[[Operation, Asker], Awaitable[Live | Answer]]
"""Begins a subscription, or answers why it cannot be. It may raise any of our errors."""


class Opened(NamedTuple):
    """A subscription that may begin, and the operation to begin it anew with."""

    operation: Operation
    live: Live


class Operations:
    """Runs operations of every kind, each admitted as over HTTP."""

    def __init__(self, engine: Engine, admission: Admission, live: Open) -> None:
        self.patience = engine.patience
        self._engine = engine
        self._admission = admission
        self._live = live

    async def perform(self, asked: GraphQLRequest, principal: Principal, trace: str) -> Answer | Opened:
        """Run a query or mutation, or open a subscription. trace: 32 hex digits.

        Raises NotNow, and OrderGraphError of who may not, or cannot be answered.
        """
        asker = Asker(principal=principal, correlation_id=trace, wait=self.patience.begun())
        async with self._admission.ticket(principal) as ticket:
            operation = self._engine.prepare(asked, principal.partner)
            if isinstance(operation, Answer):
                return operation
            price = operation.price(principal.grant.fields)
            if operation.kind is not OperationType.SUBSCRIPTION:
                return await ticket.pay(price, partial(self._engine.run, operation, asker))
            await ticket.reserve(price)
            return await self._opened(operation, asker)

    async def again(self, operation: Operation, principal: Principal, trace: str) -> Live | Answer:
        """Open a subscription anew under other rights. Raises OrderGraphError."""
        return await self._live(operation, Asker(principal=principal, correlation_id=trace))

    async def _opened(self, operation: Operation, asker: Asker) -> Answer | Opened:
        live = await self._live(operation, asker)
        return live if isinstance(live, Answer) else Opened(operation, live)


def refused(error: Exception, trace: str) -> dict[str, object]:
    """The GraphQL response to an operation that ended so."""
    if isinstance(error, NotNow):
        return refusal(error.error)
    if not isinstance(error, OrderGraphError):
        _LOG.error("an operation met a fault of ours", exc_info=error)
        return fault(trace)
    if not isinstance(error, BadInput | LimitExceeded):
        _LOG.warning("operation_not_answered", code=error.code, message=error.public, cause=error.cause)
    return refusal(error)


def is_executed(answer: Answer) -> bool:
    """Whether it has data; else it is only errors."""
    return answer.outcome is Outcome.EXECUTED
