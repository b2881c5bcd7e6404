"""Events as rows of our tables, and back."""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from domain.events.owners import Owners
from domain.events.record import Event
from domain.events.types import EVENT_TYPES
from domain.log.filters import keys_of
from domain.log.records import Logged
from domain.partners import RowScope
from gateway.store.driver_work import Values
from gateway.store.log.tables import LONGEST_KEY
from gateway.store.storable import storable

OWNER_KINDS: Sequence[str] = RowScope.__struct_fields__
"""The kinds of owners in the order of their bits."""

_ENCODE = msgspec.json.Encoder(order="deterministic").encode
_DECODE = {name: msgspec.json.Decoder(kind.tells).decode for name, kind in EVENT_TYPES.items()}
_NOTHING = b"null"


_RECORD = msgspec.defstruct(
    "_RECORD",
    [(each.name, each.type, each.default) for each in msgspec.structs.fields(Event) if each.name != "data"],
    kw_only=True,
)
"""An event without its payload, for it is the type that says what the payload is."""


class _Kept(msgspec.Struct, array_like=True):
    event: msgspec.Raw
    told: msgspec.Raw


_DECODE_KEPT = msgspec.json.Decoder(_Kept).decode
_DECODE_RECORD = msgspec.json.Decoder(_RECORD).decode


def body_of(event: Event) -> bytes:
    """The whole event."""
    record = msgspec.Raw(_ENCODE(replace(event, data=None)))
    return _ENCODE(_Kept(record, msgspec.Raw(_ENCODE(event.data))))


def event_of(body: bytes) -> Event:
    """The event again."""
    kept = _DECODE_KEPT(body)
    record = msgspec.structs.asdict(_DECODE_RECORD(kept.event))
    data = None if bytes(kept.told) == _NOTHING else _DECODE[record["type"]](kept.told)
    return Event(**record, data=data)


def event_row(logged: Logged) -> Values:
    """The row of `event`."""
    event = logged.event
    subject, owned = kept_key(event.subject), _owned(event.owners)
    return (logged.position, event.type, event.source, subject, event.recorded_at, owned, body_of(event))


def key_rows(logged: Logged) -> Iterator[Values]:
    """The rows of `event_key`."""
    for key in sorted({kept_key(key) for key in keys_of(logged.event)}):
        yield logged.position, key


def owner_rows(logged: Logged) -> Iterator[Values]:
    """The rows of `event_owner`."""
    owners = logged.event.owners
    for kind in OWNER_KINDS if owners.known else ():
        for owner in sorted(getattr(owners, kind) or ()):
            yield logged.position, kind, kept_key(owner)


def kept_key(key: str) -> str:
    """A key or an owner as the tables have it."""
    return storable(key, LONGEST_KEY)


def _owned(owners: Owners) -> int | None:
    if not owners.known:
        return None
    return sum(1 << bit for bit, kind in enumerate(OWNER_KINDS) if getattr(owners, kind) is not None)
