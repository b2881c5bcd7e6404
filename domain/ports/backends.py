"""The ports outward: what the systems of a distributor may offer.

Adapters take and give names in their own instance's namespace; assembly offers the same ports in our
names, merged over all instances. Keys are strings (numbers, codes) unless said otherwise.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from domain.catalog import Customer, Location, Product
from domain.events.record import Event
from domain.exceptions import Finding
from domain.orders import Fulfilment, Order
from domain.ports.demand import Demand
from domain.ports.reading import Port
from domain.purchasing import PurchaseOrder
from domain.references import Reference, ReferredOrders
from domain.returns import Return
from domain.shipments import Shipment, Track
from domain.stock import StockKey, StockPosition

ORDERS: Port[str, Order] = Port("orders")
"""OrderSource: by order number."""

ORDERS_BY_REFERENCE: Port[Reference, ReferredOrders] = Port("orders_by_reference")
"""OrderSource, and whoever works on orders: by a name of the order that is not its number. Each system takes
the kinds that its adapter's manifest names, and is asked for no others."""

FULFILMENTS: Port[str, Fulfilment] = Port("fulfilments")
"""FulfilmentSource: by the order number that the warehouse was given."""

SHIPMENTS: Port[str, Shipment] = Port("shipments")
"""ShipmentSource: by shipment number, or the shipper's reference for it."""

TRACKING: Port[str, Track] = Port("tracking")
"""TrackingSource: by tracking number."""

STOCK: Port[StockKey, StockPosition] = Port("stock")
"""StockSource: by item and place."""

RETURNS: Port[str, Return] = Port("returns")
"""ReturnSource: by return number."""

PURCHASE_ORDERS: Port[str, PurchaseOrder] = Port("purchase_orders")
"""InboundSource: by purchase order number."""

PRODUCTS: Port[str, Product] = Port("products")
"""CatalogSource: by item code."""

LOCATIONS: Port[str, Location] = Port("locations")
"""CatalogSource: by place code."""

CUSTOMERS: Port[str, Customer] = Port("customers")
"""CatalogSource: by customer code."""

BACKEND_PORTS = (
    ORDERS,
    ORDERS_BY_REFERENCE,
    FULFILMENTS,
    SHIPMENTS,
    TRACKING,
    STOCK,
    RETURNS,
    PURCHASE_ORDERS,
    PRODUCTS,
    LOCATIONS,
    CUSTOMERS,
)

CHANGES = "changes"
WEBHOOK = "webhook"
"""The capabilities that are not reads: a changed-since poll, and signed deliveries."""


class ChangePage(msgspec.Struct, frozen=True, kw_only=True):
    """What changed since a cursor: entity keys in the instance's namespace, by kind.

    cursor: where the next poll goes on; watermark: the source time up to which all is known now;
    more: whether another page is waiting; findings: rows that name nothing, which are passed over.
    """

    cursor: str
    changed: Mapping[str, tuple[str, ...]] = {}
    watermark: datetime | None = None
    more: bool = False
    findings: tuple[Finding, ...] = ()


class ChangeSource(Protocol):
    """EventSource by polling, for systems that cannot push."""

    async def changes(self, cursor: str, demand: Demand) -> ChangePage:
        """One page after `cursor` ("" for the beginning). Raises BackendError."""
        ...


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """What one webhook delivery says: events, and what of it could not be mapped.

    watermark: the source's time up to which it says that it has told all; a heartbeat has nothing else.
    """

    events: tuple[Event, ...] = ()
    findings: tuple[Finding, ...] = ()
    watermark: datetime | None = None


class WebhookSource(Protocol):
    """EventSource by delivery. Both methods are pure; time is a parameter."""

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        """Check signature and age of a delivery (header names in lower case). Raises Unauthenticated."""
        ...

    def parse(self, body: bytes, now: datetime) -> Delivered:
        """Map a verified delivery to events. Raises BadInput where nothing of it can be read."""
        ...


WEBHOOK_TOLERANCE = timedelta(minutes=5)
"""How far a delivery's own timestamp may lie from now."""


def changed(kind: str, keys: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Entity keys of one kind, each once, in the order in which they came."""
    return {kind: tuple(dict.fromkeys(keys))} if keys else {}
