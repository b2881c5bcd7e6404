"""The ERP's lists that are read by key: where each is, what its records are and what they become."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from adapters.erp_sim import (
    mapping_catalog,
    mapping_orders,
    mapping_returns,
    mapping_supply,
    wire,
    wire_catalog,
    wire_supply,
)
from adapters.erp_sim.notes import Notes
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


def _itself(key: str) -> str:
    return key


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Generic[K, N, W, V]):
    """One list. parameter: what names the wanted records in a query, "" where the list is read whole.

    asked_as: what the query says for a key. mapping: (record, notes, as_of of the reply) -> ours;
    raises ImpossibleValue.
    """

    path: str
    parameter: str
    kind: RecordKind[K, N, W]
    asked_as: Callable[[K], str]
    mapping: Callable[[W, Notes, datetime | None], V]


ORDERS: Resource[str, wire.Numbered, wire.Order, Order] = Resource(
    path="/api/v2/sales-orders",
    parameter="numbers",
    kind=RecordKind(
        name=wire.NUMBERED,
        key=lambda record: record.number,
        record=wire.ORDER,
        subject="order:{}".format,
    ),
    asked_as=_itself,
    mapping=mapping_orders.order,
)

RETURNS: Resource[str, wire.Numbered, wire_supply.Return, Return] = Resource(
    path="/api/v2/returns",
    parameter="numbers",
    kind=RecordKind(
        name=wire.NUMBERED,
        key=lambda record: record.number,
        record=wire_supply.RETURN,
        subject="return:{}".format,
    ),
    asked_as=_itself,
    mapping=mapping_returns.goods_return,
)

PURCHASE_ORDERS: Resource[str, wire.Numbered, wire_supply.PurchaseOrder, PurchaseOrder] = Resource(
    path="/api/v2/purchase-orders",
    parameter="numbers",
    kind=RecordKind(
        name=wire.NUMBERED,
        key=lambda record: record.number,
        record=wire_supply.PURCHASE_ORDER,
        subject="purchase_order:{}".format,
    ),
    asked_as=_itself,
    mapping=mapping_supply.purchase_order,
)

STOCK: Resource[StockKey, wire_supply.StockName, wire_supply.Stock, StockPosition] = Resource(
    path="/api/v2/stock",
    parameter="skus",
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
    kind=RecordKind(
        name=wire.NUMBERED,
        key=lambda record: record.number,
        record=wire_catalog.CUSTOMER,
        subject="customer:{}".format,
    ),
    asked_as=_itself,
    mapping=mapping_catalog.customer,
)
