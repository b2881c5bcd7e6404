"""Reads HTTP Basic credentials."""

import base64
import binascii
from typing import NamedTuple

from starlette.datastructures import Headers


class Credentials(NamedTuple):
    """A user or client with its secret."""

    user: str
    password: str


def basic(headers: Headers) -> Credentials | None:
    """Give the HTTP Basic credentials of a request, None where it shows none that can be read."""
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return Credentials(user, password)


def header(credentials: Credentials) -> str:
    """Write the value of an `Authorization` header."""
    return "Basic " + base64.b64encode(":".join(credentials).encode()).decode()
