"""What every pushed delivery is checked for: its age, its signature, its form."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from domain.errors import BadInput, Unauthenticated
from domain.ports.backends import WEBHOOK_TOLERANCE

W = TypeVar("W")

_MOST_DIGITS = 11  # of a time in seconds that a calendar has


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedHmac:
    """HMAC-SHA256 over time and body, in hexadecimal digits: how one system writes it.

    timestamp, signature: its headers, in lower case. between: what is signed between time and body.
    prefix: what stands before the digits.
    """

    timestamp: str
    signature: str
    between: bytes
    prefix: bytes

    def check(
        self, headers: Mapping[str, str], body: bytes, now: datetime, secrets: Iterable[bytes], instance: str
    ) -> None:
        """Refuse what is old or was signed with none of the secrets. Raises Unauthenticated."""
        stamp = headers.get(self.timestamp, "")
        check_age(stamp, now, instance, self.timestamp)
        signed = stamp.encode() + self.between + body
        valid = [self.prefix + hex_digest(secret, signed) for secret in secrets]
        check_signature([headers.get(self.signature, "").encode()], valid, instance, self.signature)


def check_age(stamp: str, now: datetime, instance: str, header: str) -> None:
    """Refuse what was not signed just now. stamp: seconds since 1970, as the header says them."""
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= _MOST_DIGITS):
        raise Unauthenticated(f"{instance}: the delivery bears no time", cause=header)
    if abs(now - datetime.fromtimestamp(int(stamp), UTC)) > WEBHOOK_TOLERANCE:
        raise Unauthenticated(f"{instance}: the delivery is too old or from the future", cause=stamp)


def check_signature(given: Iterable[bytes], valid: Sequence[bytes], instance: str, header: str) -> None:
    """Refuse what bears none of the valid signatures; several secrets may be live at once."""
    # Every pair is compared, so that the time taken does not tell which one matched.
    if not sum(hmac.compare_digest(one, other) for one in given for other in valid):
        raise Unauthenticated(f"{instance}: the signature does not match", cause=header)


def hex_digest(secret: bytes, signed: bytes) -> bytes:
    """HMAC-SHA256 in hexadecimal digits."""
    return hmac.new(secret, signed, hashlib.sha256).hexdigest().encode()


def read_delivery(decoder: msgspec.json.Decoder[W], body: bytes, instance: str) -> W:
    """Decode a delivery's JSON. Raises BadInput with the path that msgspec names."""
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{instance}: {error}", field="body") from error
