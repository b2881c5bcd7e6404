"""The parameters of a GraphQL-over-HTTP request, out of a URL or a JSON body.

All errors are BadInput and name the parameter. Parameters that we don't know are ignored, as the
specification asks; `extensions` is checked for its shape only, for nothing reads it yet.
"""

from collections.abc import Mapping

import orjson
from starlette.datastructures import QueryParams

from domain.errors import BadInput
from gateway.execution.operations import GraphQLRequest

_NAMES = ("query", "operationName", "variables", "extensions")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def from_body(body: bytes) -> GraphQLRequest:
    """Read a JSON body in UTF-8; a byte order mark is forgiven."""
    parameters = _json(body.removeprefix(_BYTE_ORDER_MARK), "The body")
    if isinstance(parameters, list):
        raise BadInput("The body is a list: operations are not taken in batches, send each by itself")
    if not isinstance(parameters, dict):
        raise BadInput("The body should be a JSON object with the member 'query'")
    return _request(parameters)


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
    return _request(given)


def _request(parameters: Mapping[str, object]) -> GraphQLRequest:
    document = parameters.get("query")
    if document is None:
        raise BadInput("is missing: it holds the GraphQL document", field="query")
    if not isinstance(document, str):
        raise BadInput(f"should be a string, not {_named(document)}", field="query")
    name = parameters.get("operationName")
    if name is not None and not isinstance(name, str):
        raise BadInput(f"should be a string, not {_named(name)}", field="operationName")
    _map(parameters, "extensions")
    # An empty name means none in a URL; in JSON that is null, but clients send "" as well.
    return GraphQLRequest(
        document=document, operation_name=name or None, variables=_map(parameters, "variables")
    )


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
