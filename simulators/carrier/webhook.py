"""What the carrier pushes, one notification per piece; signed with a hex HMAC-SHA256 over the body alone."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from itertools import count

import orjson

from simulators.carrier.tracking import CODES, estimated, event, known, status
from simulators.orders.facts import Fact, Order, Shipment
from simulators.simulation import Event
from simulators.webhooks import Message
from simulators.world.calendar import Passed

SECRET = b"carrier-webhook-secret"


def sign(body: bytes, _wall: int, message_id: str) -> Mapping[str, str]:
    """Give the headers that prove the sender."""
    return {
        "Content-Type": "application/json",
        "X-Carrier-Delivery": message_id,
        "X-Carrier-Signature": hmac.new(SECRET, body, hashlib.sha256).hexdigest(),
    }


class Announcer:
    """Turns scans into notifications."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def messages(self, happened: Event) -> Iterator[Message]:
        """Give the notifications of one event: one for each package of the shipment."""
        if not isinstance(happened, Passed) or happened.heard or happened.fact.kind not in CODES:
            return
        order, fact = happened.order, happened.fact
        shipment = order.shipment_of(fact.work)
        scans = [each for each in known(order, shipment) if each.kind in CODES]
        if shipment.lead != order.index or fact not in scans:
            return
        for package in shipment.packages:
            yield self._notification(order, shipment, fact, package.tracking, scans.index(fact) + 1)

    def _notification(
        self, order: Order, shipment: Shipment, fact: Fact, tracking: str, place: int
    ) -> Message:
        message_id = f"pn-{fact.at}-{next(self._numbers)}"
        body = {
            "notificationId": message_id,
            "trackingNumber": tracking,
            "status": status(fact),
            "estimatedDelivery": estimated(order, shipment, fact.at),
            "event": event(tracking, place, fact),
        }
        return Message(message_id, orjson.dumps(body))
