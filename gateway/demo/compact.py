"""JSON for people: whatever fits on a line stands on one."""

from collections.abc import Iterable, Mapping

import orjson

_INDENT = "  "


def compact(value: object, width: int, indent: str = "", name: str = "") -> str:
    """The value as JSON, with `name` before it, broken only where it is longer than `width` columns."""
    line = f"{name}{_spaced(value)}"
    if len(indent) + len(line) < width or not isinstance(value, Mapping | list):
        return line
    deeper = indent + _INDENT
    if isinstance(value, Mapping):
        rows = (compact(item, width, deeper, f"{_text(key)}: ") for key, item in value.items())
        return _block(f"{name}{{", rows, "}", indent)
    return _block(f"{name}[", (compact(item, width, deeper) for item in value), "]", indent)


def _block(opening: str, rows: Iterable[str], closing: str, indent: str) -> str:
    deeper = indent + _INDENT
    body = ",\n".join(f"{deeper}{row}" for row in rows)
    return f"{opening}\n{body}\n{indent}{closing}"


def _spaced(value: object) -> str:
    """One line with a space after each comma and colon."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_text(key)}: {_spaced(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_spaced(item) for item in value)}]"
    return _text(value)


def _text(value: object) -> str:
    return orjson.dumps(value).decode()
