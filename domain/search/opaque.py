"""Opaque text: a small record as letters, digits, `-` and `_`, which clients hand back as they got it."""

import base64
import hashlib
from typing import TypeVar

import msgspec

from domain.errors import BadInput

T = TypeVar("T", bound=msgspec.Struct)
_LONGEST = 1_000
_MALFORMED = "is not a cursor that this field has given"


def opaque(record: msgspec.Struct) -> str:
    """The record as text that fits into a URL. It is no secret and proves nothing."""
    return base64.urlsafe_b64encode(msgspec.json.encode(record)).rstrip(b"=").decode("ascii")


def read_back(text: str, kind: type[T], *, field: str) -> T:
    """The record again. Raises BadInput for what `opaque` cannot have given."""
    if len(text) > _LONGEST:
        raise BadInput(_MALFORMED, field=field)
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(plain, type=kind)
    except (ValueError, msgspec.MsgspecError) as error:
        raise BadInput(_MALFORMED, field=field, cause=str(error)) from error


def mark(conditions: msgspec.Struct) -> str:
    """Twelve digits that tell one filter from another, whatever text somebody put into it."""
    return hashlib.sha256(repr(conditions).encode("utf-8", "backslashreplace")).hexdigest()[:12]
