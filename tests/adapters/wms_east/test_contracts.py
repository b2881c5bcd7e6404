"""The WMS of the east keeps the contract of everything that it offers."""

from collections.abc import Collection

import httpx
import pytest

from adapters.manifest import Connection
from adapters.wms_east.settings import signing_key
from adapters.wms_east.webhook import WmsEastWebhook
from domain.orders import Fulfilment
from domain.ports.backends import WebhookSource
from domain.shipments import Shipment
from domain.stock import StockKey, StockPosition
from simulators.wms_east.app import TOKEN_PATH
from simulators.wms_east.webhook import sign
from tests.adapters.wms_east.system import INSTANCE, SETTINGS, East, OverEast, connected, east
from tests.contracts.changes_over_http import ChangesOverHttp
from tests.contracts.orders import FulfilmentsContract
from tests.contracts.over_http import json_spoiled
from tests.contracts.shipments import ShipmentsContract
from tests.contracts.supply import StockContract
from tests.contracts.webhooks import Delivery, WebhookContract
from tests.doubles.clock import START, SettableClock

# One that has left, one that is being planned, one in two parts, one of two in a shipment.
SENT, PLANNED, IN_TWO, SHARED = "SO-0000299", "SO-0000300", "SO-0000189", "SO-0000182"


class TestFulfilments(FulfilmentsContract, OverEast[str, Fulfilment]):
    known = (SENT, PLANNED, IN_TWO, SHARED)
    unknown = "SO-9999998"

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "items", lines=None)


class TestShipments(ShipmentsContract, OverEast[str, Shipment]):
    known = ("SHE000002991", "SHE000001892", "SHE000001821")
    unknown = "SHE999999981"

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "items", lines=None)


class TestStock(StockContract, OverEast[StockKey, StockPosition]):
    known = (StockKey("E-04711", "DC01"), StockKey("E-12630", "DC01"), StockKey("E-20549", "DC01"))
    unknown = StockKey("E-00000", "DC01")

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "items", buckets={"AVAILABLE": 1})


class TestChanges(ChangesOverHttp):
    instance = INSTANCE
    preliminaries = frozenset({TOKEN_PATH})
    system: East

    @pytest.fixture(autouse=True)
    def _world(self) -> None:
        self.system = east()

    def upstream(self) -> httpx.AsyncBaseTransport:
        return self.system.network

    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        return connected(clock, network)

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "items", hostReference=None)

    def move(self) -> tuple[str, Collection[str]]:
        self.system.simulation.clock.advance(3600)
        return "order", {PLANNED}


class TestWebhook(WebhookContract):
    instance = INSTANCE

    def source(self) -> WebhookSource:
        return WmsEastWebhook(self.instance, [signing_key(each) for each in SETTINGS.webhook_secrets])

    def delivery(self) -> Delivery:
        body = (
            b'{"type":"order.stateChanged","timestamp":"2026-03-02T08:00:00Z","data":{"orderId":"WO7000003001",'
            b'"hostReference":"SO-0000300","facilityCode":"DC01","state":"PICKED","atMillis":1772438400000,'
            b'"sequence":12}}'
        )
        signed = sign(body, int(START.timestamp()), "msg_1")
        return Delivery({name: value for name, value in signed.items() if name != "Content-Type"}, body)
