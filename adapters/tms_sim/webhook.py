"""The TMS's webhook: HMAC-SHA256 over timestamp and raw body, one message a delivery.

A delivery does not bring the load's stops, on which the meaning of a message may depend: such a one
gives `shipment.changed`, which says: read it again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from adapters.reading.notes import Notes
from adapters.reading.subjects import order_subject, shipment_subject
from adapters.tms_sim import wire
from adapters.tms_sim.mapping import shipment_references
from adapters.tms_sim.mapping_messages import meaning, note_unknown_codes, reason
from adapters.tms_sim.stops import instant_at
from adapters.tms_sim.vocabulary import DEPEND_ON_STOP, ORDER
from adapters.transport.deliveries import TimedHmac, read_delivery
from domain.events.payloads import EtaNews, Payload, ShipmentNews
from domain.events.record import Event
from domain.identifiers import IdentifierKind
from domain.instants import parse_instant
from domain.milestones import Classifier, MilestoneCode
from domain.ports.backends import Delivered

_SIGNED = TimedHmac(
    timestamp="x-tms-timestamp", signature="x-tms-signature", between=b"\n", prefix=b"sha256="
)
TENDERED = "LOAD_TENDERED"
MAPPING_VERSION = 1


class News(NamedTuple):
    """What a delivery says of its shipment."""

    type: str
    occurred_at: datetime
    classifier: Classifier = Classifier.ACTUAL
    data: Payload | None = None


class TmsWebhook:
    """Verifies and maps the deliveries of one instance."""

    def __init__(self, instance: str, secrets: Sequence[str]) -> None:
        self._instance = instance
        self._secrets = [secret.encode() for secret in secrets]

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        _SIGNED.check(headers, body, now, self._secrets, self._instance)

    def parse(self, body: bytes, now: datetime) -> Delivered:
        told = read_delivery(wire.NOTIFICATION, body, self._instance)
        shipments = shipment_references(told.references)
        if not shipments:
            notes = Notes(self._instance, f"{IdentifierKind.LOAD}:{told.load_number}")
            notes.bad("references", "no shipment is named")
            return Delivered(findings=notes.findings)
        notes = Notes(self._instance, shipment_subject(shipments[0]))
        news = notes.attempt("message", _news, told)
        if news is None:
            return Delivered(findings=notes.findings)
        note_unknown_codes(told.message, notes)
        return Delivered(events=(self._event(told, shipments, news, now),), findings=notes.findings)

    def _event(self, told: wire.Notification, shipments: Sequence[str], news: News, now: datetime) -> Event:
        orders = [own.value for own in told.references if own.type == ORDER]
        return Event(
            type=news.type,
            source=self._instance,
            subject=shipment_subject(shipments[0]),
            related=(*map(shipment_subject, shipments[1:]), *map(order_subject, orders)),
            occurred_at=news.occurred_at,
            recorded_at=now,
            classifier=news.classifier,
            source_event_id=told.event_id,
            source_sequence=told.sequence,
            data=news.data,
            mapping_version=MAPPING_VERSION,
        )


def _news(told: wire.Notification) -> News:
    message = told.message
    field = f"message {message.id}"
    received = parse_instant(message.received_at, field=field)
    means = meaning(message.status_code, first=True, last=True)
    if told.event_type == TENDERED:
        return News("shipment.created", received)
    if means.classifier is Classifier.ESTIMATED:
        return News("shipment.eta_changed", received, Classifier.ESTIMATED, _eta(message))
    if message.status_code in DEPEND_ON_STOP:
        return News("shipment.changed", received)
    return News(
        "shipment.cancelled" if means.code is MilestoneCode.CANCELLED else "shipment.milestone",
        instant_at(message, message.location, field),
        means.classifier,
        _data(message, means.code),
    )


def _eta(message: wire.StatusMessage) -> EtaNews:
    return EtaNews(reason=reason(message.reason_code)[0] or None, raw_code=message.status_code or None)


def _data(message: wire.StatusMessage, code: MilestoneCode) -> ShipmentNews:
    why, fault = reason(message.reason_code)
    return ShipmentNews(milestone=code, reason=why or None, fault=fault, raw_code=message.status_code or None)
