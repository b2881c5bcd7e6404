"""Errors of an execution: told to the caller without their causes, and to the log with them."""

from collections.abc import Iterable, Sequence

import structlog
from graphql import GraphQLError, GraphQLFormattedError

from domain.errors import BackendError, OrderGraphError
from resolvers.errors import told

_log = structlog.get_logger(__name__)


def tell(errors: Iterable[GraphQLError], correlation_id: str) -> Sequence[GraphQLFormattedError]:
    """What the caller hears. The log hears what nobody expected, and each other cause once.

    Why a system could not answer is in the log already, where it was called.
    """
    formatted = []
    causes: set[tuple[str, str]] = set()
    for error in errors:
        public, expected, unexpected = told(error, correlation_id)
        formatted.append(public)
        if unexpected is not None:
            _log.error("field_failed", path=error.path, correlation_id=correlation_id, exc_info=unexpected)
        elif expected is not None and _is_news(expected) and (expected.code, expected.cause) not in causes:
            causes.add((expected.code, expected.cause))
            _log.warning(
                "field_refused",
                path=error.path,
                code=expected.code,
                message=expected.public,
                cause=expected.cause,
                correlation_id=correlation_id,
            )
    return formatted


def _is_news(error: OrderGraphError) -> bool:
    return bool(error.cause) and not isinstance(error, BackendError)
