"""Reading a system's JSON into its wire structs, naming the place of what is wrong."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from domain.errors import ImpossibleValue, ReplyInvalid
from domain.exceptions import BAD_RECORD, Finding
from domain.ports.reading import Failed, Found

W = TypeVar("W")
V = TypeVar("V")


def decode(decoder: msgspec.json.Decoder[W], body: bytes, backend: str) -> W:
    """Decode a whole reply; raises ReplyInvalid with the path that msgspec names."""
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ReplyInvalid("sent a reply that cannot be read", backend=backend, cause=str(error)) from error


def records(
    raws: Iterable[msgspec.Raw], decoder: msgspec.json.Decoder[W], backend: str
) -> Iterable[W | ReplyInvalid]:
    """Decode the records of a list one by one, so that a bad one costs only itself."""
    for index, raw in enumerate(raws):
        try:
            yield decoder.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield ReplyInvalid(
                "sent a record that cannot be read", backend=backend, path=f"[{index}]: {error}"
            )


def mapped(record: W, mapping: Callable[[W], Found[V]], backend: str, subject: str) -> Found[V] | Failed:
    """Map one record; what it says that cannot be meant fails this record alone, with a finding."""
    try:
        return mapping(record)
    except ImpossibleValue as error:
        finding = Finding(
            code=BAD_RECORD,
            group=f"{backend}/{error.field}",
            subjects=(subject,),
            systems=(backend,),
            detail=f"{backend} sent a record that cannot be used: {error}",
        )
        failure = ReplyInvalid("sent a record that cannot be used", backend=backend, path=str(error))
        return Failed(failure, (finding,))
