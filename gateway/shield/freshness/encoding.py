"""Outcomes as bytes: MessagePack, compressed where that is worth it, and versioned by the record's schema.

A record type that changed has another form, so that what was written before it is never read as the new one.
"""

import hashlib
import zlib
from collections.abc import Hashable
from datetime import datetime
from functools import cache
from typing import Generic, NamedTuple, cast

import msgspec

from domain.freshness import Rank, Stamp, rank_of
from domain.ports.reading import Found, Missing, V

_VERSION = 1
_WORTH_IT = 1_024
_LARGEST = 64_000_000
_PLAIN, _PACKED = b"\0", b"\1"
_FORM_DIGITS = 12


class _Stored(msgspec.Struct, frozen=True, array_like=True):
    """value: nil where nothing was found."""

    value: msgspec.Raw
    stamps: tuple[Stamp, ...]
    fetched_at: datetime


class Stored(NamedTuple, Generic[V]):
    """What was read from bytes: the outcome, and when it was fetched."""

    outcome: Found[V] | Missing
    fetched_at: datetime

    @property
    def rank(self) -> Rank:
        """How new it is."""
        return rank_of(self.outcome.stamps, self.fetched_at)


class Encoded(NamedTuple):
    """body: the bytes; digest: of the record alone, so that equal records have equal ones; size: unpacked."""

    body: bytes
    digest: int
    size: int


_NIL = msgspec.msgpack.encode(None)
_ENCODER = msgspec.msgpack.Encoder()
_ENVELOPE = msgspec.msgpack.Decoder(_Stored)


class Codec(Generic[V]):
    """Writes and reads outcomes of one record type. `form` names how: bytes of another form are not read."""

    def __init__(self, record: type[V]) -> None:
        self.form = form_of(cast("Hashable", record))
        self._decoder = msgspec.msgpack.Decoder(record, dec_hook=_unknown)

    def encoded(self, outcome: Found[V] | Missing, fetched_at: datetime) -> Encoded | None:
        """The outcome without its findings; None where it holds what cannot be kept, such as an error."""
        if isinstance(outcome, Found) and outcome.gaps:
            return None
        try:
            value = _ENCODER.encode(outcome.value) if isinstance(outcome, Found) else _NIL
        except TypeError:
            return None
        raw = _ENCODER.encode(_Stored(msgspec.Raw(value), outcome.stamps, fetched_at))
        return Encoded(_packed(raw), hash(value), len(raw))

    def decoded(self, body: bytes) -> Stored[V] | None:
        """What was written; None where it cannot be read."""
        try:
            stored = _ENVELOPE.decode(_unpacked(body))
            value = bytes(stored.value)
            if value == _NIL:
                return Stored(Missing(stored.stamps), stored.fetched_at)
            return Stored(Found(self._decoder.decode(value), stored.stamps), stored.fetched_at)
        except (msgspec.MsgspecError, zlib.error):
            return None


@cache
def form_of(record: Hashable) -> str:
    """Version of the envelope, and a digest of the record's schema."""
    schemas = [msgspec.json.schema(each, schema_hook=_opaque) for each in (record, Stamp)]
    digest = hashlib.sha256(msgspec.json.encode(schemas, order="sorted")).hexdigest()
    return f"{_VERSION}.{digest[:_FORM_DIGITS]}"


def _packed(raw: bytes) -> bytes:
    return _PLAIN + raw if len(raw) < _WORTH_IT else _PACKED + zlib.compress(raw, 1)


def _unpacked(body: bytes) -> bytes:
    if body[:1] == _PLAIN:
        return body[1:]
    return zlib.decompressobj().decompress(body[1:], _LARGEST)


def _opaque(kind: type) -> dict[str, object]:
    return {"type": kind.__name__}


def _unknown(kind: type, _value: object) -> object:
    raise msgspec.ValidationError(f"{kind.__name__} is not kept")
