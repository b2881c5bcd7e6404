"""The messages of graphql-transport-ws: reading what a client sends, writing what it gets."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

import orjson

from domain.errors import BadInput
from gateway.edge.over_http.parameters import from_parameters
from gateway.edge.websocket.closing import BAD_MESSAGE, Closing
from gateway.execution.operations import GraphQLRequest

SUBPROTOCOL = "graphql-transport-ws"
ACK = b'{"type":"connection_ack"}'
PONG = b'{"type":"pong"}'


class Kind(StrEnum):
    """What a client may send."""

    INIT = "connection_init"
    PING = "ping"
    PONG = "pong"
    SUBSCRIBE = "subscribe"
    COMPLETE = "complete"


class Message(NamedTuple):
    """id: of the operation, where the kind has one. payload: None where there is none."""

    kind: Kind
    id: str = ""
    payload: Mapping[str, object] | None = None


def read(text: str | None) -> Message:
    """Raises Closing for what is none of the messages. text: None for a message in binary."""
    if text is None:
        raise Closing(BAD_MESSAGE, "Messages are text")
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Closing(BAD_MESSAGE, "The message is not JSON") from None
    if not isinstance(given, dict):
        raise Closing(BAD_MESSAGE, "The message should be a JSON object")
    try:
        kind = Kind(str(given.get("type")))
    except ValueError:
        raise Closing(BAD_MESSAGE, "The message has no type that a client may send") from None
    return Message(kind, _id(kind, given.get("id")), _payload(kind, given.get("payload")))


def request_of(message: Message) -> GraphQLRequest:
    """What `subscribe` asks for. Raises Closing."""
    try:
        return from_parameters(message.payload or {})
    except BadInput as error:
        raise Closing(BAD_MESSAGE, f"payload.{error.public}") from None


def of_operation(kind: str, operation: str, payload: object = None) -> bytes:
    """`next`, `error` or `complete`. payload: a GraphQL response, or a list of errors."""
    message: dict[str, object] = {"id": operation, "type": kind}
    if payload is not None:
        message["payload"] = payload
    return orjson.dumps(message)


def before_body(operation: str) -> bytes:
    """A `next` as far as its body; behind the body comes one brace."""
    return b'{"id":' + orjson.dumps(operation) + b',"type":"next","payload":'


def pong(payload: Mapping[str, object] | None) -> bytes:
    """The answer to a ping."""
    return PONG if payload is None else orjson.dumps({"type": "pong", "payload": payload})


def _id(kind: Kind, given: object) -> str:
    if kind not in {Kind.SUBSCRIBE, Kind.COMPLETE}:
        return ""
    if isinstance(given, str) and given:
        return given
    raise Closing(BAD_MESSAGE, "The message's id should be a string that is not empty")


def _payload(kind: Kind, given: object) -> Mapping[str, object] | None:
    if kind is Kind.COMPLETE:
        return None
    if isinstance(given, dict):
        return given
    if given is None and kind is not Kind.SUBSCRIBE:
        return None
    raise Closing(BAD_MESSAGE, "The message's payload should be an object")
