"""The WMS of the west keeps the contract of everything that it offers."""

from collections.abc import Collection

import httpx
import pytest

from adapters.manifest import Connection
from adapters.wms_west.webhook import WmsWestWebhook
from domain.orders import Fulfilment
from domain.ports.backends import WebhookSource
from domain.shipments import Shipment
from domain.stock import StockKey, StockPosition
from simulators.wms_west.webhook import PUSHES_AS, sign
from tests.adapters.simulated import Simulated
from tests.adapters.wms_west.system import INSTANCE, SETTINGS, OverWest, connected, west
from tests.contracts.changes_over_http import ChangesOverHttp
from tests.contracts.orders import FulfilmentsContract
from tests.contracts.shipments import ShipmentsContract
from tests.contracts.supply import StockContract
from tests.contracts.webhooks import Delivery, WebhookContract
from tests.doubles.clock import SettableClock

# One that was picked short, one in cases, one in two parts, one of two in a shipment.
SHORT, IN_CASES, IN_TWO, SHARED = "0000269", "0000100", "0000233", "0000222"


class TestFulfilments(FulfilmentsContract, OverWest[str, Fulfilment]):
    known = (SHORT, IN_CASES, IN_TWO, SHARED)
    unknown = "9999998"

    def spoiled(self, body: bytes) -> bytes:
        return body.replace(b"QtyPicked>", b"QtyPickt>", 2)


class TestShipments(ShipmentsContract, OverWest[str, Shipment]):
    known = ("0000002691", "0000002332", "0000002221")
    unknown = "9999999981"

    def spoiled(self, body: bytes) -> bytes:
        return body.replace(b"QtyPicked>", b"QtyPickt>", 2)


class TestStock(StockContract, OverWest[StockKey, StockPosition]):
    known = (
        StockKey("000000000040001042", "W2"),
        StockKey("000000000040001144", "W2"),
        StockKey("000000000040001001", "W2"),
    )
    unknown = StockKey("000000000000000009", "W2")

    def spoiled(self, body: bytes) -> bytes:
        return body.replace(b'type="UU"', b'type="PI"', 1)


class TestChanges(ChangesOverHttp):
    instance = INSTANCE
    system: Simulated

    @pytest.fixture(autouse=True)
    def _world(self) -> None:
        self.system = west()

    def upstream(self) -> httpx.AsyncBaseTransport:
        return self.system.network

    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        return connected(clock, network)

    def spoiled(self, body: bytes) -> bytes:
        return body.replace(b" hostRef=", b" ref=", 1)

    def move(self) -> tuple[str, Collection[str]]:
        """A day of orders that come every ten minutes: some of the first hours' are this facility's."""
        self.system.simulation.clock.advance(86_400)
        return "order", {f"{number:07d}" for number in range(301, 340)}


class TestWebhook(WebhookContract):
    instance = INSTANCE
    signed = False
    dated = False

    def source(self) -> WebhookSource:
        passwords = [password.get_secret_value() for password in SETTINGS.webhook_passwords]
        return WmsWestWebhook(self.instance, SETTINGS.zone, PUSHES_AS.user, passwords)

    def delivery(self) -> Delivery:
        body = (
            b'<w:Notification xmlns:w="urn:w2:wms:1" id="M000000017" seq="17" type="ORDSTAT"'
            b' at="20260302 001000">'
            b'<w:OrderNo>W2-20011</w:OrderNo><w:HostRef>0002001</w:HostRef><w:State no="50">PC</w:State>'
            b"</w:Notification>"
        )
        return Delivery({"authorization": sign(body, 0, "M000000017")["Authorization"]}, body)
