"""The TMS keeps the contract of everything that it offers."""

from collections.abc import Collection

import httpx
import pytest

from adapters.manifest import Connection
from adapters.tms_sim.webhook import TmsWebhook
from domain.ports.backends import WebhookSource
from domain.shipments import Shipment
from simulators.tms.webhook import sign
from tests.adapters.simulated import Simulated
from tests.adapters.tms_sim.connected import SECRET, connect
from tests.adapters.tms_sim.replies import message, notification
from tests.adapters.tms_sim.system import at_rest, tms
from tests.contracts.changes_over_http import ChangesOverHttp
from tests.contracts.over_http import OverHttp, json_spoiled
from tests.contracts.shipments import ShipmentsContract
from tests.contracts.webhooks import Delivery, WebhookContract
from tests.doubles.clock import START, SettableClock

INSTANCE = "lines"

# One that was just picked up, one of two orders, one of two legs.
MOVING, SHARED, OF_TWO_LEGS = "SHE000002991", "0000002961", "SHE000002761"


class TestShipments(ShipmentsContract, OverHttp[str, Shipment]):
    instance = INSTANCE
    known = (MOVING, SHARED, OF_TWO_LEGS)
    unknown = "SHE999999981"

    def upstream(self) -> httpx.AsyncBaseTransport:
        return at_rest().network

    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        return connect(clock, network)

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "loads", stops=None)


class TestChanges(ChangesOverHttp):
    instance = INSTANCE
    system: Simulated

    @pytest.fixture(autouse=True)
    def _world(self) -> None:
        self.system = tms()

    def upstream(self) -> httpx.AsyncBaseTransport:
        return self.system.network

    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        return connect(clock, network)

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "loads", references=[{"type": "SHIPMENT", "value": 7}])

    def move(self) -> tuple[str, Collection[str]]:
        self.system.simulation.clock.advance(24 * 3600)
        return "shipment", {MOVING}


class TestWebhook(WebhookContract):
    instance = INSTANCE

    def source(self) -> WebhookSource:
        return TmsWebhook(INSTANCE, ["an-older-secret", SECRET])

    def delivery(self) -> Delivery:
        body = notification(message("A9"))
        signed = sign(body, int(START.timestamp()), "")
        headers = {name.lower(): value for name, value in signed.items() if name != "Content-Type"}
        return Delivery(headers, body)
