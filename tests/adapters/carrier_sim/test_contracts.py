"""The carrier keeps the contract of everything that it offers."""

import httpx

from adapters.carrier_sim.webhook import CarrierWebhook
from adapters.manifest import Connection
from domain.ports.backends import WebhookSource
from domain.shipments import Track
from simulators.carrier.webhook import sign
from tests.adapters.carrier_sim.connected import SECRET, connect
from tests.adapters.carrier_sim.replies import event, notification
from tests.adapters.carrier_sim.system import at_rest
from tests.contracts.over_http import OverHttp, json_spoiled
from tests.contracts.shipments import TrackingContract
from tests.contracts.webhooks import Delivery, WebhookContract
from tests.doubles.clock import SettableClock

INSTANCE = "parcel"

JUST_TAKEN, ONE_OF_THREE = "1ZR411W70300002997", "1ZR413W70300002966"
EXPRESS, TAKEN_OVER = "700002921141", "1ZR411W70300002764"


class TestTracking(TrackingContract, OverHttp[str, Track]):
    instance = INSTANCE
    known = (JUST_TAKEN, ONE_OF_THREE, EXPRESS, TAKEN_OVER)
    unknown = "1ZR410W70300000000"

    def upstream(self) -> httpx.AsyncBaseTransport:
        return at_rest().network

    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        return connect(clock, network)

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "results", found="yes")


class TestWebhook(WebhookContract):
    instance = INSTANCE
    dated = False

    def source(self) -> WebhookSource:
        return CarrierWebhook(INSTANCE, ["an-older-secret", SECRET])

    def delivery(self) -> Delivery:
        body = notification(event())
        return Delivery({"x-carrier-signature": sign(body, 0, "pn-17")["X-Carrier-Signature"]}, body)
