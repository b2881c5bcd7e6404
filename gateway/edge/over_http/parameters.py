"""The parameters of a GraphQL-over-HTTP request, out of a URL or a JSON body.

All errors but that of a batch are BadInput and name the parameter. Parameters that we don't know are
ignored, as the specification asks. Of `extensions` only `persistedQuery` is read.
"""

import re
from collections.abc import Mapping, Sequence

import orjson
from starlette.datastructures import QueryParams

from domain.errors import BadInput, LimitExceeded
from gateway.execution.operations import GraphQLRequest

_NAMES = ("query", "documentId", "operationName", "variables", "extensions")
_PERSISTED = "extensions.persistedQuery"
_SHA256 = re.compile(r"[0-9a-f]{64}", re.IGNORECASE | re.ASCII)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def from_body(body: bytes, *, batch: int = 0) -> GraphQLRequest | Sequence[object]:
    """Read a JSON body in UTF-8; a byte order mark is forgiven. A list of up to `batch` is left unread."""
    parameters = _json(body.removeprefix(_BYTE_ORDER_MARK), "The body")
    if isinstance(parameters, list):
        return _list(parameters, batch)
    if not isinstance(parameters, dict):
        raise BadInput("The body should be a JSON object with the member 'query'")
    return from_parameters(parameters)


def from_url(parameters: QueryParams) -> GraphQLRequest:
    """Read the query of a URL, where the empty string means that a parameter is not given."""
    given: dict[str, object] = {}
    for name in _NAMES:
        values = parameters.getlist(name)
        if len(values) > 1:
            raise BadInput("is given more than once", field=name)
        if any(values):
            given[name] = values[0]
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = _json(str(given[name]).encode(), name)
    return from_parameters(given)


def from_parameters(parameters: Mapping[str, object]) -> GraphQLRequest:
    """Read what stands in an object, wherever that came from."""
    document, document_id = _text(parameters, "query"), _text(parameters, "documentId")
    sha256 = _hash(_map(parameters, "extensions") or {})
    if document is not None and document_id:
        raise BadInput("stands beside a query: send one of the two", field="documentId")
    if document is None and not document_id and not sha256:
        raise BadInput("is missing: it holds the GraphQL document", field="query")
    return GraphQLRequest(
        document=document,
        document_id=document_id or "",
        sha256=sha256,
        # An empty name means none in a URL; in JSON that is null, but clients send "" as well.
        operation_name=_text(parameters, "operationName") or None,
        variables=_map(parameters, "variables"),
    )


def _list(operations: Sequence[object], most: int) -> Sequence[object]:
    if not operations and most:
        raise BadInput("The body is a list without an operation")
    if not most:
        why = "operations are not taken in batches, send each by itself"
    elif len(operations) > most:
        why = f"{len(operations)} operations at once are more than the {most} that are taken"
    else:
        return operations
    raise LimitExceeded(f"The body is a list: {why}", limit="batch", allowed=most, measured=len(operations))


def _hash(extensions: Mapping[str, object]) -> str:
    """The hash of an automatic persisted query, in lower case; empty where there is none."""
    given = extensions.get("persistedQuery")
    if given is None:
        return ""
    if not isinstance(given, dict):
        raise BadInput(f"should be an object, not {_named(given)}", field=_PERSISTED)
    if given.get("version") != 1:
        raise BadInput("should be 1, the one version that is known", field=f"{_PERSISTED}.version")
    sha256 = given.get("sha256Hash")
    if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
        raise BadInput("should be a SHA-256 in 64 hex digits", field=f"{_PERSISTED}.sha256Hash")
    return sha256.lower()


def _text(parameters: Mapping[str, object], name: str) -> str | None:
    value = parameters.get(name)
    if value is None or isinstance(value, str):
        return value
    raise BadInput(f"should be a string, not {_named(value)}", field=name)


def _map(parameters: Mapping[str, object], name: str) -> Mapping[str, object] | None:
    value = parameters.get(name)
    if value is None or isinstance(value, dict):
        return value
    raise BadInput(f"should be an object, not {_named(value)}", field=name)


def _json(text: bytes, name: str) -> object:
    try:
        value: object = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{name} is not JSON in UTF-8: {error}") from error
    return value


def _named(value: object) -> str:
    """The JSON name of a value's type."""
    match value:
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case None:
            return "null"
        case _:
            return "an object"
