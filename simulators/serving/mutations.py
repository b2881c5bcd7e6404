"""Spoils one field (or every field of that name) of a JSON or XML body."""

from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

import orjson

_HUGE = 10**30

Change = Callable[[object], object]


def _wrong_type(value: object) -> object:
    if isinstance(value, str):
        return [value]
    return "many" if isinstance(value, int | float) else 17


def _unknown_status(_value: object) -> object:
    return "ZZ-77"


def _time_without_zone(value: object) -> object:
    if isinstance(value, str) and len(value) > len("2026-03-02T08:00:00"):
        return value[: len("2026-03-02T08:00:00")]
    return "2026-03-02T08:00:00"


def _impossible_time(value: object) -> object:
    if isinstance(value, int):
        return _HUGE
    if isinstance(value, str) and value[:8].isdigit():
        return "20260230" + (" 256199" if " " in value else "")
    return "2026-02-30T25:61:99Z"


def _number_too_large(value: object) -> object:
    return str(_HUGE) if isinstance(value, str) else _HUGE


CHANGES: dict[str, Change] = {
    "wrong_type": _wrong_type,
    "unknown_status": _unknown_status,
    "time_without_zone": _time_without_zone,
    "impossible_time": _impossible_time,
    "number_too_large": _number_too_large,
}
MISSING, OTHER = "missing_field", "other_value"
KINDS = frozenset({*CHANGES, MISSING, OTHER})


def spoil(body: bytes, kind: str, field: str, *, every: bool, value: str = "") -> bytes:
    """Give the body with its first field of that name (or every one) spoiled; unchanged where it has none.

    `value` is what an `other_value` puts there; a number remains one.
    """
    change = CHANGES.get(kind, _other(value))
    if body.lstrip().startswith(b"<"):
        return _spoil_xml(body, kind, field, change, every=every)
    return _spoil_json(body, kind, field, change, every=every)


def _other(value: str) -> Change:
    return lambda old: int(value) if isinstance(old, int) else value


def _spoil_json(body: bytes, kind: str, field: str, change: Change, *, every: bool) -> bytes:
    document = orjson.loads(body)
    holders = list(_holders(document, field))
    for holder in holders if every else holders[:1]:
        if kind == MISSING:
            del holder[field]
        else:
            holder[field] = change(holder[field])
    return _encode(document)


def _encode(document: object) -> bytes:
    """Write JSON, numbers above 64 bits too."""

    def marked(value: object) -> object:
        if isinstance(value, int) and value == _HUGE:
            return "\u0000huge"
        if isinstance(value, dict):
            return {key: marked(each) for key, each in value.items()}
        return [marked(each) for each in value] if isinstance(value, list) else value

    return orjson.dumps(marked(document)).replace(b'"\\u0000huge"', str(_HUGE).encode())


def _holders(document: object, field: str) -> Iterator[dict[str, object]]:
    if isinstance(document, dict):
        if field in document:
            yield document
        for value in document.values():
            yield from _holders(value, field)
    if isinstance(document, list):
        for value in document:
            yield from _holders(value, field)


def _spoil_xml(body: bytes, kind: str, field: str, change: Change, *, every: bool) -> bytes:
    root = ET.fromstring(body)  # noqa: S314 - the body is our own simulator's answer
    places = list(_places(root, field))
    for parent, element in places if every else places[:1]:
        _spoil_place(parent, element, kind, field, change)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _places(root: ET.Element, field: str) -> Iterator[tuple[ET.Element, ET.Element]]:
    """Give (parent, child) for child elements of that name, (element, itself) for attributes."""
    for element in root.iter():
        if field in element.attrib:
            yield element, element
        for child in element:
            if child.tag.rpartition("}")[2] == field:
                yield element, child


def _spoil_place(parent: ET.Element, element: ET.Element, kind: str, field: str, change: Change) -> None:
    if parent is element:
        value = element.attrib.pop(field)
        if kind != MISSING:
            element.set(field, _text(kind, change, value))
    elif kind == MISSING:
        parent.remove(element)
    else:
        element.text = _text(kind, change, element.text or "")


def _text(kind: str, change: Change, value: str) -> str:
    return "many" if kind == "wrong_type" else str(change(value))
