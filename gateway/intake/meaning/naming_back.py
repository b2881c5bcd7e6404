"""Events of the log in the names of the instance that they came from, for what is known in those names."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from domain.events.record import Event
from domain.identifiers import SHARED_KINDS, IdentifierKind, as_unlinked
from domain.ports.state import Crosswalk
from gateway.intake.meaning.naming import payload_named

_SKU = "sku"
_KINDS: Mapping[str, IdentifierKind] = {kind.value: kind for kind in IdentifierKind}
Names = Mapping[tuple[IdentifierKind, str], str]
NOTHING = ""
"""In the place of a key that the instance has no name for."""


async def in_their_names(instance: str, events: Sequence[Event], crosswalk: Crosswalk) -> list[Event]:
    """The events as the instance would name them: without the keys that it has no name for.

    A subject without one is NOTHING. Raises StoreUnavailable.
    """
    wanted: dict[IdentifierKind, dict[str, None]] = {}
    for event in events:
        for kind, name in _names(event):
            wanted.setdefault(kind, {})[name] = None
    names: dict[tuple[IdentifierKind, str], str] = {}
    for kind, ours in wanted.items():
        theirs = await crosswalk.theirs(kind, list(ours), instance)
        names.update(((kind, name), value) for name, value in theirs.items())
        names.update(_unlinked(kind, ours, instance))
    return [_back(event, names) for event in events]


def _unlinked(
    kind: IdentifierKind, ours: Mapping[str, None], instance: str
) -> Iterator[tuple[tuple[IdentifierKind, str], str]]:
    for name in ours:
        foreign = as_unlinked(name, kind)
        if foreign is not None and foreign.instance == instance:
            yield (kind, name), foreign.value


def _names(event: Event) -> Iterator[tuple[IdentifierKind, str]]:
    for key in (event.subject, *event.related):
        yield from _parts(key)
    location = getattr(event.data, "location", None)
    if location:
        yield IdentifierKind.LOCATION, location


def _parts(key: str) -> Iterator[tuple[IdentifierKind, str]]:
    kind, _, value = key.partition(":")
    if kind == _SKU:
        sku, _, place = value.partition("@")
        yield IdentifierKind.ITEM, sku
        if place:
            yield IdentifierKind.LOCATION, place
    elif kind in _KINDS and _KINDS[kind] not in SHARED_KINDS:
        yield _KINDS[kind], value


def _back(event: Event, names: Names) -> Event:
    related = (_key(key, names) for key in event.related)
    return replace(
        event,
        subject=_key(event.subject, names),
        related=tuple(key for key in related if key),
        data=None
        if event.data is None
        else payload_named(event.data, lambda kind, value: names.get((kind, value), value)),
    )


def _key(key: str, names: Names) -> str:
    theirs = [names.get(part) for part in _parts(key)]
    if None in theirs:
        return NOTHING
    kind, _, value = key.partition(":")
    if kind == _SKU:
        return f"{_SKU}:{'@'.join(name for name in theirs if name)}"
    return f"{kind}:{theirs[0] if theirs else value}"
