"""The ERP keeps the contract of each port that it offers."""

from domain.catalog import Customer, Location, Product
from domain.orders import Order
from domain.purchasing import PurchaseOrder
from domain.returns import Return
from domain.stock import StockKey, StockPosition
from tests.adapters.erp_sim.system import OverErp
from tests.contracts.catalog import CustomersContract, LocationsContract, ProductsContract
from tests.contracts.orders import OrdersContract, ReturnsContract
from tests.contracts.over_http import json_spoiled
from tests.contracts.supply import PurchaseOrdersContract, StockContract


class TestOrders(OrdersContract, OverErp[str, Order]):
    known = ("SO-0000042", "SO-0000267", "SO-0000251", "SO-0000222")
    unknown = "SO-9999998"

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "data", lines=None)


class TestReturns(ReturnsContract, OverErp[str, Return]):
    known = ("RMA-0000267", "RMA-0000226")
    unknown = "RMA-0000042"

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "data", state=7)


class TestPurchaseOrders(PurchaseOrdersContract, OverErp[str, PurchaseOrder]):
    known = ("PU-0070230", "PU-0070233", "PU-0070272")
    unknown = "PU-9999998"

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "data", supplier="V-007")


class TestStock(StockContract, OverErp[StockKey, StockPosition]):
    known = (StockKey("AX-1017", "1000"), StockKey("AX-1017", "2000"), StockKey("AX-1042", "1000"))
    unknown = StockKey("AX-9", "1000")

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "data", uom=None)


class TestProducts(ProductsContract, OverErp[str, Product]):
    known = ("AX-1042", "AX-1007")
    unknown = "AX-9"

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "data", units=[{"uom": "CASE", "quantity": 0}])


class TestLocations(LocationsContract, OverErp[str, Location]):
    known = ("1000", "2000")
    unknown = "3000"

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "data", name=1)


class TestCustomers(CustomersContract, OverErp[str, Customer]):
    known = ("C-00042", "C-01001")
    unknown = "C-99999"

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "data", email=1)
