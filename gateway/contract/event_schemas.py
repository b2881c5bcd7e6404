"""JSON Schemas of what events tell, made of the domain's own records: one for each type and version."""

from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from domain.events.types import EVENT_TYPES, EventType

JsonObject: TypeAlias = Mapping[str, object]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLACE = "#/$defs/"
_NULL = {"type": "null"}


def schema_name(event_type: EventType) -> str:
    """The file name of a type's schema."""
    return f"{event_type.name}.v{event_type.version}.json"


def event_schemas() -> Mapping[str, JsonObject]:
    """The schema of each type's `data`, by file name."""
    return {schema_name(each): _document(each) for each in EVENT_TYPES.values()}


def _document(event_type: EventType) -> JsonObject:
    tells = event_type.tells
    _, parts = msgspec.json.schema_components((tells,), ref_template=_PLACE + "{name}")
    kept = {name: _written(part) for name, part in parts.items()}
    own = kept.pop(tells.__name__)
    return {
        "$schema": DIALECT,
        "$id": f"urn:ordergraph:event:{event_type.name}:v{event_type.version}",
        "title": event_type.name,
        "description": f"{event_type.meaning} {own['description']}",
        "type": "object",
        "properties": own["properties"],
        **({"$defs": dict(sorted(kept.items()))} if kept else {}),
    }


def _written(part: JsonObject) -> dict[str, object]:
    """A part as it is on the wire, where what is not told does not stand instead of being null."""
    properties = part.get("properties")
    if not isinstance(properties, Mapping):
        return dict(part)
    told = {name: _told(value) for name, value in properties.items()}
    return {
        **{name: value for name, value in part.items() if name != "required" or value},
        "properties": told,
    }


def _told(schema: JsonObject) -> JsonObject:
    plain = {name: value for name, value in schema.items() if name != "default"}
    either = plain.get("anyOf")
    if not isinstance(either, list) or _NULL not in either:
        return plain
    (only,) = (one for one in either if one != _NULL)
    return only if isinstance(only, Mapping) else plain
