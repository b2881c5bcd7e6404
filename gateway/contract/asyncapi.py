"""The AsyncAPI document: events as they are on the wire, CloudEvents 1.0 with the data of their type.

One channel for each family of types, named as the topics of a broker are.
"""

from collections.abc import Mapping

from domain.events.types import EVENT_TYPES, EventType
from gateway.contract.event_schemas import JsonObject, schema_name

ASYNCAPI_VERSION = "3.0.0"
CONTENT_TYPE = "application/cloudevents+json"
TOPIC_PREFIX = "ordergraph."
ENVELOPE = "CloudEvent"


def asyncapi(version: str) -> JsonObject:
    """The whole document. version: of this contract."""
    return {
        "asyncapi": ASYNCAPI_VERSION,
        "info": {
            "title": "OrderGraph events",
            "version": version,
            "description": "What happens to orders, shipments, returns, stock and what guards them. "
            "Events of one subject come in the order of their cursor.",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {family: _channel(family) for family in _families()},
        "operations": {f"send.{family}": _operation(family) for family in _families()},
        "components": {
            "messages": {each.name: _message(each) for each in EVENT_TYPES.values()},
            "schemas": {ENVELOPE: _envelope()},
        },
    }


def _families() -> list[str]:
    return list(dict.fromkeys(name.partition(".")[0] for name in EVENT_TYPES))


def _of(family: str) -> list[EventType]:
    return [each for each in EVENT_TYPES.values() if each.name.partition(".")[0] == family]


def _channel(family: str) -> JsonObject:
    return {
        "address": f"{TOPIC_PREFIX}{family}",
        "messages": {each.name: {"$ref": f"#/components/messages/{each.name}"} for each in _of(family)},
    }


def _operation(family: str) -> JsonObject:
    return {"action": "send", "channel": {"$ref": f"#/channels/{family}"}}


def _message(event_type: EventType) -> JsonObject:
    return {
        "name": event_type.name,
        "title": event_type.name,
        "summary": event_type.meaning,
        "contentType": CONTENT_TYPE,
        "payload": {
            "allOf": [
                {"$ref": f"#/components/schemas/{ENVELOPE}"},
                {
                    "type": "object",
                    "properties": {
                        "type": {"const": event_type.name},
                        "data": {"$ref": f"schemas/{schema_name(event_type)}"},
                    },
                },
            ]
        },
    }


_ATTRIBUTES: Mapping[str, tuple[str, str]] = {
    "specversion": ("string", "1.0"),
    "id": ("string", "The event's id: the same wherever it is sent, and sent again."),
    "source": ("string", "The instance that it comes from, as a URI reference."),
    "type": ("string", "One of the types of this document."),
    "subject": ("string", "The entity that it is about: `order:SO-10231`, `sku:AX-1@EAST`."),
    "time": ("string", "When it happened, in UTC."),
    "dataschema": ("string", "The schema of `data`, which names type and version."),
    "datacontenttype": ("string", "application/json"),
    "cursor": ("string", "Its place in the log: where a subscription or a replay goes on after it."),
    "recordedtime": ("string", "When it was taken into the log, in UTC."),
    "classifier": ("string", "ACTUAL, ESTIMATED or PLANNED: only an ACTUAL is progress."),
    "related": ("string", "Other entities that it concerns, with blanks between."),
    "correctionof": ("string", "The id of the event that it corrects."),
    "traceparent": ("string", "W3C trace context of what caused it."),
}
_REQUIRED = ("specversion", "id", "source", "type", "subject", "time", "cursor")


def _envelope() -> JsonObject:
    properties: dict[str, JsonObject] = {
        name: {"type": kind, "description": says} for name, (kind, says) in _ATTRIBUTES.items()
    }
    properties["specversion"] = {"const": "1.0"}
    for name in ("time", "recordedtime"):
        properties[name] = {**properties[name], "format": "date-time"}
    return {
        "type": "object",
        "description": "CloudEvents 1.0, structured mode. Extensions have names of small letters alone.",
        "properties": properties,
        "required": list(_REQUIRED),
    }
