"""From XML records to wire structs, one by one, with the XML's own path for what is wrong."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from adapters.transport.decode import RecordsRead, unusable
from domain.errors import ReplyInvalid
from domain.ports.reading import Failed

K = TypeVar("K")
N = TypeVar("N")
W = TypeVar("W")

_PLACE = re.compile(r"`\$\.?([^`]*)`")
_STEP = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementKind(Generic[K, N, W]):
    """How elements of one name are read: whole as `record`, and their key alone by `name` and `key`.

    subject: the entity key that findings about an element name (`order:0000042`).
    """

    element: str
    name: type[N]
    key: Callable[[N], K]
    record: type[W]
    subject: Callable[[K], str]


def converted(record: object, shape: type[W], place: str, backend: str) -> W:
    """One record in its shape. Raises ReplyInvalid, whose path begins at `place`."""
    try:
        return msgspec.convert(record, shape)
    except msgspec.ValidationError as error:
        raise ReplyInvalid(
            "sent a reply that cannot be read", backend=backend, path=f"{place}: {xpath(error)}"
        ) from error


def xpath(error: msgspec.ValidationError) -> str:
    """The error with its place as XPath has it: `Line[1]/@no`, counted from one."""
    return _PLACE.sub(lambda found: f"`{_steps(found[1])}`", str(error))


def rows(records: Iterable[object], shape: type[W], element: str, backend: str) -> Iterator[W | ReplyInvalid]:
    """Elements of one name inside a record, so that a bad one costs only itself."""
    for number, record in enumerate(records, 1):
        try:
            yield msgspec.convert(record, shape)
        except msgspec.ValidationError as error:
            place = f"{element}[{number}]: {xpath(error)}"
            yield ReplyInvalid("sent a row that cannot be read", backend=backend, path=place)


def read_elements(records: Iterable[object], kind: ElementKind[K, N, W], backend: str) -> RecordsRead[K, W]:
    """Read the elements of a reply, so that a bad one costs only its own key."""
    read: list[tuple[K, W]] = []
    failed: dict[K, Failed] = {}
    unnamed: Failed | None = None
    for number, record in enumerate(records, 1):
        place = f"{kind.element}[{number}]"
        try:
            key = kind.key(msgspec.convert(record, kind.name))
        except msgspec.ValidationError as error:
            unnamed = unusable(backend, f"{place}: {xpath(error)}", f"{kind.element}: {xpath(error)}")
            continue
        try:
            read.append((key, msgspec.convert(record, kind.record)))
        except msgspec.ValidationError as error:
            reason = xpath(error)
            failed[key] = unusable(
                backend, f"{place}: {reason}", f"{kind.element}: {reason}", kind.subject(key)
            )
    return RecordsRead(read, failed, unnamed)


def several(names: str | list[str]) -> list[str]:
    """Texts of an element that may be there once or often."""
    return [names] if isinstance(names, str) else names


def _steps(path: str) -> str:
    return _STEP.sub(lambda found: f"[{int(found[1]) + 1}]", path.replace(".", "/"))
