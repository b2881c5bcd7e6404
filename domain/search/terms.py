"""Terms: what a caller may read out, brought to the one form in which it is kept and looked up."""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum

import msgspec

from domain.errors import ImpossibleValue
from domain.identifiers import IdentifierKind
from domain.references import Reference

LONGEST_TERM = 200
_BLANKS = re.compile(r"\s+")
_PO = re.compile(r"^(?:PO|P\.O\.)[\s#:.-]*(?=\w*\d)", re.IGNORECASE)


class TermKind(StrEnum):
    """What a term is. The first are kinds of identifiers, the others attributes of an order."""

    ORDER = "order"
    CHANNEL_ORDER = "channel_order"
    CUSTOMER_PO = "customer_po"
    WAREHOUSE_ORDER = "warehouse_order"
    INVOICE = "invoice"
    SHIPMENT = "shipment"
    LOAD = "load"
    TRACKING = "tracking"
    RETURN = "return"
    EMAIL = "email"
    SKU = "sku"
    LOCATION = "location"


class Term(msgspec.Struct, frozen=True, order=True, gc=False):
    """One thing that an order can be found by. The value is in its looked-up form."""

    kind: TermKind
    value: str


TERM_OF: dict[IdentifierKind, TermKind] = {
    IdentifierKind.ORDER: TermKind.ORDER,
    IdentifierKind.CHANNEL_ORDER: TermKind.CHANNEL_ORDER,
    IdentifierKind.CUSTOMER_PO: TermKind.CUSTOMER_PO,
    IdentifierKind.WAREHOUSE_ORDER: TermKind.WAREHOUSE_ORDER,
    IdentifierKind.INVOICE: TermKind.INVOICE,
    IdentifierKind.SHIPMENT: TermKind.SHIPMENT,
    IdentifierKind.LOAD: TermKind.LOAD,
    IdentifierKind.TRACKING: TermKind.TRACKING,
    IdentifierKind.RETURN: TermKind.RETURN,
}
"""Which identifiers of a record become terms."""


def term(kind: TermKind, text: str, *, field: str = "") -> Term:
    """A term of what somebody wrote. An e-mail's term is its keyed hash, which the caller makes."""
    return Term(kind, looked_up(kind, text, field=field))


def looked_up(kind: TermKind, text: str, *, field: str = "") -> str:
    """The form in which a term is kept: no blanks, no case, no `#`, and no `PO` before a number."""
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", _PO.sub("", text.strip())))
    value = plain.lstrip("#").casefold()
    if not value or len(value) > LONGEST_TERM or not value.isprintable():
        raise ImpossibleValue(f"{text[:40]!r} is nothing that a {kind} can be looked up by", field=field)
    return value


def spellings(kind: IdentifierKind, text: str) -> tuple[Reference, ...]:
    """How systems may have written what a caller reads out: first as it was said, each form once.

    Callers leave out the `#` of a shop and the `PO` of a customer, or add them, and drop capitals.
    """
    forms = (form for each in _forms(kind, text.strip()) for form in (each, each.upper()))
    return tuple(Reference(kind, form) for form in dict.fromkeys(forms) if form)


def _forms(kind: IdentifierKind, text: str) -> Iterator[str]:
    yield text
    yield _BLANKS.sub("", text)
    if kind is IdentifierKind.CHANNEL_ORDER:
        bare = text.lstrip("# ")
        yield bare
        if bare.isdecimal():
            yield f"#{bare}"
    if kind is IdentifierKind.CUSTOMER_PO:
        bare = _PO.sub("", text)
        yield bare
        yield f"PO {bare}"
        yield f"PO{bare}"
