"""The term of an e-mail address: its keyed hash, so that the index holds no address."""

import hashlib
import hmac
import re
import unicodedata

from domain.errors import ImpossibleValue
from domain.search.terms import Term, TermKind

SHORTEST_KEY = 16
"""Bytes; with less, whoever has the index could try keys until a known address fits."""

_LONGEST = 254
_BLANKS = re.compile(r"\s+")


def email_term(address: str, key: bytes, *, field: str = "") -> Term:
    """HMAC-SHA256 of the address without blanks and case, in hex. Raises ImpossibleValue for no address.

    The message never repeats what was written: it may be an address with a slip in it. A key that is
    shorter than SHORTEST_KEY is a ValueError.
    """
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"the key of e-mail terms has {len(key)} bytes, {SHORTEST_KEY} are the least")
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", address)).casefold()
    mailbox, _, host = plain.rpartition("@")
    if not (mailbox and host and plain.isprintable()) or len(plain) > _LONGEST:
        raise ImpossibleValue("is no e-mail address", field=field)
    return Term(TermKind.EMAIL, hmac.new(key, plain.encode(), hashlib.sha256).hexdigest())
