"""Names of things: an identifier is a kind, the instance in whose namespace it stands, and a value.

*Instance* is one configured system under a name of its own (`erp_eu`, `wms_east`). What we ourselves
call a thing is a plain `str`: the order's number, the item's sku, the location's code. The crosswalk
ties foreign identifiers to ours; one that nothing ties keeps its namespace in front, so that two
systems' equal numbers never merge by accident.
"""

import re
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.errors import ImpossibleValue

_INSTANCE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MAX_VALUE = 200


class IdentifierKind(StrEnum):
    """What an identifier names."""

    ORDER = "order"
    CHANNEL_ORDER = "channel_order"
    CUSTOMER_PO = "customer_po"
    WAREHOUSE_ORDER = "warehouse_order"
    INVOICE = "invoice"
    SHIPMENT = "shipment"
    LOAD = "load"
    TRACKING = "tracking"
    RETURN = "return"
    PURCHASE_ORDER = "purchase_order"
    ITEM = "item"
    GTIN = "gtin"
    CUSTOMER_ITEM = "customer_item"
    SUPPLIER_ITEM = "supplier_item"
    LOCATION = "location"
    GLN = "gln"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    CARRIER = "carrier"


SEVERAL_NAMES = frozenset(
    {
        IdentifierKind.CHANNEL_ORDER,
        IdentifierKind.CUSTOMER_PO,
        IdentifierKind.WAREHOUSE_ORDER,
        IdentifierKind.INVOICE,
        IdentifierKind.LOAD,
        IdentifierKind.TRACKING,
        IdentifierKind.GTIN,
        IdentifierKind.GLN,
        IdentifierKind.CUSTOMER_ITEM,
        IdentifierKind.SUPPLIER_ITEM,
    }
)
"""Kinds of which one thing may have several names in one system. By the others a system is asked, and
with two names to ask by, an answer under one of them would be half of the truth."""

SEVERAL_THINGS = frozenset(
    {
        IdentifierKind.CUSTOMER_PO,
        IdentifierKind.INVOICE,
        IdentifierKind.LOAD,
    }
)
"""Kinds of which one name may rightly mean several things: a purchase order that came as two orders."""

SHARED_KINDS = frozenset({IdentifierKind.TRACKING, IdentifierKind.GTIN, IdentifierKind.GLN})
"""Kinds that are given outside of every instance, so that equal values mean the same whoever says them."""

PARTY_KINDS = {
    IdentifierKind.CUSTOMER_ITEM: IdentifierKind.CUSTOMER,
    IdentifierKind.SUPPLIER_ITEM: IdentifierKind.SUPPLIER,
}
"""Kinds that a party gives, and what it is: two customers may use one part number for different items. Such a
value is `party/number`, the party as the instance calls it."""

_THINGS = {
    IdentifierKind.CHANNEL_ORDER: IdentifierKind.ORDER,
    IdentifierKind.CUSTOMER_PO: IdentifierKind.ORDER,
    IdentifierKind.WAREHOUSE_ORDER: IdentifierKind.ORDER,
    IdentifierKind.INVOICE: IdentifierKind.ORDER,
    IdentifierKind.LOAD: IdentifierKind.SHIPMENT,
    IdentifierKind.TRACKING: IdentifierKind.SHIPMENT,
    IdentifierKind.GTIN: IdentifierKind.ITEM,
    IdentifierKind.CUSTOMER_ITEM: IdentifierKind.ITEM,
    IdentifierKind.SUPPLIER_ITEM: IdentifierKind.ITEM,
    IdentifierKind.GLN: IdentifierKind.LOCATION,
}


def thing_of(kind: IdentifierKind) -> IdentifierKind:
    """What a name of this kind means: a GTIN an item, a purchase order of the customer an order."""
    return _THINGS.get(kind, kind)


def kinds_of(thing: IdentifierKind) -> tuple[IdentifierKind, ...]:
    """Every kind of name that such a thing has."""
    return tuple(kind for kind in IdentifierKind if thing_of(kind) is thing)


class Identifier(msgspec.Struct, frozen=True, gc=False, order=True):
    """One name of one thing in one system."""

    kind: IdentifierKind
    instance: str
    value: str


class LinkOrigin(StrEnum):
    """Where a link of the crosswalk comes from."""

    DECLARED = "DECLARED"
    RULE = "RULE"
    LEARNED = "LEARNED"


class Link(msgspec.Struct, frozen=True, gc=False):
    """`identifier` is what that system calls the thing that we call `ours`.

    learned_at: when it was first told; None where the instance file says so. valid_from (included) and
    valid_until (excluded): when the name means this thing, open where None: carriers use a tracking
    number again after some months.
    """

    identifier: Identifier
    ours: str
    origin: LinkOrigin
    learned_at: datetime | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None


def instance_name(text: str) -> str:
    """Check an instance's name: lower-case letters, digits and `_`, at most 40."""
    if not _INSTANCE.fullmatch(text):
        raise ImpossibleValue(f"{text[:60]!r} is not an instance name (a-z, 0-9, _, 40 at most)")
    return text


def identifier(kind: IdentifierKind, instance: str, value: str, *, field: str = "") -> Identifier:
    """Make an identifier from a foreign value; surrounding blanks are not part of a name."""
    name = value.strip()
    if not name or len(name) > _MAX_VALUE or not name.isprintable():
        raise ImpossibleValue(f"'{name[:40]}' cannot name a {kind}", field=field)
    if kind in PARTY_KINDS and not all(party_and_number(name)):
        party = PARTY_KINDS[kind]
        raise ImpossibleValue(f"'{name[:40]}' should be the {party}, a slash and its number", field=field)
    return Identifier(kind, instance, name)


def of_party(party: str, number: str) -> str:
    """A part number in the namespace of who gave it; "" where one of both is not known, or cannot be told."""
    return f"{party}/{number}" if party and number and "/" not in party else ""


def party_and_number(value: str) -> tuple[str, str]:
    """What `of_party` put together."""
    party, _, number = value.partition("/")
    return party, number


def unlinked_name(foreign: Identifier) -> str:
    """Our name for a thing that no link ties: its value, kept in its own namespace."""
    return f"{foreign.instance}:{foreign.value}"


def as_unlinked(name: str, kind: IdentifierKind) -> Identifier | None:
    """The identifier behind a name that `unlinked_name` made, if it is one."""
    instance, colon, value = name.partition(":")
    if not colon or not value or not _INSTANCE.fullmatch(instance):
        return None
    return Identifier(kind, instance, value)
