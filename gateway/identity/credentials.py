"""What a request shows of who sends it: a token, an API key, or nothing."""

from typing import NamedTuple

from starlette.datastructures import Headers

from domain.errors import Unauthenticated
from gateway.identity.api_keys import looks_like_key

API_KEY_HEADER = "x-api-key"
_LONGEST = 16 * 1024


class Token(NamedTuple):
    """A bearer token, not looked into yet."""

    text: bytes


class Key(NamedTuple):
    """An API key, not looked into yet."""

    text: str


Shown = Token | Key


def shown(headers: Headers) -> Shown | None:
    """The one credential of a request; None without any. Raises Unauthenticated where it is not one."""
    tokens, keys = headers.getlist("authorization"), headers.getlist(API_KEY_HEADER)
    if len(tokens) + len(keys) > 1:
        raise Unauthenticated("Send one credential: one Authorization header, or one X-API-Key")
    if keys:
        return _key(keys[0].strip())
    return _bearer(tokens[0]) if tokens else None


def _bearer(authorization: str) -> Shown:
    scheme, _, rest = authorization.strip().partition(" ")
    text = rest.strip()
    if scheme.lower() != "bearer" or not text:
        raise Unauthenticated("The Authorization header should be 'Bearer' and a token or an API key")
    if looks_like_key(text):
        return _key(text)
    if len(text) > _LONGEST:
        raise Unauthenticated(f"The token is longer than {_LONGEST} characters")
    return Token(text.encode("latin-1"))


def _key(text: str) -> Key:
    if not looks_like_key(text):
        raise Unauthenticated("An API key begins with 'og_'")
    return Key(text)
