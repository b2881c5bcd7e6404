"""The adapter keeps the contract of every port on a real Tryton."""

from collections.abc import Iterable
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
import pytest

from domain.catalog import Customer, Location, Product
from domain.orders import Fulfilment, Order
from domain.purchasing import PurchaseOrder
from domain.returns import Return
from domain.shipments import Shipment
from domain.stock import StockKey, StockPosition
from tests.contracts.catalog import CustomersContract, LocationsContract, ProductsContract
from tests.contracts.orders import FulfilmentsContract, OrdersContract, ReturnsContract
from tests.contracts.shipments import ShipmentsContract
from tests.contracts.supply import PurchaseOrdersContract, StockContract
from tests.real.adapters.connected import OverTryton, first_spoiled, rows
from tests.real.tryton.manifest import SeededSale
from tests.real.tryton.server import TrytonServer

V = TypeVar("V")

NUMBERED = (
    "quotation",
    "confirmed",
    "waiting",
    "done",
    "done_invoiced",
    "partial",
    "cancelled",
    "to_return",
    "closed",
)
UNDER_WAY = ("assigned", "picked", "packed", "shipped", "done", "partial", "backordered")


class OfSales(OverTryton[str, V]):
    """Known by the numbers of their sales."""

    groups: tuple[str, ...]
    unknown = "999999"

    @property
    def sales(self) -> Iterable[SeededSale]:
        seeded = self.tryton.manifest.sales
        return [sale for group in self.groups for sale in seeded[group] if sale.number]

    @property
    def known(self) -> tuple[str, ...]:
        return tuple(sale.number for sale in self.sales if sale.number)


class TestOrders(OrdersContract, OfSales[Order]):
    groups: tuple[str, ...] = NUMBERED

    def spoiled(self, body: bytes) -> bytes:
        return first_spoiled(body, {"lines.": None})


class TestReturns(ReturnsContract, OfSales[Return]):
    groups: tuple[str, ...] = ("return_announced", "return_received")

    def spoiled(self, body: bytes) -> bytes:
        return first_spoiled(body, {"origin.": None})


class TestFulfilments(FulfilmentsContract, OfSales[Fulfilment]):
    groups: tuple[str, ...] = UNDER_WAY

    def spoiled(self, body: bytes) -> bytes:
        return first_spoiled(body, {"inventory_moves.": "several"})


class TestShipments(ShipmentsContract, OfSales[Shipment]):
    groups: tuple[str, ...] = (*UNDER_WAY, "waiting", "shipment_cancelled")

    @property
    def known(self) -> tuple[str, ...]:
        return tuple(shipment.number for sale in self.sales for shipment in sale.shipments)

    def spoiled(self, body: bytes) -> bytes:
        return first_spoiled(body, {"state": None})


class TestStock(StockContract, OverTryton[StockKey, StockPosition]):
    # One call for each of the two warehouses, and one for the open moves.
    calls_a_batch = 3
    known = (
        StockKey("AX-1005", "WH-E"),
        StockKey("AX-1010", "WH-E"),
        StockKey("AX-1017", "WH-W"),
        StockKey("AX-1030", "WH-W"),
    )
    unknown = StockKey("AX-9999", "WH-W")

    @pytest.fixture(autouse=True)
    def _zones(self, tryton: TrytonServer) -> None:
        database = urlsplit(tryton.url).path
        self.preliminaries = frozenset({f"{database}/rest/model/stock.location/search_read"})

    def spoiled(self, body: bytes) -> bytes:
        told = rows(body)
        for row in told:
            if row.get("code") == "AX-1017":
                row["quantity"] = "plenty"
        return msgspec.json.encode(told)


class TestPurchaseOrders(PurchaseOrdersContract, OverTryton[str, PurchaseOrder]):
    unknown = "999999"

    @property
    def known(self) -> tuple[str, ...]:
        ordered = {
            group: made for group, made in self.tryton.manifest.purchases.items() if group != "quotation"
        }
        return tuple(purchase.number for made in ordered.values() for purchase in made)

    def spoiled(self, body: bytes) -> bytes:
        return first_spoiled(body, {"lines.": [{"id": "one"}]})


class TestProducts(ProductsContract, OverTryton[str, Product]):
    known = ("AX-1001", "AX-1010", "AX-1030")
    unknown = "AX-9999"

    def spoiled(self, body: bytes) -> bytes:
        return first_spoiled(body, {"default_uom.": None})


class TestLocations(LocationsContract, OverTryton[str, Location]):
    known = ("WH-E", "WH-W")
    unknown = "WH-X"

    def spoiled(self, body: bytes) -> bytes:
        return first_spoiled(body, {"name": 7})


class TestCustomers(CustomersContract, OverTryton[str, Customer]):
    known = ("C-ACME", "C-EMBER")
    unknown = "C-NOBODY"

    def spoiled(self, body: bytes) -> bytes:
        return first_spoiled(body, {"email": ["several"]})
