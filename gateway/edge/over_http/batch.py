"""Operations that come as a list in one body: Apollo's convention, which GraphQL over HTTP leaves out.

Each is let in, priced and answered as if it came alone, side by side with the others; the answer is the list
of their answers in the same order. It is off unless `limits.batch` says how many one body may bring.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from graphql import OperationType
from starlette.responses import Response
from starlette.types import Scope

from domain.errors import BadInput, LimitExceeded, OrderGraphError
from gateway.edge.access import note_refused
from gateway.edge.admission import COST_HEADER, Admission, NotNow, Ticket
from gateway.edge.graphql_responses import encoded
from gateway.edge.over_http.parameters import from_parameters
from gateway.edge.streams.operations import refused
from gateway.execution.answers import Answer, Outcome
from gateway.execution.engine import Engine
from gateway.execution.operations import Asker
from gateway.execution.waiting import Gone

Body = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a list is answered with.

    gone: returns when nobody waits any more. with_cost: whether each answer tells what it cost.
    """

    engine: Engine
    admission: Admission
    asker: Asker
    scope: Scope
    gone: Gone
    with_cost: bool = False

    async def response(self, operations: Sequence[object], media_type: str) -> Response | None:
        """The answers in their order; None where nobody is there to read them."""
        leaving = asyncio.ensure_future(self.gone())
        try:
            async with asyncio.TaskGroup() as group:
                answering = [group.create_task(self._told(each, leaving)) for each in operations]
        finally:
            leaving.cancel()
        told = [task.result() for task in answering]
        if any(body is None for body, _ in told):
            return None
        return encoded([body for body, _ in told], 200, media_type, _headers([each for _, each in told]))

    async def _told(self, given: object, leaving: "asyncio.Future[None]") -> tuple[Body | None, Ticket]:
        ticket = self.admission.ticket(self.asker.principal)
        try:
            return await self._answered(given, ticket, leaving), ticket
        except (NotNow, OrderGraphError) as error:
            if isinstance(error, LimitExceeded):
                note_refused(self.scope, error.limit)
            return refused(error, self.asker.correlation_id), ticket

    async def _answered(self, given: object, ticket: Ticket, leaving: "asyncio.Future[None]") -> Body | None:
        if not isinstance(given, dict):
            raise BadInput("Each operation of a list should be a JSON object with the member 'query'")
        asked = from_parameters(given)
        async with ticket:
            operation = self.engine.prepare(asked, self.asker.principal.partner)
            if isinstance(operation, Answer):
                note_refused(self.scope, operation.limit)
                return operation.body()
            if operation.kind is OperationType.SUBSCRIPTION:
                raise BadInput("Subscriptions are not answered by a single response")

            async def gone() -> None:
                await asyncio.shield(leaving)

            price = operation.price(self.asker.principal.grant.fields)
            answer = await ticket.pay(price, partial(self.engine.run, operation, self.asker, gone))
            if answer.outcome is Outcome.ABANDONED:
                return None
            return (ticket.told(answer) if self.with_cost else answer).body()


def _headers(tickets: Sequence[Ticket]) -> dict[str, str]:
    """What is left of the quota when all are done, and what they cost together."""
    requested = sum(ticket.requested for ticket in tickets)
    actual = sum(ticket.actual for ticket in tickets)
    return {**tickets[-1].headers(), COST_HEADER: f"requested={requested}, actual={actual}"}
