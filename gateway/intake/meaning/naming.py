"""Events in our names: what an instance calls its orders, items and places becomes what we call them."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from domain.events.payloads import Payload
from domain.events.record import Event
from domain.exceptions import Finding
from domain.identifiers import SHARED_KINDS, IdentifierKind, as_unlinked, thing_of
from domain.ports.state import Crosswalk
from gateway.assembly.naming.names import Collector, Namer, Resolver, unlinked_findings

_SKU = "sku"
_OF_PAYLOAD: Mapping[str, IdentifierKind] = {
    "sku": IdentifierKind.ITEM,
    "location": IdentifierKind.LOCATION,
    "counterpart": IdentifierKind.LOCATION,
}
_KINDS: Mapping[str, IdentifierKind] = {kind.value: kind for kind in IdentifierKind}


async def in_our_names(
    instance: str, events: Sequence[Event], crosswalk: Crosswalk
) -> tuple[list[Event], tuple[Finding, ...]]:
    """The events, and a finding for each name that nothing ties to ours: it keeps its namespace in front.

    Raises StoreUnavailable.
    """
    collector = Collector(instance)
    for event in events:
        named(event, collector)
    foreign = sorted(collector.seen)
    resolver = Resolver(instance, await crosswalk.ours(foreign) if foreign else {})
    ours = [named(event, resolver) for event in events]
    return ours, unlinked_findings(resolver.unlinked, f"source:{instance}")


def named(event: Event, name: Namer) -> Event:
    """The event with every name in it given by `name`; what a parcel's number is tied to is related to it."""
    keys = (event.subject, *event.related)
    named_keys = [key_named(key, name) for key in keys]
    things = [thing for key in keys for thing in _tied(key, name)]
    subject, *related = dict.fromkeys((*named_keys, *things))
    return replace(
        event,
        subject=subject,
        related=tuple(related),
        data=None if event.data is None else payload_named(event.data, name),
    )


def key_named(key: str, name: Namer) -> str:
    """An entity key with the names in it given by `name`; of a kind that is nobody's name it stays."""
    kind, _, value = key.partition(":")
    if kind == _SKU:
        sku, at, place = value.partition("@")
        return f"{_SKU}:{name(IdentifierKind.ITEM, sku)}{at}{name(IdentifierKind.LOCATION, place)}"
    if kind not in _KINDS:
        return key
    given = _KINDS[kind]
    ours = name(given, value)
    if given in SHARED_KINDS:
        return key
    # A name of another kind than the thing's own: our name is that of the thing.
    is_thing = ours == value or as_unlinked(ours, given) is not None
    return f"{kind if is_thing else thing_of(given)}:{ours}"


def _tied(key: str, name: Namer) -> Iterator[str]:
    """What a shared number, which everybody writes alike, is tied to."""
    kind, _, value = key.partition(":")
    if kind not in _KINDS or _KINDS[kind] not in SHARED_KINDS:
        return
    ours = name(_KINDS[kind], value)
    if ours != value and as_unlinked(ours, _KINDS[kind]) is None:
        yield f"{thing_of(_KINDS[kind])}:{ours}"


def payload_named(data: Payload, name: Namer) -> Payload:
    """What an event tells, with every name in it given by `name`."""
    told = {
        field: name(kind, value)
        for field, kind in _OF_PAYLOAD.items()
        if (value := getattr(data, field, None)) is not None
    }
    return msgspec.structs.replace(data, **told) if told else data
