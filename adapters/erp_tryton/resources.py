"""What is read by its key in one call: the model, the keys' condition, how a record is read and mapped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from adapters.erp_tryton.api import Clause
from adapters.erp_tryton.mapping import catalog as mapping_catalog
from adapters.erp_tryton.mapping import purchases as mapping_purchases
from adapters.erp_tryton.mapping import returns as mapping_returns
from adapters.erp_tryton.mapping import shipments as mapping_shipments
from adapters.erp_tryton.mapping.notes import Notes
from adapters.erp_tryton.mapping.vocabulary import SALE
from adapters.erp_tryton.wire import catalog as wire_catalog
from adapters.erp_tryton.wire import purchases as wire_purchases
from adapters.erp_tryton.wire import returns as wire_returns
from adapters.erp_tryton.wire import shipments as wire_shipments
from adapters.erp_tryton.wire import values as wire
from adapters.reading.subjects import shipment_subject
from adapters.transport.decode import RecordKind
from domain.catalog import Customer, Location, Product
from domain.purchasing import PurchaseOrder
from domain.returns import Return
from domain.shipments import Shipment

N = TypeVar("N")
W = TypeVar("W", bound=msgspec.Struct)
V = TypeVar("V")

HAS_NUMBER: Clause = ("number", "!=", None)
"""A draft has none, so that nobody could ask for it."""

SELLS: Clause = ("lines.quantity", ">", 0)
"""A sale with negative quantities alone is a return, and one with no quantity at all is no order yet."""

TAKES_BACK: Clause = ("lines.quantity", "<", 0)
OF_A_SALE: Clause = ("origin", "like", f"{SALE},%")
"""Made by returning a sale. What a sale may come from besides, modules say: not all of it has a number."""

WITH_INACTIVE: Clause = ("active", "in", (True, False))
"""What is no longer used is left out unless asked for, and old orders still name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Generic[N, W, V]):
    """Records of one model. domain: the condition for keys, of a company. mapping raises ImpossibleValue."""

    model: str
    record: type[W]
    kind: RecordKind[str, N, W]
    domain: Callable[[Sequence[str], int], Sequence[Clause]]
    mapping: Callable[[W, Notes], V]


def numbered(keys: Sequence[str], company: int) -> list[Clause]:
    """Documents by their numbers, which count anew in each company."""
    return [("number", "in", keys), ("company", "=", company)]


def _numbered(
    record: msgspec.json.Decoder[W], subject: Callable[[str], str]
) -> RecordKind[str, wire.Numbered, W]:
    return RecordKind(name=wire.NUMBERED, key=lambda named: named.number, record=record, subject=subject)


def _coded(
    record: msgspec.json.Decoder[W], subject: Callable[[str], str]
) -> RecordKind[str, wire.CodedKey, W]:
    return RecordKind(name=wire.CODED_KEY, key=lambda named: named.code, record=record, subject=subject)


RETURNS: Resource[wire.Numbered, wire_returns.Return, Return] = Resource(
    model="sale.sale",
    record=wire_returns.Return,
    kind=_numbered(wire_returns.RETURN, "return:{}".format),
    domain=lambda keys, company: [*numbered(keys, company), OF_A_SALE, TAKES_BACK],
    mapping=mapping_returns.goods_return,
)

SHIPMENTS: Resource[wire.Numbered, wire_shipments.Shipment, Shipment] = Resource(
    model="stock.shipment.out",
    record=wire_shipments.Shipment,
    kind=_numbered(wire_shipments.SHIPMENT, shipment_subject),
    domain=numbered,
    mapping=mapping_shipments.shipment,
)

PURCHASE_ORDERS: Resource[wire.Numbered, wire_purchases.Purchase, PurchaseOrder] = Resource(
    model="purchase.purchase",
    record=wire_purchases.Purchase,
    kind=_numbered(wire_purchases.PURCHASE, "purchase_order:{}".format),
    domain=numbered,
    mapping=mapping_purchases.purchase_order,
)

PRODUCTS: Resource[wire.CodedKey, wire_catalog.Product, Product] = Resource(
    model="product.product",
    record=wire_catalog.Product,
    kind=_coded(wire_catalog.PRODUCT, "product:{}".format),
    domain=lambda keys, _: [("code", "in", keys), WITH_INACTIVE],
    mapping=mapping_catalog.product,
)

LOCATIONS: Resource[wire.CodedKey, wire_catalog.Place, Location] = Resource(
    model="stock.location",
    record=wire_catalog.Place,
    kind=_coded(wire_catalog.PLACE, "location:{}".format),
    domain=lambda keys, _: [("code", "in", keys), ("type", "=", "warehouse"), WITH_INACTIVE],
    mapping=mapping_catalog.location,
)

CUSTOMERS: Resource[wire.CodedKey, wire_catalog.Party, Customer] = Resource(
    model="party.party",
    record=wire_catalog.Party,
    kind=_coded(wire_catalog.PARTY, "customer:{}".format),
    domain=lambda keys, _: [("code", "in", keys), WITH_INACTIVE],
    mapping=mapping_catalog.customer,
)
