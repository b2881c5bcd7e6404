"""Errors that are not GraphQL's own, as problem details (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


def problem(status: int, detail: str = "", headers: Mapping[str, str] | None = None) -> Response:
    """A response that says what is wrong; `title` is the status's own phrase."""
    phrase = HTTPStatus(status).phrase
    members: dict[str, object] = {"type": "about:blank", "title": phrase, "status": status}
    if detail and detail != phrase:
        members["detail"] = detail
    return Response(orjson.dumps(members), status, headers, MEDIA_TYPE)


async def on_http_exception(_request: Request, error: Exception) -> Response:
    """Starlette's handler of HTTPException, which routing and the endpoints raise."""
    if not isinstance(error, HTTPException):
        raise error
    return problem(error.status_code, error.detail, error.headers)
