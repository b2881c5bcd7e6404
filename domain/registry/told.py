"""What a line of the audit says, field by field, whichever version wrote it."""

from collections.abc import Iterator, Mapping

import msgspec

from domain.registry.differences import Difference, differences
from domain.registry.records import ChangeKind, Partner, PartnerChange

_Flat = Mapping[str, str]
_OF_KEYS = frozenset({ChangeKind.KEY_ADDED, ChangeKind.KEY_REVOKED})
_SAID_BY_THE_LINE = frozenset({"partner", "created_at", "revoked_at"})


def told(change: PartnerChange) -> tuple[Difference, ...]:
    """What differs between before and after: of who came, what it got; of who went, what it had.

    Of a key it is its prefix, and whatever else is known of a new one.
    """
    if change.kind in _OF_KEYS:
        return tuple(_of_key(_flat(change.before), _flat(change.after)))
    try:
        differing = differences(_partner(change.before), _partner(change.after))
    except msgspec.MsgspecError:
        return tuple(_flatly(_flat(change.before), _flat(change.after)))
    if differing or not (change.before and change.after):
        return differing
    # What another version kept may differ in fields that this one does not know.
    return tuple(_flatly(_flat(change.before), _flat(change.after)))


def _partner(text: str) -> Partner | None:
    return msgspec.json.decode(text, type=Partner) if text else None


def _of_key(was: _Flat, is_now: _Flat) -> Iterator[Difference]:
    prefix = is_now.get("prefix", "")
    yield Difference("prefix", (prefix,) if was else (), () if was else (prefix,))
    for each in _flatly(was, is_now):
        if each.field not in {"prefix", *_SAID_BY_THE_LINE}:
            yield each


def _flatly(was: _Flat, is_now: _Flat) -> Iterator[Difference]:
    for name in dict.fromkeys([*was, *is_now]):
        old, new = was.get(name), is_now.get(name)
        if old != new:
            yield Difference(name, () if old is None else (old,), () if new is None else (new,))


def _flat(text: str) -> _Flat:
    """Every value by its place, such as `grant.rows.customers`. What is null or empty is left out."""
    return dict(_values(msgspec.json.decode(text), "")) if text else {}


def _values(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _values(inner, f"{place}.{name}".removeprefix("."))
    elif isinstance(value, str):
        if value:
            yield place, value
    elif value is not None:
        yield place, msgspec.json.encode(value).decode()
