"""By what a person is found in what we keep: their orders, what systems call both, and their own words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from domain.catalog import Customer
from domain.identifiers import IdentifierKind as Kind
from domain.orders import Order
from domain.ports.backends import CUSTOMERS, FULFILMENTS, ORDERS, RETURNS, SHIPMENTS, TRACKING
from domain.ports.reading import Found
from gateway.shield.freshness.encoding import Codec

PORTS: Mapping[str, Kind] = {
    CUSTOMERS.name: Kind.CUSTOMER,
    ORDERS.name: Kind.ORDER,
    FULFILMENTS.name: Kind.ORDER,
    RETURNS.name: Kind.RETURN,
    SHIPMENTS.name: Kind.SHIPMENT,
    TRACKING.name: Kind.TRACKING,
}
"""Ports whose records may hold something of a person, and by what kind of name they are read."""

_SHORTEST = 5
"""Characters of a text that is looked for: shorter ones are in everything."""
_CUSTOMER, _ORDER = Codec(Customer), Codec(Order)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """names: by kind, what we call what is theirs. foreign: by instance and kind, what it calls that.

    texts: what our own copies say of the person, by which other copies are recognised.
    """

    customer: str
    names: Mapping[Kind, Sequence[str]]
    foreign: Mapping[tuple[str, Kind], Sequence[str]]
    texts: frozenset[str] = frozenset()

    @property
    def orders(self) -> Sequence[str]:
        """Their orders, by our numbers."""
        return self.names.get(Kind.ORDER, ())

    @property
    def subjects(self) -> frozenset[str]:
        """Entity keys of what is theirs."""
        return frozenset(f"{kind}:{name}" for kind, names in self.names.items() for name in names)

    def is_in(self, body: bytes) -> bool:
        """Whether a document has any of their texts, in whatever case."""
        plain = body.decode("utf-8", "replace").casefold()
        return any(text in plain for text in self.texts)


def texts_of(port: str, body: bytes) -> Iterator[str]:
    """What a last known record says of a person. City and country are of too many."""
    if port == CUSTOMERS.name and isinstance(found := _read(_CUSTOMER, body), Customer):
        yield from _long((found.name, found.email))
    if port == ORDERS.name and isinstance(found := _read(_ORDER, body), Order) and found.ship_to:
        yield from _long((found.ship_to.name, *found.ship_to.lines))


def sought_texts(texts: Sequence[str]) -> frozenset[str]:
    """Texts that somebody gave, as they are looked for."""
    return frozenset(_long(texts))


def _read(codec: Codec[Customer] | Codec[Order], body: bytes) -> msgspec.Struct | None:
    stored = codec.decoded(body)
    return stored.outcome.value if stored is not None and isinstance(stored.outcome, Found) else None


def _long(texts: Sequence[str]) -> Iterator[str]:
    return (text.strip().casefold() for text in texts if len(text.strip()) >= _SHORTEST)
