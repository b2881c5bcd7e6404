"""The adapter keeps the contract of tracking, over a carrier that takes many numbers a call."""

import httpx
import msgspec

from adapters.manifest import Connection
from domain.shipments import Track
from tests.adapters.carrier_karrio import replies as r
from tests.adapters.carrier_karrio.connected import connect
from tests.adapters.carrier_karrio.system import FEDEX_TOKEN, Carrier
from tests.adapters.carrier_karrio.with_sdk import needs_sdk
from tests.contracts.over_http import OverHttp
from tests.contracts.shipments import TrackingContract
from tests.doubles.clock import SettableClock

needs_sdk()

KNOWN = ("794600000001", "794600000002", "794600000003")


class TestTracking(TrackingContract, OverHttp[str, Track]):
    instance = "parcels"
    known = KNOWN
    unknown = "794600000009"
    preliminaries = frozenset({FEDEX_TOKEN})

    def upstream(self) -> httpx.AsyncBaseTransport:
        return Carrier({n: r.fedex_result(n, r.fedex_scan("DL"), r.fedex_scan("OD")) for n in KNOWN})

    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        return connect("fedex", clock, network)

    def spoiled(self, body: bytes) -> bytes:
        reply = msgspec.json.decode(body)
        for complete in reply.get("output", {}).get("completeTrackResults", [])[:1]:
            complete["trackResults"] = "none"
        return msgspec.json.encode(reply)
