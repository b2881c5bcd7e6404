"""What must be known of the records of a port to keep them: their type, and how keys are written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, cast

import msgspec

from domain.catalog import Customer, Location, Product
from domain.identifiers import IdentifierKind as Kind
from domain.orders import Fulfilment, Order
from domain.ports import backends as ports
from domain.ports.reading import K, Port, V
from domain.purchasing import PurchaseOrder
from domain.references import Reference, ReferredOrders
from domain.returns import Return
from domain.shipments import Shipment, Track
from domain.stock import StockKey, StockPosition
from gateway.settings.freshness import Terms

_SKU = "sku"
_STOCK = "stock"
_AT = "@"
_SOURCE = "source"
_TOLD = frozenset(
    port.name
    for port in (
        ports.ORDERS,
        ports.FULFILMENTS,
        ports.SHIPMENTS,
        ports.TRACKING,
        ports.STOCK,
        ports.RETURNS,
        ports.PURCHASE_ORDERS,
    )
)
"""Ports of whose records events tell."""
_KINDS = frozenset(kind.value for kind in Kind)


@dataclass(frozen=True, slots=True)
class Records(Generic[K, V]):
    """The records of one port. keys: those that a subject `kind:name` means, of the keys that are held.

    key: its type.
    """

    port: Port[K, V]
    record: type[V]
    keys: Callable[[str, str, Iterable[K]], list[K]]
    key: type[K]

    def text(self, key: K) -> str:
        """The key as text: different ones never look alike."""
        return key if isinstance(key, str) else msgspec.json.encode(key).decode()

    def key_of(self, text: str) -> K:
        """The key that was written as `text`. Raises MsgspecError."""
        return cast("K", text) if self.key is str else msgspec.json.decode(text, type=self.key)

    def meant(self, subject: str, held: Iterable[K]) -> list[K]:
        """The keys that a subject means; a whole source means all that it tells of."""
        kind, _, name = subject.partition(":")
        if kind == _SOURCE:
            return list(held) if self.port.name in _TOLD else []
        return self.keys(kind, name, held)


def _numbered(port: Port[str, V], record: type[V], of: Kind) -> Records[str, V]:
    def keys(kind: str, name: str, _held: Iterable[str]) -> list[str]:
        return [name] if kind == of else []

    return Records(port, record, keys, str)


def _positions(kind: str, name: str, held: Iterable[StockKey]) -> list[StockKey]:
    """`sku:A@B` is one position, `sku:A` and `item:A` are all of the item that are held, `stock:*` is all."""
    if kind == _STOCK:
        return list(held)
    if kind not in {_SKU, Kind.ITEM}:
        return []
    sku, at, place = name.rpartition(_AT)
    return [StockKey(sku, place)] if at else [key for key in held if key.sku == name]


def _references(kind: str, name: str, held: Iterable[Reference]) -> list[Reference]:
    """A changed order may have got other names, so that it is forgotten under all of them."""
    if kind in {Kind.ORDER, Kind.SHIPMENT}:
        return list(held)
    return [Reference(Kind(kind), name)] if kind in _KINDS else []


_ALL: tuple[Records[Any, Any], ...] = (
    _numbered(ports.ORDERS, Order, Kind.ORDER),
    Records(ports.ORDERS_BY_REFERENCE, ReferredOrders, _references, Reference),
    _numbered(ports.FULFILMENTS, Fulfilment, Kind.ORDER),
    _numbered(ports.SHIPMENTS, Shipment, Kind.SHIPMENT),
    _numbered(ports.TRACKING, Track, Kind.TRACKING),
    Records(ports.STOCK, StockPosition, _positions, StockKey),
    _numbered(ports.RETURNS, Return, Kind.RETURN),
    _numbered(ports.PURCHASE_ORDERS, PurchaseOrder, Kind.PURCHASE_ORDER),
    _numbered(ports.PRODUCTS, Product, Kind.ITEM),
    _numbered(ports.LOCATIONS, Location, Kind.LOCATION),
    _numbered(ports.CUSTOMERS, Customer, Kind.CUSTOMER),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cached(Generic[K, V]):
    """One port of one instance, as it is cached.

    place: what sets the instance apart from others of its name that other deployments have. is_fed: whether
    its feed tells of every change of these records, by their own keys.
    """

    instance: str
    records: Records[K, V]
    terms: Terms
    place: str = ""
    is_fed: bool = False


_BY_PORT: Mapping[str, Records[Any, Any]] = {each.port.name: each for each in _ALL}


def records_of(port: str) -> Records[object, object]:
    """Of a port of the backends, by name."""
    return cast("Records[object, object]", _BY_PORT[port])
