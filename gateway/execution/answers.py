"""What running an operation gives, ready to be encoded by any transport."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from graphql import GraphQLFormattedError

from domain.errors import BadInput, OrderGraphError
from resolvers.batches import Shown
from resolvers.errors import coded, exceeded, internal, with_code
from resolvers.limiting.limits import Excess

TIMED_OUT = "OPERATION_TIMEOUT"
ABANDONED = "CLIENT_CLOSED_REQUEST"


class Outcome(Enum):
    """How far an operation came. Transports have a status of their own for each."""

    EXECUTED = auto()
    """There is data, perhaps null, perhaps with errors beside it."""
    INVALID = auto()
    """Document, operation name or variables do not fit the schema."""
    OVERSIZED = auto()
    """The operation exceeds a limit."""
    REFUSED = auto()
    """The operation is not run for this caller, or here, however valid it may be."""
    TIMED_OUT = auto()
    """It was not done within its time, and was given up."""
    ABANDONED = auto()
    """Its caller went away, and it was given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A GraphQL response: `data` only counts where it was executed.

    shown: what it was made of, where an age may be told of it. limit: what refused it, where something did; a
    name of ours.
    """

    outcome: Outcome
    data: Mapping[str, object] | None = None
    errors: Sequence[GraphQLFormattedError] = ()
    extensions: Mapping[str, object] = field(default_factory=dict)
    shown: Sequence[Shown] = ()
    limit: str = ""

    def body(self) -> dict[str, object]:
        """The response as the GraphQL specification has it."""
        body: dict[str, object] = {}
        if self.outcome is Outcome.EXECUTED:
            body["data"] = self.data
        if self.errors:
            body["errors"] = self.errors
        if self.extensions:
            body["extensions"] = self.extensions
        return body


def refusal(error: OrderGraphError) -> dict[str, object]:
    """The response to a request that is refused before there is an operation."""
    return {"errors": [coded(error)]}


def fault(correlation_id: str) -> dict[str, object]:
    """The response to a request that met a fault of ours."""
    return {"errors": [internal(correlation_id)]}


def oversized(excess: Excess) -> Answer:
    """The operation is larger than a limit."""
    return Answer(outcome=Outcome.OVERSIZED, errors=[exceeded(excess)], limit=excess.limit)


def wrong_operation(message: str) -> Answer:
    """The document is valid, but names no operation that can be run."""
    return Answer(outcome=Outcome.INVALID, errors=[with_code(message, BadInput.code)])


def timed_out(seconds: float) -> Answer:
    """The operation did not end in time. Nothing of it is known, so nothing of it is told."""
    message = f"The operation took longer than {seconds:g} seconds and was given up"
    return Answer(outcome=Outcome.TIMED_OUT, errors=[with_code(message, TIMED_OUT, retryable=True)])


def abandoned() -> Answer:
    """For the record only: nobody is there to read it."""
    message = "The caller closed the connection before the operation was done"
    return Answer(outcome=Outcome.ABANDONED, errors=[with_code(message, ABANDONED)])
