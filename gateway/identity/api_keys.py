"""API keys: how one is made, how it is read, and what is kept of it.

A key is `og_<8>_<32>`: lower-case letters and digits. The first part is its prefix, under which it is kept
and by which people name it; the second is 160 bits of chance, which is shown once and kept nowhere.
"""

import base64
import hmac
import re
import secrets
from typing import NamedTuple

_PREFIX_BYTES = 5
_SECRET_BYTES = 20
_KEY = re.compile(r"(og_[a-z2-7]{8})_[a-z2-7]{32}", re.ASCII)


class NewKey(NamedTuple):
    """A key that was just made. text: the whole of it, for whoever will use it. prefix: what may be known."""

    text: str
    prefix: str


def new_key() -> NewKey:
    """A key that nobody has; prefixes may meet by chance, and are then refused where they are kept."""
    prefix = f"og_{_chance(_PREFIX_BYTES)}"
    return NewKey(f"{prefix}_{_chance(_SECRET_BYTES)}", prefix)


def looks_like_key(text: str) -> bool:
    """Whether a credential means to be an API key, well-formed or not."""
    return text.startswith("og_")


def prefix_of(text: str) -> str | None:
    """The prefix of a well-formed key; None for every other text."""
    read = _KEY.fullmatch(text)
    return read[1] if read else None


def digest(secret: bytes, text: str) -> bytes:
    """What is kept of a key: HMAC-SHA256 of all its text under the process's secret; 32 bytes."""
    return hmac.digest(secret, text.encode(), "sha256")


def same_digest(kept: bytes, shown: bytes) -> bool:
    """Whether two digests are equal; how long it takes does not tell where they differ."""
    return hmac.compare_digest(kept, shown)


def _chance(count: int) -> str:
    return base64.b32encode(secrets.token_bytes(count)).decode().lower()
