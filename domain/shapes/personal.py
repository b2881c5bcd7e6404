"""Personal data, masked: whoever knows it already recognises it, and nobody else learns it.

To mask what is masked changes nothing. An empty text stays empty: that nothing is known is told.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from domain.identifiers import Identifier

HIDDEN = "***"
_POSTAL = 2
_CODE_END = 2
_LONGEST_ENDING = 10


def masked_name(name: str) -> str:
    """The first and the last initial, as in `A. S.` of Ann Smith."""
    words = name.split()
    ends = words if len(words) < 2 else (words[0], words[-1])  # noqa: PLR2004 - it has two ends
    return " ".join(f"{_first(word)}." for word in ends)


def masked_email(address: str) -> str:
    """The first characters of mailbox and host, and the host's ending: `j***@e***.com`."""
    if not address:
        return ""
    mailbox, at, host = address.rpartition("@")
    if not at:
        return HIDDEN
    site, dot, ending = host.rpartition(".")
    if not dot:
        return f"{_first(mailbox)}{HIDDEN}@{_first(host)}{HIDDEN}"
    told = ending if ending.isalpha() and len(ending) <= _LONGEST_ENDING else HIDDEN
    return f"{_first(mailbox)}{HIDDEN}@{_first(site)}{HIDDEN}.{told}"


def masked_postal_code(code: str) -> str:
    """The first two characters, which name a part of a country: `94***`."""
    plain = code.strip().rstrip("*")[:_POSTAL].rstrip("*")
    return f"{plain}{HIDDEN}" if code.strip() else ""


def masked_street(lines: Sequence[str]) -> tuple[str, ...]:
    """That there is a street, and not how many lines it takes."""
    return (HIDDEN,) if any(line.strip() for line in lines) else ()


def masked_text(text: str) -> str:
    """That somebody wrote something."""
    return HIDDEN if text.strip() else ""


def masked_codes(codes: Sequence[Identifier]) -> tuple[Identifier, ...]:
    """The last two characters of each code: `***42`."""
    return tuple(replace(code, value=_masked_code(code.value)) for code in codes)


def _masked_code(value: str) -> str:
    return f"{HIDDEN}{value[-_CODE_END:]}" if len(value) > 2 * _CODE_END else HIDDEN


def _first(text: str) -> str:
    return next((character for character in text if character.isalnum()), "")
