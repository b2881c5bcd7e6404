"""Which media type a response gets, by the request's Accept header (RFC 9110, section 12.5.1)."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"

# Between types that the caller wants equally: one that it names comes before one that it merely
# takes, and `*/*` most often comes from a client that only knows JSON.
_IF_NAMED = (GRAPHQL, JSON, HTML)
_IF_TAKEN = (JSON, GRAPHQL, HTML)
_NOT_WANTED = 0.0


class _Range(NamedTuple):
    kind: str
    subtype: str
    weight: float


class _Wish(NamedTuple):
    """How much one type is wanted, greatest first when sorted."""

    weight: float
    named: bool
    order: int
    media_type: str


@lru_cache(maxsize=256)
def preferred(accept: str | None, offered: Sequence[str]) -> str | None:
    """The best of the offered types (a tuple), or None where none of them is taken.

    Without the header anything is taken. A range that can't be read counts for nothing.
    """
    ranges = _ranges("*/*" if accept is None or not accept.strip() else accept)
    wishes = [wish for media_type in offered if (wish := _wish(media_type, ranges)) is not None]
    return max(wishes).media_type if wishes else None


def ranges_of(accept: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Each media type that is taken, and the names of its parameters, in lower case and in their order."""
    for text in accept.split(","):
        if (found := _range(text)) is not None and found.weight > _NOT_WANTED:
            names = (parameter.partition("=")[0].strip().lower() for parameter in text.split(";")[1:])
            yield f"{found.kind}/{found.subtype}", frozenset(names)


def of_content(content_type: str) -> tuple[str, str]:
    """Type and charset of a Content-Type header, both in lower case; "" where there is none."""
    media_type, *parameters = content_type.split(";")
    charset = ""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return media_type.strip().lower(), charset


def _wish(media_type: str, ranges: Sequence[_Range]) -> _Wish | None:
    """What the most specific range that fits says of a type."""
    kind, _, subtype = media_type.partition("/")
    for wanted, named in (((kind, subtype), True), ((kind, "*"), False), (("*", "*"), False)):
        weights = [one.weight for one in ranges if (one.kind, one.subtype) == wanted]
        if weights:
            order = _IF_NAMED if named else _IF_TAKEN
            wish = _Wish(max(weights), named, -order.index(media_type), media_type)
            return wish if wish.weight > _NOT_WANTED else None
    return None


def _ranges(accept: str) -> list[_Range]:
    return [found for text in accept.split(",") if (found := _range(text)) is not None]


def _range(text: str) -> _Range | None:
    media_type, *parameters = text.split(";")
    kind, slash, subtype = media_type.strip().lower().partition("/")
    if not slash or not kind or not subtype:
        return None
    weight = _weight(parameters)
    return None if weight is None else _Range(kind, subtype, weight)


def _weight(parameters: Sequence[str]) -> float | None:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() != "q":
            continue
        try:
            weight = float(value)
        except ValueError:
            return None
        return weight if 0 <= weight <= 1 else None
    return 1.0
