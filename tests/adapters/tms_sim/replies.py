"""What the TMS says, as raw as it comes: a load of two legs from Newark through Memphis to Austin."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from adapters.tms_sim import wire
from adapters.tms_sim.mapping import shipment
from domain.milestones import Milestone
from domain.ports.reading import Found
from domain.shipments import Shipment

LOAD = "LD000000421"
SHIPMENT = "SHE000000421"
READ = datetime(2026, 3, 2, 8, 1, tzinfo=UTC)


def moment(date: str, time: str, time_code: str = "LT") -> dict[str, object]:
    return {"date": date, "time": time, "timeCode": time_code}


def place(code: str, city: str, region: str, zone: str | None) -> dict[str, object]:
    name = "Ines Farrow" if code.startswith("CN-") else f"{city} site"
    return {"code": code, "name": name, "city": city, "region": region, "country": "US", "timeZone": zone}


NEWARK = place("USEWR01", "Newark", "NJ", "America/New_York")
MEMPHIS = place("HUBMEM", "Memphis", "TN", "America/Chicago")
AUSTIN = place("CN-01311", "Austin", "TX", "America/Chicago")

PHILADELPHIA = place("HUBPHL", "Philadelphia", "PA", "America/New_York")
PLACES: dict[int | None, dict[str, object]] = {1: NEWARK, 2: MEMPHIS, 3: AUSTIN}

STOPS = [
    {"sequence": 1, "type": "PICKUP", "location": NEWARK, "planned": moment("20260221", "1300")},
    {"sequence": 2, "type": "TRANSFER", "location": MEMPHIS, "planned": moment("20260222", "0900")},
    {"sequence": 3, "type": "DROP", "location": AUSTIN, "planned": moment("20260224", "1700")},
]
LINEHAUL = {
    "sequence": 1,
    "fromStop": 1,
    "toStop": 2,
    "mode": "LTL",
    "carrier": {"scac": "HWLN", "name": "Highway Line"},
    "proNumber": "4400000421",
    "trackingNumber": None,
    "trackingNumbers": [],
}
PARCEL = {
    "sequence": 2,
    "fromStop": 2,
    "toStop": 3,
    "mode": "PARCEL",
    "carrier": {"scac": "PONE", "name": "Parcel One"},
    "proNumber": None,
    "trackingNumber": "1ZR410W70300000425",
    "trackingNumbers": ["1ZR410W70300000425", "1ZR412W70300000423"],
}


def message(
    code: str, date: str = "20260221", time: str = "124500", *, stop: int | None = 1, **other: object
) -> dict[str, object]:
    told = {
        "id": f"{LOAD}-{code}",
        "leg": 1,
        "stop": stop,
        "location": PLACES.get(stop, PHILADELPHIA),
        "statusCode": code,
        "reasonCode": "NS",
        "receivedAt": "2026-02-25T00:00:00Z",
    }
    return told | moment(date, time) | other


def estimate(date: str, time: str, made_at: str, **other: object) -> dict[str, object]:
    told = {"stop": 3, "madeAt": made_at, "statusCode": "AG", "reasonCode": "NS"}
    return told | moment(date, time) | other


def load(*messages: object, **other: object) -> dict[str, object]:
    told = {
        "loadNumber": LOAD,
        "status": "IN_TRANSIT",
        "updatedAt": "2026-02-25T00:00:00Z",
        "references": [{"type": "SHIPMENT", "value": SHIPMENT}, {"type": "ORDER", "value": "SO-0000042"}],
        "consignee": "CN-01311",
        "weightKg": 2.4,
        "pieces": 1,
        "stops": STOPS,
        "legs": [LINEHAUL, PARCEL],
        "statusMessages": list(messages),
        "estimates": [],
    }
    return told | other


def read(raw: Mapping[str, object]) -> wire.Load:
    return wire.LOAD.decode(msgspec.json.encode(raw))


def mapped(*messages: object, **other: object) -> Found[Shipment]:
    """The shipment of a load with these messages."""
    return shipment(read(load(*messages, **other)), SHIPMENT, "lines", READ)


def only(found: Found[Shipment]) -> Milestone:
    """Its one milestone."""
    assert len(found.value.milestones) == 1
    return found.value.milestones[0]


def notification(told: object, **other: object) -> bytes:
    delivery = {
        "eventId": "tms-17",
        "eventType": "LOAD_STATUS",
        "sequence": 17,
        "loadNumber": LOAD,
        "references": load()["references"],
        "message": told,
    }
    return msgspec.json.encode(delivery | other)
