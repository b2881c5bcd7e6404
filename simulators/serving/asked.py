"""Reads what a request asks for, and refuses in words what can't be read."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

import orjson
from starlette.requests import Request

from simulators.clock import parse_iso
from simulators.serving.counters import note_call
from simulators.serving.refusals import Refusal

_LARGEST_BODY = 1_000_000


class Asked:
    """The query or body of one request. `code` is the system's own word for a malformed one."""

    def __init__(self, request: Request, values: Mapping[str, object], code: str) -> None:
        self.values = values
        self._request = request
        self._code = code

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def within(self, values: Mapping[str, object]) -> "Asked":
        """Read an object inside the body."""
        return Asked(self._request, values, self._code)

    def refuse(self, text: str, code: str | None = None) -> Refusal:
        return Refusal(400, code or self._code, text)

    def note_keys(self, count: int, operation: str | None = None) -> None:
        """Let the counters know how many keys were asked for."""
        note_call(self._request.scope, count, operation)

    def texts(self, name: str, most: int, code: str | None = None) -> list[str]:
        """Give texts from a JSON list, or a comma list of a query. Refuses none, and more than `most`."""
        value = self.values.get(name)
        items = value.split(",") if isinstance(value, str) else value
        if not isinstance(items, list) or not items or not all(isinstance(each, str) for each in items):
            raise self.refuse(f"{name}: a list of texts is needed")
        if len(items) > most:
            raise self.refuse(f"{name}: {len(items)} are more than {most}", code)
        self.note_keys(len(items))
        return [str(each) for each in items]

    def text(self, name: str) -> str:
        """Give a text. Refuses anything else."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value:
            raise self.refuse(f"{name}: a text is needed")
        return value

    def instant(self, name: str) -> int:
        """Give an ISO instant as epoch seconds. Refuses a time without a zone."""
        try:
            return parse_iso(self.text(name))
        except ValueError as error:
            raise self.refuse(f"{name}: {error}") from error

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """Give an integer between two bounds, or the default where it is absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            number = int(str(value))
        except ValueError as error:
            raise self.refuse(f"{name}: {value!r} is not a whole number") from error
        if not low <= number <= high:
            raise self.refuse(f"{name}: {number} is not between {low} and {high}")
        return number

    def cursor(self, name: str, parts: int, code: str | None = None) -> list[int] | None:
        """Give the numbers that `as_cursor` wrote, None where there is no cursor."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        numbers = _read_cursor(str(value))
        if numbers is None or len(numbers) != parts:
            raise self.refuse(f"{name}: {value!r} is not one of ours", code)
        return numbers


def from_query(request: Request, code: str) -> Asked:
    """Read a request's query."""
    return Asked(request, dict(request.query_params), code)


async def from_json(request: Request, code: str) -> Asked:
    """Read a request's JSON body, an object. Refuses anything else."""
    body = await request.body()
    try:
        values = orjson.loads(body) if len(body) <= _LARGEST_BODY else None
    except orjson.JSONDecodeError as error:
        raise Refusal(400, code, f"the body is not JSON: {error}") from error
    if not isinstance(values, dict):
        raise Refusal(400, code, f"the body must be a JSON object of at most {_LARGEST_BODY} bytes")
    return Asked(request, values, code)


def as_cursor(*numbers: int) -> str:
    """Write an opaque cursor."""
    return "c_" + urlsafe_b64encode(orjson.dumps(numbers)).decode().rstrip("=")


def _read_cursor(text: str) -> list[int] | None:
    if not text.startswith("c_"):
        return None
    try:
        numbers = orjson.loads(urlsafe_b64decode(text[2:] + "=" * (-len(text[2:]) % 4)))
    except (binascii.Error, ValueError):
        return None
    if not isinstance(numbers, list) or not all(isinstance(each, int) for each in numbers):
        return None
    return numbers
