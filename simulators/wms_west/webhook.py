"""What the west WMS pushes: XML notifications with HTTP Basic credentials and no signature."""

from collections.abc import Iterator, Mapping
from itertools import count
from xml.etree import ElementTree as ET

from simulators.orders.facts import Kind
from simulators.reference import catalog, numbers
from simulators.serving.credentials import Credentials, header
from simulators.simulation import Event, StockMoved
from simulators.webhooks import Message
from simulators.wms_west.envelope import encoded, leaf, tag
from simulators.wms_west.notation import FACILITY, SHORT, SITE, STATES, host_ref, local
from simulators.world import floor
from simulators.world.calendar import Passed

PUSHES_AS = Credentials("w2push", "west-push-password")


def sign(_body: bytes, _wall: int, message_id: str) -> Mapping[str, str]:
    """Give the headers of a notification: credentials, for this WMS signs nothing."""
    return {
        "Content-Type": "text/xml; charset=utf-8",
        "Authorization": header(PUSHES_AS),
        "X-W2-Message": message_id,
    }


class Announcer:
    """Turns what happens in the world into the WMS's notifications, with a rising number."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def messages(self, event: Event) -> Iterator[Message]:
        """Give the notifications of one event."""
        if isinstance(event, StockMoved) and event.site == SITE:
            element = self._notification("STOCK", event.at)
            leaf(element, "Item", catalog.product(event.item).west_code)
            leaf(element, "Facility", FACILITY)
            yield _message(element)
        if isinstance(event, Passed) and not event.heard:
            yield from self._order_news(event)

    def _order_news(self, event: Passed) -> Iterator[Message]:
        order, fact = event.order, event.fact
        work = floor.advanced(order, fact, SITE)
        if work is None or fact.kind not in STATES:
            return
        code, number = SHORT if fact.reason == "short" else STATES[fact.kind]
        element = self._notification("ORDSTAT", fact.at)
        leaf(element, "OrderNo", numbers.warehouse_order(SITE, order.index, work.number))
        leaf(element, "HostRef", host_ref(order))
        leaf(element, "State", code, no=str(number))
        yield _message(element)
        if fact.kind is Kind.DISPATCHED:
            shipment = order.shipment_of(work.number)
            closed = self._notification("SHPCLS", fact.at)
            leaf(closed, "ShipmentNo", numbers.shipment(SITE, shipment.lead, shipment.work))
            leaf(closed, "HostRef", host_ref(order))
            yield _message(closed)

    def _notification(self, kind: str, at: int) -> ET.Element:
        number = next(self._numbers)
        attributes = {"id": f"M{number:09d}", "seq": str(number), "type": kind, "at": local(at)}
        return ET.Element(tag("Notification"), attributes)


def _message(element: ET.Element) -> Message:
    return Message(element.attrib["id"], encoded(element))
