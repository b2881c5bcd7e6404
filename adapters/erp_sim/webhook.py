"""The ERP's webhook: HMAC-SHA256 over time and body, one notification a delivery."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from adapters.erp_sim import vocabulary
from domain.errors import BadInput, ImpossibleValue, Unauthenticated
from domain.events import Event
from domain.exceptions import bad_value, unmapped
from domain.instants import parse_instant
from domain.ports.backends import WEBHOOK_TOLERANCE, Delivered

TIMESTAMP = "x-erp-timestamp"
SIGNATURE = "x-erp-signature"

_LONGEST_TIMESTAMP = 12


class Data(msgspec.Struct):
    """What a notification is about; which fields are there depends on its type."""

    number: str = ""
    reason: str = ""
    state: str = ""
    invoice: str = ""
    return_number: str = msgspec.field(default="", name="return")
    purchase_order: str = ""
    sku: str = ""
    site: str = ""


class Notification(msgspec.Struct):
    """One delivery. `sequence` rises by one with each notification of the ERP."""

    id: str
    type: str
    occurred_at: str
    data: Data
    sequence: int | None = None


class Meaning(msgspec.Struct, frozen=True):
    """What a notification says: the event's type, its subject, what else it concerns, the ERP's code.

    An empty type stands for a code that we do not know.
    """

    type: str
    subject: str
    related: tuple[str, ...] = ()
    code: str = ""


_NOTIFICATION = msgspec.json.Decoder(Notification)


class ErpWebhook:
    """Verifies and maps the deliveries of one instance; every one of `secrets` is valid."""

    def __init__(self, instance: str, secrets: Sequence[str]) -> None:
        self._instance = instance
        self._secrets = [secret.encode() for secret in secrets]

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        timestamp = headers.get(TIMESTAMP, "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP):
            raise Unauthenticated(f"{self._instance}: the delivery has no time", cause=TIMESTAMP)
        age = now.astimezone(UTC).timestamp() - int(timestamp)
        if abs(age) > WEBHOOK_TOLERANCE.total_seconds():
            raise Unauthenticated(f"{self._instance}: the delivery is too old or too new", cause=TIMESTAMP)
        signed = timestamp.encode() + b"." + body
        given = headers.get(SIGNATURE, "").encode()
        matches = [hmac.compare_digest(given, _signature(secret, signed)) for secret in self._secrets]
        if not any(matches):
            raise Unauthenticated(f"{self._instance}: the signature does not match", cause=SIGNATURE)

    def parse(self, body: bytes, now: datetime) -> Delivered:
        try:
            told = _NOTIFICATION.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadInput(f"{self._instance}: {error}", field="body") from error
        if told.type not in _READERS:
            finding = unmapped(self._instance, "webhook type", told.type, f"event:{told.id}")
            return Delivered(findings=(finding,))
        meaning = _READERS[told.type](told.data)
        if meaning.subject.endswith(":"):
            raise BadInput(f"{self._instance}: {told.type} does not say what it is about", field="data")
        return self._delivered(told, meaning, now)

    def _delivered(self, told: Notification, meaning: Meaning, now: datetime) -> Delivered:
        subject = meaning.subject
        try:
            occurred_at = parse_instant(told.occurred_at)
        except ImpossibleValue as error:
            return Delivered(findings=(bad_value(self._instance, "occurred_at", str(error), subject),))
        unknown = unmapped(self._instance, told.type, meaning.code, subject)
        event = Event(
            type=meaning.type or f"{subject.partition(':')[0]}.changed",
            source=self._instance,
            subject=subject,
            related=meaning.related,
            occurred_at=occurred_at,
            recorded_at=now,
            source_event_id=told.id,
            source_sequence=told.sequence,
            data={"code": meaning.code} if meaning.code else {},
            mapping_version=vocabulary.MAPPING_VERSION,
        )
        return Delivered(events=(event,), findings=() if meaning.type else (unknown,))


def _signature(secret: bytes, signed: bytes) -> bytes:
    return b"v1=" + hmac.new(secret, signed, hashlib.sha256).hexdigest().encode()


def _order(data: Data) -> Meaning:
    kind = vocabulary.ORDER_EVENT_OF.get(data.reason, "")
    return Meaning(kind, f"order:{data.number}", code=data.reason)


def _invoice(data: Data) -> Meaning:
    return Meaning("order.invoiced", f"order:{data.number}", (f"invoice:{data.invoice}",))


def _return(data: Data) -> Meaning:
    kind = vocabulary.RETURN_EVENT_OF.get(data.state, "")
    related = (f"order:{data.number}",) if data.number else ()
    return Meaning(kind, f"return:{data.return_number}", related, data.state)


def _purchase_order(data: Data) -> Meaning:
    kind = vocabulary.PURCHASE_EVENT_OF.get(data.state, "")
    return Meaning(kind, f"purchase_order:{data.purchase_order}", code=data.state)


def _stock(data: Data) -> Meaning:
    return Meaning("stock.changed", f"sku:{data.sku}@{data.site}" if data.sku and data.site else "sku:")


_READERS = {
    "sales_order.created": _order,
    "sales_order.changed": _order,
    "invoice.created": _invoice,
    "return.changed": _return,
    "purchase_order.changed": _purchase_order,
    "stock.changed": _stock,
}
