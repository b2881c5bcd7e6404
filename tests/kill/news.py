"""What the senders tell: deliveries of an ERP and of a carrier, signed as these sign, out of order and twice.

All of it is drawn from one seed.
"""

import hashlib
import hmac
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

ORDERS = 120
"""So many orders, returns, purchase orders and parcels have all the news."""
_OCCURRED_AT = "2026-03-02T08:00:00Z"
_ORDER_REASONS = ("ENT", "ACK", "HLD", "HLR", "REL", "ALC", "BKO", "PGI", "CAN", "CLS")
_RETURN_STATES = ("AUTH", "TRAN", "RCVD", "INSP", "CRED", "CLSD")
_PURCHASE_STATES = ("10", "20", "30", "40")
_SCANS = ("PU", "AR", "DP", "OD", "DL")
_WINDOW = 20
"""So far from its place may a delivery be sent."""
_TWICE = 0.05
"""The share of deliveries that are sent again though they were taken."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event as its system tells it. name: by which the log knows it. source: the instance."""

    name: str
    source: str
    body: bytes

    def headers(self) -> dict[str, str]:
        """The signature of this moment."""
        if self.source == "carrier":
            digest = hmac.new(b"carrier-webhook-secret", self.body, hashlib.sha256).hexdigest()
            return {"x-carrier-signature": digest}
        at = str(int(time.time()))
        digest = hmac.new(b"erp-webhook-secret", at.encode() + b"." + self.body, hashlib.sha256).hexdigest()
        return {"x-erp-timestamp": at, "x-erp-signature": f"v1={digest}"}


def news(seed: int, count: int) -> list[Delivery]:
    """So many events, each with a name of its own, in the order in which they happened."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    return [_drawn(chance, number) for number in range(count)]


def shared_out(seed: int, told: Sequence[Delivery], senders: int) -> list[list[Delivery]]:
    """What each sender sends: its part, out of order, and some of it twice."""
    return [_disturbed(random.Random(seed + turn), told[turn::senders]) for turn in range(senders)]  # noqa: S311 - as above


def _disturbed(chance: random.Random, part: Sequence[Delivery]) -> list[Delivery]:
    places = [(place + chance.uniform(0, _WINDOW), delivery) for place, delivery in enumerate(part)]
    places += [
        (place + chance.uniform(0, 3 * _WINDOW), delivery)
        for place, delivery in places
        if chance.random() < _TWICE
    ]
    return [delivery for _, delivery in sorted(places, key=lambda each: each[0])]


def _drawn(chance: random.Random, number: int) -> Delivery:
    about, drawn = chance.randint(1, ORDERS), chance.random()
    if drawn < 0.2:
        return _scan(f"scan-{number}", f"1Z{about:06}", chance.choice(_SCANS))
    if drawn < 0.3:
        data = {"return": f"R-{about}", "state": chance.choice(_RETURN_STATES)}
        return _erp(number, "return.changed", data)
    if drawn < 0.4:
        data = {"purchase_order": f"PO-{about}", "state": chance.choice(_PURCHASE_STATES)}
        return _erp(number, "purchase_order.changed", data)
    data = {"number": f"SO-{about:07}", "reason": chance.choice(_ORDER_REASONS)}
    return _erp(number, "sales_order.changed", data)


def _erp(number: int, kind: str, data: dict[str, str]) -> Delivery:
    name = f"evt-{number}"
    told = {"id": name, "type": kind, "occurred_at": _OCCURRED_AT, "sequence": number, "data": data}
    return Delivery(name, "erp", json.dumps(told).encode())


def _scan(name: str, parcel: str, code: str) -> Delivery:
    event = {"id": name, "code": code, "at": _OCCURRED_AT}
    told = {"notificationId": name, "trackingNumber": parcel, "event": event}
    return Delivery(name, "carrier", json.dumps(told).encode())
