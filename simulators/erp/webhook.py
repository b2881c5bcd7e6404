"""What the ERP pushes, and how it signs it: hex HMAC-SHA256 over `timestamp.body`."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from itertools import count

import orjson

from simulators.clock import iso
from simulators.erp.history import CODES
from simulators.erp.returns import STATES
from simulators.erp.status import status
from simulators.orders import terms
from simulators.orders.facts import Kind
from simulators.reference import catalog, numbers
from simulators.reference.places import SITES
from simulators.simulation import Event, StockMoved
from simulators.webhooks import Message
from simulators.world.calendar import Passed

SECRET = b"erp-webhook-secret"


def sign(body: bytes, wall: int, message_id: str) -> Mapping[str, str]:
    """Give the headers that prove the sender; `wall` in epoch seconds."""
    digest = hmac.new(SECRET, b"%d.%s" % (wall, body), hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Erp-Event-Id": message_id,
        "X-Erp-Timestamp": str(wall),
        "X-Erp-Signature": f"v1={digest}",
    }


class Announcer:
    """Turns what happens in the world into the ERP's webhooks, with a rising sequence."""

    def __init__(self) -> None:
        self._sequence = count(1)

    def messages(self, event: Event) -> Iterator[Message]:
        """Give the webhooks of one event."""
        for kind, data in _said(event):
            sequence = next(self._sequence)
            message_id = f"evt_{event.at}_{sequence}"
            body = {
                "id": message_id,
                "type": kind,
                "occurred_at": iso(event.at),
                "sequence": sequence,
                "data": data,
            }
            yield Message(message_id, orjson.dumps(body))


def _said(event: Event) -> Iterator[tuple[str, dict[str, object]]]:
    if isinstance(event, Passed):
        yield from _order_news(event)
    elif isinstance(event, StockMoved):
        sku, site = catalog.product(event.item).sku, SITES[event.site].erp
        yield "stock.changed", {"sku": sku, "site": site}
    else:
        yield "purchase_order.changed", {"purchase_order": event.order.number, "state": event.state}


def _order_news(event: Passed) -> Iterator[tuple[str, dict[str, object]]]:
    order, fact = event.order, event.fact
    if not order.header.in_own_erp or event.heard:
        return
    number = numbers.erp_order(order.index)
    if fact.kind is Kind.PLACED:
        yield "sales_order.created", {"number": number, "status": "10", "reason": "ENT"}
    elif fact.kind in CODES and _leads(event):
        code = status(order, event.at)
        yield "sales_order.changed", {"number": number, "status": code, "reason": CODES[fact.kind]}
    if fact.kind is Kind.INVOICED:
        yield "invoice.created", {"number": number, "invoice": terms.invoice(order, fact.work)}
    if fact.kind in STATES and _leads(event):
        data: dict[str, object] = {"number": number, "return": numbers.rma(order.index)}
        yield "return.changed", {**data, "state": STATES[fact.kind]}


def _leads(event: Passed) -> bool:
    """Say whether a fact is the first of those that say the same of several lines at once."""
    fact = event.fact
    same = (
        each
        for each in event.order.facts
        if (each.kind, each.work, each.at) == (fact.kind, fact.work, fact.at)
    )
    return next(same) is fact
