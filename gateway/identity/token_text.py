"""A JSON Web Token as text: read strictly, before anything of it is believed."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_PART = rb"[A-Za-z0-9_-]"
_COMPACT = re.compile(rb"(%s+)\.(%s+)\.(%s*)" % (_PART, _PART, _PART))
_TYPES = frozenset({"", "jwt", "at+jwt"})


class TokenText(NamedTuple):
    """Header and claims, of which nothing is verified."""

    header: Mapping[str, object]
    claims: Mapping[str, object]

    @property
    def kid(self) -> str | None:
        """The name of the key that is said to have signed it."""
        kid = self.header.get("kid")
        return kid if isinstance(kid, str) else None


def token_text(token: bytes) -> TokenText:
    """Read a signed token. Raises ValueError for whatever two readers might read differently.

    Refused: keys that stand twice in an object, NaN, text that is not UTF-8, extensions that must be
    understood (`crit`), tokens of another type than access tokens.
    """
    parts = _COMPACT.fullmatch(token)
    if parts is None:
        raise ValueError("not three parts of base64url")
    header, claims = _object(parts[1]), _object(parts[2])
    if "crit" in header or "b64" in header:
        raise ValueError("extensions are not understood")
    if _type_of(header) not in _TYPES:
        raise ValueError("a token of another type")
    if not isinstance(header.get("kid", ""), str):
        raise ValueError("kid is no text")  # noqa: TRY004 - the text is wrong, not the call
    return TokenText(header, claims)


def _type_of(header: Mapping[str, object]) -> str:
    """RFC 7515: the part before the slash may be left out, and case does not count."""
    return str(header.get("typ", "")).lower().removeprefix("application/")


def _object(part: bytes) -> dict[str, object]:
    text = base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)).decode("utf-8")
    value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - the text is wrong, not the call
    return value


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number")
