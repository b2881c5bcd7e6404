"""Errors of the graph as callers see them: a public message and coded extensions, never a cause.

Extensions: `code` and `retryable` always; `backend`, `retryAfter` (seconds), `field` where they are known;
`reason` where a value is older than the caller strictly wants; `policy` of a quota that is spent;
`limit`, `allowed`, `measured` for a limit; `correlationId` for a fault of ours, to find it in the logs.
"""

import math
from typing import NamedTuple

from graphql import GraphQLError, GraphQLFormattedError

from domain.errors import (
    BackendError,
    BadInput,
    FreshnessNotMet,
    LimitExceeded,
    NotEnoughStock,
    OrderGraphError,
    QuotaSpent,
)
from resolvers.limiting.limits import Excess

PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"

_OURS = "Something went wrong here; the logs tell more under the correlation id"


class Told(NamedTuple):
    """An error in the shape of the response, and the one behind it: of ours, or what nobody expected."""

    formatted: GraphQLFormattedError
    expected: OrderGraphError | None = None
    unexpected: Exception | None = None


def told(error: GraphQLError, correlation_id: str) -> Told:
    """What a caller hears of an error that a field or the execution raised."""
    cause = _cause(error)
    if isinstance(cause, OrderGraphError):
        return Told(_placed(coded(cause), error), expected=cause)
    if isinstance(cause, GraphQLError) and cause.extensions and "code" in cause.extensions:
        return Told(error.formatted)
    if error.path is None or (isinstance(cause, GraphQLError) and cause.nodes):
        # Execution did not begin, or an argument has no fitting value: it is about the caller's own values.
        return Told(_placed(with_code(error.message, BadInput.code), error))
    return Told(_placed(internal(correlation_id), error), unexpected=cause)


def coded(error: OrderGraphError) -> GraphQLFormattedError:
    """An error of ours, without a place in the document."""
    extensions: dict[str, object] = {"code": error.code, "retryable": error.retryable}
    if isinstance(error, BackendError):
        extensions["backend"] = error.backend
    if error.retry_after is not None:
        extensions["retryAfter"] = math.ceil(error.retry_after.total_seconds())
    if isinstance(error, QuotaSpent):
        extensions["policy"] = error.policy
    if isinstance(error, FreshnessNotMet):
        extensions["reason"] = error.reason
    if isinstance(error, BadInput | NotEnoughStock) and error.field:
        extensions["field"] = error.field
    if isinstance(error, LimitExceeded):
        extensions |= {"limit": error.limit, "allowed": error.allowed, "measured": error.measured}
    return {"message": error.public, "extensions": extensions}


def exceeded(excess: Excess) -> GraphQLFormattedError:
    """A limit that the operation does not keep."""
    return coded(LimitExceeded(excess.message, **excess._asdict()))


def refused(error: GraphQLError, code: str) -> GraphQLFormattedError:
    """An error of parsing or validation: its message is about the caller's own document."""
    return _placed(with_code(error.message, code), error)


def internal(correlation_id: str) -> GraphQLFormattedError:
    """A fault of ours, told without its details."""
    fault = with_code(_OURS, OrderGraphError.code)
    fault["extensions"]["correlationId"] = correlation_id
    return fault


def with_code(message: str, code: str, *, retryable: bool = False) -> GraphQLFormattedError:
    """A message and its code."""
    return {"message": message, "extensions": {"code": code, "retryable": retryable}}


def _placed(formatted: GraphQLFormattedError, error: GraphQLError) -> GraphQLFormattedError:
    """The error with the places in the document and in the result that `error` names."""
    placed: GraphQLFormattedError = {"message": formatted["message"]}
    if error.locations:
        placed["locations"] = [location.formatted for location in error.locations]
    if error.path is not None:
        placed["path"] = error.path
    placed["extensions"] = formatted["extensions"]
    return placed


def _cause(error: GraphQLError) -> Exception:
    """What was raised at first, below the errors that only say where."""
    cause: Exception = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause
