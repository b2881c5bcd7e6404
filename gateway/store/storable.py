"""Foreign text as both databases can keep it."""

import hashlib

_DIGEST = 16


def storable(text: str, longest: int | None = None) -> str:
    """The text without what a database refuses; longer than `longest`, it ends in a digest of itself.

    PostgreSQL takes no NUL and UTF-8 no half of a pair. Long texts that differ stay different.
    """
    if text.isascii() and "\0" not in text and (longest is None or len(text) <= longest):
        return text
    plain = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\N{REPLACEMENT CHARACTER}")
    if longest is None or len(plain) <= longest:
        return plain
    digest = hashlib.sha256(plain.encode()).hexdigest()[:_DIGEST]
    return f"{plain[: longest - _DIGEST - 1]}~{digest}"
