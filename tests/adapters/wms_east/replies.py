"""What the WMS of the east says, as raw as it comes, and the adapter over just that."""

from collections.abc import Mapping, Sequence
from typing import cast

import httpx
import msgspec

from adapters.wms_east.settings import WmsEastSettings
from domain.orders import Fulfilment
from domain.ports.reading import Failed, Found, Missing
from simulators.wms_east.app import TOKEN_PATH
from tests.adapters.wms_east.system import SETTINGS, at_rest, connected
from tests.doubles.clock import SettableClock
from tests.doubles.network import Branching, InTurn

REFERENCE = "SO-0000042"
RECEIVED, ALLOCATED, STARTED, PICKED, PACKED, SHIPPED = (
    1_772_000_000_000 + hour * 3_600_000 for hour in range(6)
)
SERVER_TIME = 1_772_438_400_000
HUGE = 10**30

Json = dict[str, object]


def line(number: int = 10, **other: object) -> Json:
    told = {"lineId": 1, "hostLineNumber": number, "itemCode": "E-04711", "uom": "EA", "orderedQuantity": 12}
    counts = ("allocatedQuantity", "pickedQuantity", "shortQuantity", "packedQuantity", "shippedQuantity")
    return told | dict.fromkeys(counts, 0) | other


def step(state: str, at: object) -> Json:
    return {"state": state, "atMillis": at}


def content(**other: object) -> Json:
    told = {
        "hostReference": REFERENCE,
        "hostLineNumber": 10,
        "itemCode": "E-04711",
        "quantity": 10,
        "uom": "EA",
    }
    return told | other


def container(*contents: Json, **other: object) -> Json:
    told = {
        "containerId": "C0000004211",
        "sscc": "106141410000042119",
        "trackingNumber": "1ZR410W70300000425",
    }
    return told | {"weightGrams": 2400, "contents": list(contents)} | other


def shipment(*containers: Json, **other: object) -> Json:
    told = {"shipmentId": "SHE000000421", "carrierCode": "PONE", "serviceLevel": "GROUND"}
    return told | {"shippedAtMillis": None, "containers": list(containers)} | other


def order(**other: object) -> Json:
    told = {
        "orderId": "WO7000000421",
        "hostReference": REFERENCE,
        "facilityCode": "DC01",
        "state": "RECEIVED",
        "updatedAtMillis": RECEIVED,
        "shipTo": {"accountCode": "A01311", "name": "Ines Farrow"},
        "lines": [line()],
        "shipments": [],
        "stateHistory": [step("RECEIVED", RECEIVED)],
    }
    return told | other


def stock(**other: object) -> Json:
    buckets = {"AVAILABLE": 410, "PICKED": 24, "DAMAGED": 6, "HOLD": 12}
    told = {"itemCode": "E-04711", "facilityCode": "DC01", "uom": "EA", "buckets": buckets}
    return told | {"allocatedQuantity": 36, "asOfMillis": SERVER_TIME} | other


def reply(*items: Json, cursor: str | None = None, **other: object) -> bytes:
    told = {
        "items": list(items),
        "page": {"size": 100, "nextCursor": cursor},
        "serverTimeMillis": SERVER_TIME,
    }
    return msgspec.json.encode(told | other)


def said(request: httpx.Request) -> Json:
    """What a request asks for."""
    return cast("Json", msgspec.json.decode(request.content))


async def asked(
    port: str, keys: Sequence[object], network: httpx.AsyncBaseTransport, settings: WmsEastSettings = SETTINGS
) -> Mapping[object, Found[object] | Missing | Failed]:
    """What the adapter makes of a network's answers; tokens come from a WMS that is well."""
    clock = SettableClock()
    connection = connected(clock, Branching(at_rest().network, network, {TOKEN_PATH}), settings)
    reads = {offer.port: offer.read for offer in connection.offers}
    try:
        return await reads[port](keys, clock.within())
    finally:
        await connection.aclose()


async def fulfilment(*orders: Json, server_time: object = SERVER_TIME) -> Found[Fulfilment]:
    """What the adapter makes of these warehouse orders of one host order."""
    body = reply(*orders, serverTimeMillis=server_time)
    answers = await asked("fulfilments", [REFERENCE], InTurn(body))
    answer = answers[REFERENCE]
    assert isinstance(answer, Found), answer
    return cast("Found[Fulfilment]", answer)


async def failure(port: str, key: object, *records: Json) -> Failed:
    """The failure that the adapter makes of these records."""
    answer = (await asked(port, [key], InTurn(reply(*records))))[key]
    assert isinstance(answer, Failed), answer
    return answer
