"""What the TMS pushes, and how it signs it: hex HMAC-SHA256 over the timestamp, a line feed and the body."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from itertools import count

import orjson

from simulators.orders.facts import Kind
from simulators.reference import numbers
from simulators.simulation import Event
from simulators.tms.loads import references
from simulators.tms.messages import CODES, messages, written
from simulators.webhooks import Message
from simulators.world.calendar import Passed
from simulators.world.world import World

SECRET = b"tms-webhook-secret"


def sign(body: bytes, wall: int, _message_id: str) -> Mapping[str, str]:
    """Give the headers that prove the sender; `wall` in epoch seconds."""
    digest = hmac.new(SECRET, b"%d\n%s" % (wall, body), hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Tms-Timestamp": str(wall),
        "X-Tms-Signature": f"sha256={digest}",
    }


class Announcer:
    """Turns what the TMS hears into its webhooks, with a rising sequence."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sequence = count(1)

    def messages(self, event: Event) -> Iterator[Message]:
        """Give the webhook of one event, once per load, when the TMS hears of it."""
        if not isinstance(event, Passed) or event.fact.kind not in CODES:
            return
        if bool(event.fact.heard) != event.heard:
            return
        shipment = event.order.shipment_of(event.fact.work)
        if shipment.lead != event.order.index:
            return
        sequence = next(self._sequence)
        said = next(each for each in messages(event.order, shipment, event.at) if each.fact is event.fact)
        body = {
            "eventId": f"tms-{event.at}-{sequence}",
            "eventType": _type(event.fact.kind),
            "sequence": sequence,
            "loadNumber": numbers.load(shipment.lead, shipment.work),
            "references": references(self._world, shipment),
            "message": written(shipment, said),
        }
        yield Message(str(body["eventId"]), orjson.dumps(body))


def _type(kind: Kind) -> str:
    if kind is Kind.TENDERED:
        return "LOAD_TENDERED"
    return "LOAD_ETA" if kind is Kind.ESTIMATED else "LOAD_STATUS"
