"""The carrier's webhook: HMAC-SHA256 over the raw body, one notification a delivery.

The signature covers no time, so a delivery's age cannot be checked: one that is sent again has the
same notification id, by which it is dropped.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from adapters.carrier_sim import wire
from adapters.carrier_sim.mapping import milestone, subject
from adapters.reading.notes import Notes
from domain.errors import BadInput, Unauthenticated
from domain.events import Event
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
        valid = [hmac.new(secret, body, hashlib.sha256).hexdigest().encode() for secret in self._secrets]
        # Every secret is compared, so that the time taken does not tell which one matched.
        if not sum(hmac.compare_digest(given, expected) for expected in valid):
            raise Unauthenticated(f"{self._instance}: the signature does not match", cause=SIGNATURE)

    def parse(self, body: bytes, now: datetime) -> Delivered:
        try:
            told = wire.NOTIFICATION.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadInput(f"{self._instance}: {error}", field="body") from error
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
            data=_data(fact.code, fact.raw_code, fact.reason, str(fact.fault or "")),
            mapping_version=MAPPING_VERSION,
        )
        return Delivered(events=(event,), findings=notes.findings)


def _data(code: str, raw_code: str, reason: str, fault: str) -> Mapping[str, str]:
    told = {"milestone": str(code), "raw_code": raw_code, "reason": reason, "fault": fault}
    return {name: value for name, value in told.items() if value}
