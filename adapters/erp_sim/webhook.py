"""The ERP's webhook: HMAC-SHA256 over time and body, one notification a delivery."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

import msgspec

from adapters.erp_sim import vocabulary, wire
from adapters.reading.notes import Notes
from adapters.reading.subjects import order_subject, stock_subject
from adapters.transport.deliveries import TimedHmac, read_delivery
from domain.errors import BadInput
from domain.events.payloads import Changed, OrderNews, PurchaseNews, ReturnNews
from domain.events.record import Event
from domain.exceptions import unmapped
from domain.instants import parse_instant
from domain.ports.backends import Delivered
from domain.stock import StockKey

_SIGNED = TimedHmac(timestamp="x-erp-timestamp", signature="x-erp-signature", between=b".", prefix=b"v1=")

Steps: TypeAlias = OrderNews | ReturnNews | PurchaseNews | Changed


class Meaning(msgspec.Struct, frozen=True):
    """What a notification says: the event's type (kind), its subject, what else it concerns, the ERP's code.

    An empty kind stands for a code that we do not know. tells: the record for the code, if any.
    """

    kind: str
    subject: str
    related: tuple[str, ...] = ()
    code: str = ""
    tells: type[Steps] = OrderNews

    def event(self) -> str:
        """The event's type; of an unknown code only that there is news."""
        return self.kind or f"{self.subject.partition(':')[0]}.changed"

    def data(self) -> Steps | None:
        """The code, in the record that the event's type names."""
        if not self.code:
            return None
        tells = Changed if self.event().endswith(".changed") else self.tells
        return tells(raw_code=self.code)


class ErpWebhook:
    """Verifies and maps the deliveries of one instance; every one of `secrets` is valid."""

    def __init__(self, instance: str, secrets: Sequence[str]) -> None:
        self._instance = instance
        self._secrets = [secret.encode() for secret in secrets]

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        _SIGNED.check(headers, body, now, self._secrets, self._instance)

    def parse(self, body: bytes, now: datetime) -> Delivered:
        told = read_delivery(wire.NOTIFICATION, body, self._instance)
        if told.type not in _READERS:
            finding = unmapped(self._instance, "webhook type", told.type, f"event:{told.id}")
            return Delivered(findings=(finding,))
        meaning = _READERS[told.type](told.data)
        if meaning.subject.endswith(":"):
            raise BadInput(f"{self._instance}: {told.type} does not say what it is about", field="data")
        return self._delivered(told, meaning, now)

    def _delivered(self, told: wire.Notification, meaning: Meaning, now: datetime) -> Delivered:
        notes = Notes(self._instance, meaning.subject)
        occurred_at = notes.attempt("occurred_at", parse_instant, told.occurred_at)
        if occurred_at is None:
            return Delivered(findings=notes.findings)
        if not meaning.kind:
            notes.unknown(told.type, meaning.code)
        event = Event(
            type=meaning.event(),
            source=self._instance,
            subject=meaning.subject,
            related=meaning.related,
            occurred_at=occurred_at,
            recorded_at=now,
            source_event_id=told.id,
            source_sequence=told.sequence,
            data=meaning.data(),
            mapping_version=vocabulary.MAPPING_VERSION,
        )
        return Delivered(events=(event,), findings=notes.findings)


def _order(data: wire.News) -> Meaning:
    kind = vocabulary.ORDER_EVENT_OF.get(data.reason, "")
    return Meaning(kind, order_subject(data.number), code=data.reason)


def _invoice(data: wire.News) -> Meaning:
    return Meaning("order.invoiced", order_subject(data.number), (f"invoice:{data.invoice}",))


def _return(data: wire.News) -> Meaning:
    kind = vocabulary.RETURN_EVENT_OF.get(data.state, "")
    related = (order_subject(data.number),) if data.number else ()
    return Meaning(kind, f"return:{data.return_number}", related, data.state, ReturnNews)


def _purchase_order(data: wire.News) -> Meaning:
    kind = vocabulary.PURCHASE_EVENT_OF.get(data.state, "")
    about = f"purchase_order:{data.purchase_order}"
    return Meaning(kind, about, code=data.state, tells=PurchaseNews)


def _stock(data: wire.News) -> Meaning:
    known = data.sku and data.site
    return Meaning("stock.changed", stock_subject(StockKey(data.sku, data.site)) if known else "sku:")


_READERS = {
    "sales_order.created": _order,
    "sales_order.changed": _order,
    "invoice.created": _invoice,
    "return.changed": _return,
    "purchase_order.changed": _purchase_order,
    "stock.changed": _stock,
}
