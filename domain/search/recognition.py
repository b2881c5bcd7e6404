"""What a text may be that somebody reads out: an order number, a tracking number, an e-mail, an item.

The form alone seldom decides: `4500017` may be anybody's number. So each form has the list of what it
may be, the likeliest first, and the index says which of them it is.
"""

import re
from enum import StrEnum

import msgspec

from domain.errors import BadInput
from domain.search.terms import LONGEST_TERM, TermKind

_WILDCARDS = frozenset("*%")
_GTIN_LENGTHS = frozenset({8, 12, 13, 14})
_GLN_LENGTH = 13


class Meaning(StrEnum):
    """What a text was found to be."""

    ORDER = "ORDER"
    CHANNEL_ORDER = "CHANNEL_ORDER"
    CUSTOMER_PO = "CUSTOMER_PO"
    WAREHOUSE_ORDER = "WAREHOUSE_ORDER"
    INVOICE = "INVOICE"
    SHIPMENT = "SHIPMENT"
    LOAD = "LOAD"
    TRACKING = "TRACKING"
    RETURN = "RETURN"
    EMAIL = "EMAIL"
    ITEM = "ITEM"
    GTIN = "GTIN"
    LOCATION = "LOCATION"
    GLN = "GLN"


class Recognised(msgspec.Struct, frozen=True):
    """The text without idle blanks, and what it may be, the likeliest first."""

    text: str
    meanings: tuple[Meaning, ...]


TERM_KINDS: dict[Meaning, TermKind] = {
    Meaning.ORDER: TermKind.ORDER,
    Meaning.CHANNEL_ORDER: TermKind.CHANNEL_ORDER,
    Meaning.CUSTOMER_PO: TermKind.CUSTOMER_PO,
    Meaning.WAREHOUSE_ORDER: TermKind.WAREHOUSE_ORDER,
    Meaning.INVOICE: TermKind.INVOICE,
    Meaning.SHIPMENT: TermKind.SHIPMENT,
    Meaning.LOAD: TermKind.LOAD,
    Meaning.TRACKING: TermKind.TRACKING,
    Meaning.RETURN: TermKind.RETURN,
    Meaning.EMAIL: TermKind.EMAIL,
}
"""The meanings that name an order, and the term to look it up by."""

_ANY_NUMBER = tuple(meaning for meaning in TERM_KINDS if meaning is not Meaning.EMAIL)
_ANYTHING = (*_ANY_NUMBER, Meaning.ITEM, Meaning.LOCATION)
_FORMS: tuple[tuple[re.Pattern[str], tuple[Meaning, ...]], ...] = (
    (re.compile(r".*@.*"), (Meaning.EMAIL,)),
    (re.compile(r"#.+"), (Meaning.CHANNEL_ORDER, Meaning.ORDER)),
    (re.compile(r"(?:PO|P\.O\.)[\s#:].*\d.*", re.IGNORECASE), (Meaning.CUSTOMER_PO,)),
    (re.compile(r"1Z(?:\s?[0-9A-Z]){16}", re.IGNORECASE), (Meaning.TRACKING, Meaning.SHIPMENT)),
)
"""Forms that say what they are; the first that fits the whole text decides."""


def recognised(text: str, *, field: str) -> Recognised:
    """What a text may be. Raises BadInput for one that is empty, too long, or asks for many at once."""
    plain = readable(text, field=field)
    for form, meanings in _FORMS:
        if form.fullmatch(plain):
            return Recognised(plain, meanings)
    return Recognised(plain, (*_ANYTHING, *_numbered(plain.replace(" ", ""))))


def readable(text: str, *, field: str) -> str:
    """The text with single blanks. Raises BadInput for what no exact look-up can use."""
    plain = " ".join(text.split())
    if not plain:
        raise BadInput("is empty", field=field)
    if len(plain) > LONGEST_TERM:
        raise BadInput(f"is longer than {LONGEST_TERM} characters", field=field)
    if not plain.isprintable():
        raise BadInput("has characters that cannot be written", field=field)
    # `%` and `*` are rare in an e-mail, but allowed.
    if "@" not in plain and _WILDCARDS & set(plain):
        raise BadInput("has a wildcard; only whole names are looked up", field=field)
    if not any(character.isalnum() for character in plain):
        raise BadInput("has neither a letter nor a digit", field=field)
    return plain


def _numbered(digits: str) -> tuple[Meaning, ...]:
    """What a number may be by its length. Check digits decide nothing: systems hold wrong ones too."""
    if not (digits.isascii() and digits.isdecimal()) or len(digits) not in _GTIN_LENGTHS:
        return ()
    return (Meaning.GTIN, Meaning.GLN) if len(digits) == _GLN_LENGTH else (Meaning.GTIN,)


def gtins(text: str) -> tuple[str, ...]:
    """The ways in which one GTIN is written, with and without leading zeros."""
    digits = text.replace(" ", "").lstrip("0")
    return tuple(digits.zfill(length) for length in sorted(_GTIN_LENGTHS) if len(digits) <= length)
