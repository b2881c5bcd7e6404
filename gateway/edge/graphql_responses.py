"""Answers as HTTP responses: one table for the status of each outcome.

As the audit of graphql-http checks it. The two media types differ in one row: a client that only knows
application/json takes anything but 200 for an answer that is not GraphQL's.
"""

from collections.abc import Mapping, Sequence

import orjson
from starlette.responses import Response

from gateway.edge.media_types import GRAPHQL
from gateway.execution.answers import Answer, Outcome

_STATUS: Mapping[Outcome, int] = {
    Outcome.EXECUTED: 200,
    Outcome.INVALID: 400,
    Outcome.OVERSIZED: 400,
    Outcome.REFUSED: 400,
    Outcome.TIMED_OUT: 504,
    Outcome.ABANDONED: 499,
}
_STATUS_IN_JSON: Mapping[Outcome, int] = {**_STATUS, Outcome.INVALID: 200}


def answered(answer: Answer, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """The response to an operation, with these headers."""
    statuses = _STATUS if media_type == GRAPHQL else _STATUS_IN_JSON
    return encoded(answer.body(), statuses[answer.outcome], media_type, headers)


def encoded(
    body: Mapping[str, object] | Sequence[object],
    status: int,
    media_type: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A GraphQL response of any status, or a list of such, in the type that the request takes."""
    return Response(
        orjson.dumps(body),
        status,
        {"content-type": f"{media_type}; charset=utf-8", "vary": "Accept", **(headers or {})},
    )
