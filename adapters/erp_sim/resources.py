"""The ERP's lists that are read by key: where each is, what its records are and what they become."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from adapters.erp_sim import (
    mapping_catalog,
    mapping_orders,
    mapping_returns,
    mapping_supply,
    wire,
    wire_catalog,
    wire_supply,
)
from adapters.erp_sim.notation import ErpNotes
from adapters.transport.decode import RecordKind
from domain.catalog import Customer, Location, Product
from domain.orders import Order
from domain.purchasing import PurchaseOrder
from domain.returns import Return
from domain.stock import StockKey, StockPosition

K = TypeVar("K")
N = TypeVar("N")
W = TypeVar("W")
V = TypeVar("V")


DOCUMENTS = 100
ITEMS = 200
"""The ERP refuses a query that names more."""

# So many of its names stay below what a URL may hold.
LONGEST_NAME = 60


def askable(name: str) -> bool:
    """Whether it can be a name in the ERP, and stand in a query beside others."""
    return name.isascii() and len(name) <= LONGEST_NAME and "," not in name


def _itself(key: str) -> str:
    return key


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Generic[K, N, W, V]):
    """One list. parameter: what names the wanted records in a query, "" where the list is read whole.

    at_most: how many a query may name. asked_as: what it says for a key. mapping: (record, notes, as_of
    of the reply) -> ours; raises ImpossibleValue.
    """

    path: str
    parameter: str
    at_most: int
    kind: RecordKind[K, N, W]
    asked_as: Callable[[K], str]
    mapping: Callable[[W, ErpNotes, datetime | None], V]


def _numbered(kind: str, record: msgspec.json.Decoder[W]) -> RecordKind[str, wire.Numbered, W]:
    return RecordKind(
        name=wire.NUMBERED, key=lambda named: named.number, record=record, subject=f"{kind}:{{}}".format
    )


ORDERS: Resource[str, wire.Numbered, wire.Order, Order] = Resource(
    path="/api/v2/sales-orders",
    parameter="numbers",
    at_most=DOCUMENTS,
    kind=_numbered("order", wire.ORDER),
    asked_as=_itself,
    mapping=mapping_orders.order,
)

RETURNS: Resource[str, wire.Numbered, wire_supply.Return, Return] = Resource(
    path="/api/v2/returns",
    parameter="numbers",
    at_most=DOCUMENTS,
    kind=_numbered("return", wire_supply.RETURN),
    asked_as=_itself,
    mapping=mapping_returns.goods_return,
)

PURCHASE_ORDERS: Resource[str, wire.Numbered, wire_supply.PurchaseOrder, PurchaseOrder] = Resource(
    path="/api/v2/purchase-orders",
    parameter="numbers",
    at_most=DOCUMENTS,
    kind=_numbered("purchase_order", wire_supply.PURCHASE_ORDER),
    asked_as=_itself,
    mapping=mapping_supply.purchase_order,
)

STOCK: Resource[StockKey, wire_supply.StockName, wire_supply.Stock, StockPosition] = Resource(
    path="/api/v2/stock",
    parameter="skus",
    at_most=ITEMS,
    kind=RecordKind(
        name=wire_supply.STOCK_NAME,
        key=lambda record: StockKey(record.sku, record.site),
        record=wire_supply.STOCK,
        subject=lambda key: f"sku:{key.sku}@{key.location}",
    ),
    asked_as=lambda key: key.sku,
    mapping=mapping_supply.position,
)

PRODUCTS: Resource[str, wire_catalog.ProductName, wire_catalog.Product, Product] = Resource(
    path="/api/v2/products",
    parameter="skus",
    at_most=ITEMS,
    kind=RecordKind(
        name=wire_catalog.PRODUCT_NAME,
        key=lambda record: record.sku,
        record=wire_catalog.PRODUCT,
        subject="product:{}".format,
    ),
    asked_as=_itself,
    mapping=mapping_catalog.product,
)

SITES: Resource[str, wire_catalog.SiteName, wire_catalog.Site, Location] = Resource(
    path="/api/v2/sites",
    parameter="",
    at_most=ITEMS,
    kind=RecordKind(
        name=wire_catalog.SITE_NAME,
        key=lambda record: record.code,
        record=wire_catalog.SITE,
        subject="location:{}".format,
    ),
    asked_as=_itself,
    mapping=mapping_catalog.location,
)

CUSTOMERS: Resource[str, wire.Numbered, wire_catalog.Customer, Customer] = Resource(
    path="/api/v2/customers",
    parameter="numbers",
    at_most=ITEMS,
    kind=_numbered("customer", wire_catalog.CUSTOMER),
    asked_as=_itself,
    mapping=mapping_catalog.customer,
)
