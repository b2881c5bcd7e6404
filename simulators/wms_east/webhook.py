"""What the east WMS pushes, signed as Standard Webhooks asks: base64 HMAC-SHA256 over `id.timestamp.body`."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from itertools import count

import orjson

from simulators.clock import iso
from simulators.orders.facts import Kind
from simulators.reference import numbers
from simulators.simulation import Event, StockMoved
from simulators.webhooks import Message
from simulators.wms_east.inventory import counts
from simulators.wms_east.movements import Movements
from simulators.wms_east.orders import FACILITY, SHORT, SITE, STATES, millis
from simulators.world import floor, lookup
from simulators.world.calendar import Passed
from simulators.world.ledger import Position

SECRET = "whsec_d21zLWVhc3QtZGVtby1zZWNyZXQ="  # noqa: S105 - a secret of a simulation, told to its receivers


def sign(body: bytes, wall: int, message_id: str) -> Mapping[str, str]:
    """Give the headers that prove the sender; `wall` in epoch seconds."""
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = b"%s.%d.%s" % (message_id.encode(), wall, body)
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(wall),
        "webhook-signature": f"v1,{signature}",
    }


class Announcer:
    """Turns what happens in the world into the WMS's webhooks; `position` gives a count as it stands."""

    def __init__(self, position: Callable[[int, str], Position]) -> None:
        self._position = position
        self._sequence = count(1)
        self._movements: Movements | None = None
        self._beat_every = 0
        self._beaten_at = 0

    def beat(self, every: int) -> None:
        """Say from now on, every so many simulated seconds, how far all was told; 0 for never."""
        self._beat_every, self._beaten_at = every, 0

    def heartbeat(self, at: int) -> Iterator[Message]:
        """Give the heartbeat that is due, where everything until `at` has been told."""
        if self._movements is not None and self._movements.hold:
            return
        if self._beat_every and at >= self._beaten_at + self._beat_every:
            self._beaten_at = at
            yield self._message("system.heartbeat", {"toldUntilMillis": millis(at)}, at)

    def tell_movements(self, hold: int, at: int) -> Iterator[Message]:
        """Tell bookings from now on, and keep every so many-th back; gives those kept back so far, twice."""
        if self._movements is None:
            self._movements = Movements(self._position)
        self._movements.hold = hold
        if batch := self._movements.batch():
            for _ in range(2):
                yield self._message("inventory.movements", {"movements": batch}, at)

    def messages(self, event: Event) -> Iterator[Message]:
        """Give the webhooks of one event."""
        for kind, data in self._said(event):
            yield self._message(kind, data, event.at)

    def _message(self, kind: str, data: Mapping[str, object], at: int) -> Message:
        sequence = next(self._sequence)
        body = {"type": kind, "timestamp": iso(at), "data": {**data, "sequence": sequence}}
        return Message(f"msg_{at}_{sequence}", orjson.dumps(body))

    def _said(self, event: Event) -> Iterator[tuple[str, dict[str, object]]]:
        if isinstance(event, StockMoved) and event.site == SITE:
            yield from self._stock_news(event)
        if isinstance(event, Passed) and not event.heard:
            yield from _order_news(event)

    def _stock_news(self, event: StockMoved) -> Iterator[tuple[str, dict[str, object]]]:
        if self._movements is None:
            yield "inventory.changed", counts(event.item, self._position(event.item, SITE), event.at)
        elif live := self._movements.live(event.item, event.at):
            yield "inventory.movements", {"movements": live}


def _order_news(event: Passed) -> Iterator[tuple[str, dict[str, object]]]:
    order, fact = event.order, event.fact
    work = floor.advanced(order, fact, SITE)
    if work is None or fact.kind not in STATES:
        return
    named: dict[str, object] = {
        "orderId": numbers.warehouse_order(SITE, order.index, work.number),
        "hostReference": lookup.number_of(order),
        "atMillis": millis(fact.at),
    }
    state = SHORT if fact.reason == "short" else STATES[fact.kind]
    yield "order.stateChanged", {**named, "facilityCode": FACILITY, "state": state}
    if fact.kind is Kind.DISPATCHED:
        shipment = order.shipment_of(work.number)
        tracking = [package.tracking for package in shipment.packages]
        number = numbers.shipment(SITE, shipment.lead, shipment.work)
        yield "shipment.closed", {**named, "shipmentId": number, "trackingNumbers": tracking}
