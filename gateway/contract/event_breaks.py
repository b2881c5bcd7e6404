"""What would break a reader of events between two releases: a type or a field that left or reads differently.

New types, new fields and new codes of a list are no break: readers are told to expect them.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from gateway.contract.event_schemas import JsonObject

Schemas: TypeAlias = Mapping[str, JsonObject]
_PLACE = "#/$defs/"
_WORDING = frozenset({"description", "title", "$id", "$schema"})


def event_breaks(released: Schemas, now: Schemas) -> list[str]:
    """Between the schemas of two releases, by file name: one sentence each."""
    return [said for name in released for said in _of_type(name, released[name], now.get(name))]


def _of_type(name: str, before: JsonObject, after: JsonObject | None) -> Iterator[str]:
    if after is None:
        yield f"Event {name} was removed."
        return
    yield from _compared(f"Event {name}: data", _resolved(before, before), _resolved(after, after))


def _compared(place: str, before: object, after: object) -> Iterator[str]:
    """Both without references. What only the newer one has is never a break."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        if before != after:
            yield f"{place} changed from {before} to {after}."
        return
    for keyword in before:
        yield from _of_keyword(place, keyword, before[keyword], after.get(keyword))


def _of_keyword(place: str, keyword: str, before: object, after: object) -> Iterator[str]:
    if keyword == "properties":
        yield from _of_properties(place, _mapping(before), _mapping(after))
    elif keyword in {"additionalProperties", "items"}:
        yield from _compared(f"{place}[]", before, after)
    elif keyword in {"enum", "required"}:
        gone = [str(each) for each in _list(before) if each not in _list(after)]
        if gone:
            yield f"{place}: {keyword} lost {', '.join(gone)}."
    elif before != after:
        yield f"{place}: {keyword} changed from {before} to {after}."


def _of_properties(place: str, before: JsonObject, after: JsonObject) -> Iterator[str]:
    for name, schema in before.items():
        if name not in after:
            yield f"{place}.{name} was removed."
        else:
            yield from _compared(f"{place}.{name}", schema, after[name])


def _resolved(part: object, document: JsonObject) -> object:
    """The part with its references replaced by what they name, and without its wording."""
    if isinstance(part, list):
        return [_resolved(each, document) for each in part]
    if not isinstance(part, Mapping):
        return part
    reference = part.get("$ref")
    if isinstance(reference, str) and reference.startswith(_PLACE):
        return _resolved(_mapping(document.get("$defs")).get(reference.removeprefix(_PLACE)), document)
    return {
        name: {key: _resolved(each, document) for key, each in _mapping(value).items()}
        if name == "properties"
        else _resolved(value, document)
        for name, value in part.items()
        if name not in _WORDING and name != "$defs"
    }


def _mapping(value: object) -> JsonObject:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
