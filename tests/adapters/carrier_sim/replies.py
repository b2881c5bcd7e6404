"""What the carrier says, as raw as it comes."""

import msgspec

from adapters.carrier_sim import wire

NUMBER = "1ZR410W70300000425"


def event(code: str = "OD", at: str = "2026-02-24T15:10:00-06:00", **other: object) -> dict[str, object]:
    place = {"city": "Austin", "region": "TX", "country": "US"}
    return {
        "id": f"{NUMBER}-7",
        "code": code,
        "text": "…",
        "at": at,
        "location": place,
        "reason": None,
    } | other


def answer(*events: object, **other: object) -> dict[str, object]:
    told = {
        "trackingNumber": NUMBER,
        "found": True,
        "service": "GROUND",
        "pieces": 1,
        "shipmentNumber": "PN000000421",
        "references": [{"type": "ORDER", "value": "SO-0000042"}],
        "estimatedDelivery": None,
        "events": list(events),
    }
    return told | other


def result(*events: object, **other: object) -> wire.Result:
    return wire.RESULT.decode(msgspec.json.encode(answer(*events, **other)))


def notification(told: object, **other: object) -> bytes:
    delivery = {"notificationId": "pn-17", "trackingNumber": NUMBER, "status": {"code": "…"}, "event": told}
    return msgspec.json.encode(delivery | other)
