"""Errors that are not GraphQL's own, as problem details (RFC 9457) with a code."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import LimitExceeded

MEDIA_TYPE = "application/problem+json"


class Measure(NamedTuple):
    """A limit of requests by its name in the instance file, what it allows, and what was met (or more)."""

    limit: str
    allowed: float
    measured: float


class BeyondLimit(HTTPException):
    """A request, before there is an operation, is larger or slower than a limit allows."""

    def __init__(self, status: int, detail: str, measure: Measure) -> None:
        super().__init__(status, detail)
        self.measure = measure


def problem(
    status: int,
    detail: str = "",
    headers: Mapping[str, str] | None = None,
    measure: Measure | None = None,
) -> Response:
    """A response that says what is wrong; `title` is the status's own phrase, `code` its name."""
    return Response(problem_body(status, detail, measure), status, headers, MEDIA_TYPE)


def problem_body(status: int, detail: str = "", measure: Measure | None = None) -> bytes:
    """The JSON of a problem alone, for who answers without ASGI."""
    known = HTTPStatus(status)
    code = known.name if measure is None else LimitExceeded.code
    members: dict[str, object] = {
        "type": "about:blank",
        "title": known.phrase,
        "status": status,
        "code": code,
    }
    if detail and detail != known.phrase:
        members["detail"] = detail
    if measure is not None:
        members |= measure._asdict()
    return orjson.dumps(members)


async def on_http_exception(_request: Request, error: Exception) -> Response:
    """Starlette's handler of HTTPException, which routing and the endpoints raise."""
    if not isinstance(error, HTTPException):
        raise error
    measure = error.measure if isinstance(error, BeyondLimit) else None
    return problem(error.status_code, error.detail, error.headers, measure)
