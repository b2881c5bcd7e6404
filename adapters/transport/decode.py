"""Reading a system's JSON into its wire structs, so that a bad record costs only itself.

A reply is decoded with its records left raw (`list[msgspec.Raw]`), then each record by itself. Of one
that cannot be decoded whole, the name can mostly still be read: then only that key fails.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import msgspec

from domain.errors import ImpossibleValue, ReplyInvalid
from domain.exceptions import BAD_RECORD, Finding
from domain.ports.reading import Failed, Found

K = TypeVar("K")
N = TypeVar("N")
W = TypeVar("W")
V = TypeVar("V")

_INDEX = re.compile(r"\[[^\]]*\]")
_UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind(Generic[K, N, W]):
    """How records of one kind are read: whole by `record`, and their key alone by `name` and `key`.

    subject: the entity key that findings about a record name (`order:SO-1`).
    """

    name: msgspec.json.Decoder[N]
    key: Callable[[N], K]
    record: msgspec.json.Decoder[W]
    subject: Callable[[K], str]


@dataclass(frozen=True, slots=True)
class RecordsRead(Generic[K, W]):
    """The records of one reply: those that could be read, in their order, and those that could not.

    unnamed: the failure of a record whose key could not be read either. It may be anyone's, so it
    stands for every key that got no other answer.
    """

    records: list[tuple[K, W]] = field(default_factory=list)
    failed: dict[K, Failed] = field(default_factory=dict)
    unnamed: Failed | None = None


def decode(decoder: msgspec.json.Decoder[W], body: bytes, backend: str) -> W:
    """Decode a whole reply; raises ReplyInvalid with the path that msgspec names."""
    try:
        return decoder.decode(body)
    except _UNDECODABLE as error:
        raise ReplyInvalid("sent a reply that cannot be read", backend=backend, cause=str(error)) from error


def records(
    raws: Iterable[msgspec.Raw], decoder: msgspec.json.Decoder[W], backend: str
) -> Iterator[W | ReplyInvalid]:
    """Decode the rows inside one record, so that a bad row costs only itself."""
    for index, raw in enumerate(raws):
        try:
            yield decoder.decode(raw)
        except _UNDECODABLE as error:
            yield ReplyInvalid("sent a row that cannot be read", backend=backend, path=f"[{index}]: {error}")


def read_records(raws: Iterable[msgspec.Raw], kind: RecordKind[K, N, W], backend: str) -> RecordsRead[K, W]:
    """Decode the records of a reply one by one, for keys of their own."""
    read: list[tuple[K, W]] = []
    failed: dict[K, Failed] = {}
    unnamed: Failed | None = None
    for index, raw in enumerate(raws):
        try:
            key = kind.key(kind.name.decode(raw))
        except _UNDECODABLE as error:
            unnamed = unusable(backend, f"[{index}]: {error}", str(error))
            continue
        try:
            read.append((key, kind.record.decode(raw)))
        except _UNDECODABLE as error:
            failed[key] = unusable(backend, f"[{index}]: {error}", str(error), kind.subject(key))
    return RecordsRead(read, failed, unnamed)


def for_each_key(read: RecordsRead[tuple[K, ...], W]) -> RecordsRead[K, W]:
    """Records that bear several keys, as if there were one of each key."""
    records = [(key, record) for keys, record in read.records for key in keys]
    failed = {key: failure for keys, failure in read.failed.items() for key in keys}
    return RecordsRead(records, failed, read.unnamed)


def mapped(record: W, mapping: Callable[[W], Found[V]], backend: str, subject: str) -> Found[V] | Failed:
    """Map one record; what it says that cannot be meant fails this record alone, with a finding."""
    try:
        return mapping(record)
    except ImpossibleValue as error:
        return unusable(backend, str(error), error.field or str(error), subject)


def without_indices(place: str) -> str:
    """A place with every `[…]` emptied, so that the same fault in ten thousand rows is one case."""
    return _INDEX.sub("[]", place)


def unusable(backend: str, path: str, group: str, *subjects: str) -> Failed:
    """The failure of one record, with the finding that it is; `path` names the place and the reason."""
    finding = Finding(
        code=BAD_RECORD,
        group=f"{backend}/{without_indices(group)}",
        subjects=subjects,
        systems=(backend,),
        detail=f"{backend} sent a record that cannot be used: {path}",
    )
    failure = ReplyInvalid("sent a record that cannot be used", backend=backend, path=path)
    return Failed(failure, (finding,))
