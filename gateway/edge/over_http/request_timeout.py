"""The header X-Request-Timeout: how long a client waits for its answer."""

import re
from datetime import timedelta

from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import Headers

from domain.errors import BadInput

HEADER = "X-Request-Timeout"
SHORTEST = timedelta(milliseconds=50)
"""Below it no system could answer, and every answer would be empty."""

_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)
_LONGEST_TEXT = 40
_DURATION = TypeAdapter(timedelta)
_FORM = "should be seconds as a decimal number, such as 2.5, or an ISO 8601 duration, such as PT2.5S"


def request_timeout(headers: Headers) -> timedelta | None:
    """The time that the client gives us; None where it does not say. Raises BadInput naming the header."""
    given = headers.getlist(HEADER)
    if not given:
        return None
    if len(given) > 1:
        raise BadInput("should stand once", field=HEADER)
    asked = _read(given[0].strip())
    if asked < SHORTEST:
        raise BadInput(f"should be {SHORTEST.total_seconds():g} seconds or more", field=HEADER)
    return asked


def _read(text: str) -> timedelta:
    if _SECONDS.fullmatch(text):
        return timedelta(seconds=float(text))
    if not text.startswith("P") or len(text) > _LONGEST_TEXT:
        raise BadInput(_FORM, field=HEADER)
    try:
        return _DURATION.validate_python(text)
    except ValidationError:
        raise BadInput(_FORM, field=HEADER) from None
