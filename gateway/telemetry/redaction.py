"""What must not reach a log: credentials and personal data, by the name of the key that holds them."""

import re
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

HIDDEN = "(hidden)"

_SENSITIVE = re.compile(
    r"authorization|api[_-]?key|passw(or)?d|secret|token|cookie|credential|signature"
    r"|e_?mail|phone|street|address_line|recipient|person|^variables$|^query$|^body$",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)
_SHORTEST = len("Basic 12345678")
_API_KEY = re.compile(r"\b(og_[a-z2-7]{8})_[a-z2-7]{32}\b")
_CREDENTIALS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://)[^/\s:@]*:[^/\s@]*@", re.IGNORECASE)


def redact(_logger: object, _method: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
    """A structlog processor: hides values under telling keys, and credentials inside any text."""
    for key, value in event.items():
        event[key] = HIDDEN if _telling(key) else _cleaned(value)
    return event


def safe_url(url: str) -> str:
    """A URL without user, password and query, for messages and tables."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _cleaned(value: object) -> object:
    match value:
        case str():
            return _without_credentials(value)
        case Mapping():
            return {key: HIDDEN if _telling(str(key)) else _cleaned(one) for key, one in value.items()}
        case list() | tuple():
            return [_cleaned(one) for one in value]
        case _:
            return value


def _without_credentials(text: str) -> str:
    """Most texts have none: looking for them costs much less than replacing nothing."""
    if text.isalnum() or (len(text) < _SHORTEST and "://" not in text):
        return text
    if _BEARER.search(text):
        text = _BEARER.sub(rf"\1 {HIDDEN}", text)
    if "og_" in text:
        text = _API_KEY.sub(rf"\1_{HIDDEN}", text)
    return _CREDENTIALS.sub(r"\g<scheme>", text) if "://" in text else text


@lru_cache(maxsize=1_000)
def _telling(key: str) -> bool:
    return _SENSITIVE.search(key) is not None
