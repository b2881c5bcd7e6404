"""The carrier's webhook: HMAC-SHA256 over the raw body, one notification a delivery.

The signature covers no time, so a delivery's age cannot be checked: one that is sent again has the
same notification id, by which it is dropped.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from adapters.carrier_sim import wire
from adapters.carrier_sim.mapping import milestone, subject
from adapters.reading.notes import Notes
from adapters.transport.deliveries import check_signature, hex_digest, read_delivery
from domain.events.payloads import ShipmentNews
from domain.events.record import Event
from domain.ports.backends import Delivered

SIGNATURE = "x-carrier-signature"
MAPPING_VERSION = 1


class CarrierWebhook:
    """Verifies and maps the deliveries of one instance."""

    def __init__(self, instance: str, secrets: Sequence[str]) -> None:
        self._instance = instance
        self._secrets = [secret.encode() for secret in secrets]

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:  # noqa: ARG002 - the port's; nothing signed tells the time
        given = headers.get(SIGNATURE, "").encode()
        valid = [hex_digest(secret, body) for secret in self._secrets]
        check_signature([given], valid, self._instance, SIGNATURE)

    def parse(self, body: bytes, now: datetime) -> Delivered:
        told = read_delivery(wire.NOTIFICATION, body, self._instance)
        number = told.tracking_number
        notes = Notes(self._instance, subject(number))
        fact = notes.attempt("event.at", milestone, told.event, number, notes)
        if fact is None:
            return Delivered(findings=notes.findings)
        event = Event(
            type="shipment.milestone",
            source=self._instance,
            subject=subject(number),
            occurred_at=fact.occurred_at,
            recorded_at=now,
            source_event_id=told.notification_id,
            data=ShipmentNews(
                milestone=fact.code,
                tracking_number=number,
                reason=fact.reason or None,
                fault=fact.fault,
                raw_code=fact.raw_code or None,
            ),
            mapping_version=MAPPING_VERSION,
        )
        return Delivered(events=(event,), findings=notes.findings)
