"""The warehouse's webhook: Standard Webhooks signatures (symmetric, `v1`), one event a delivery.

The delivery's id is in a header only, so an event is named by its type, number and time in the body.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from adapters.reading.subjects import order_subject, shipment_subject, stock_subject
from adapters.wms_east import wire
from adapters.wms_east.vocabulary import EVENT_OF
from domain.errors import BadInput, ImpossibleValue, Unauthenticated
from domain.events import Event
from domain.exceptions import Finding, bad_value, unmapped
from domain.instants import from_epoch_millis
from domain.milestones import MilestoneCode
from domain.ports.backends import WEBHOOK_TOLERANCE, Delivered
from domain.stock import StockKey

ID = "webhook-id"
TIMESTAMP = "webhook-timestamp"
SIGNATURE = "webhook-signature"
MAPPING_VERSION = 1

_LONGEST_STAMP = 11


class News(NamedTuple):
    """What a delivery says, with its time in milliseconds."""

    type: str
    subject: str
    millis: int
    sequence: int
    related: tuple[str, ...] = ()
    data: Mapping[str, str] = {}
    findings: tuple[Finding, ...] = ()


class WmsEastWebhook:
    """Verifies and maps the deliveries of one instance. keys: all that the warehouse may sign with."""

    def __init__(self, instance: str, keys: Sequence[bytes]) -> None:
        self._instance = instance
        self._keys = tuple(keys)

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        stamp = headers.get(TIMESTAMP, "")
        self._check_age(stamp, now)
        signed = b".".join((headers.get(ID, "").encode(), stamp.encode(), body))
        valid = [b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)) for key in self._keys]
        given = headers.get(SIGNATURE, "").encode().split()
        # Every pair is compared, so that the time taken does not tell which one matched.
        if not sum(hmac.compare_digest(one, other) for one in given for other in valid):
            raise Unauthenticated(f"{self._instance}: the signature does not match", cause=SIGNATURE)

    def parse(self, body: bytes, now: datetime) -> Delivered:
        try:
            told = wire.DELIVERY.decode(body)
            reader = _READERS.get(told.type)
            if reader is None:
                finding = unmapped(self._instance, "webhook", told.type, f"source:{self._instance}")
                return Delivered(findings=(finding,))
            news = reader(told.data, self._instance)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadInput(f"{self._instance}: {error}", field="body") from error
        try:
            occurred_at = from_epoch_millis(news.millis)
        except ImpossibleValue as error:
            finding = bad_value(self._instance, f"{told.type} data", str(error), news.subject)
            return Delivered(findings=(finding,))
        event = Event(
            type=news.type,
            source=self._instance,
            subject=news.subject,
            related=news.related,
            occurred_at=occurred_at,
            recorded_at=now,
            source_event_id=f"{told.type}/{news.sequence}/{news.millis}",
            source_sequence=news.sequence,
            data=news.data,
            mapping_version=MAPPING_VERSION,
        )
        return Delivered(events=(event,), findings=news.findings)

    def _check_age(self, stamp: str, now: datetime) -> None:
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= _LONGEST_STAMP):
            raise Unauthenticated(f"{self._instance}: the delivery bears no time", cause=TIMESTAMP)
        if abs(now - datetime.fromtimestamp(int(stamp), UTC)) > WEBHOOK_TOLERANCE:
            raise Unauthenticated(
                f"{self._instance}: the delivery is too old or from the future", cause=stamp
            )


def _state_changed(raw: msgspec.Raw, instance: str) -> News:
    told = wire.STATE_CHANGED.decode(raw)
    subject = order_subject(told.host_reference)
    known = told.state in EVENT_OF
    return News(
        type=EVENT_OF.get(told.state, "order.changed"),
        subject=subject,
        millis=told.at_millis,
        sequence=told.sequence,
        data={
            "raw_code": told.state,
            "warehouse_order": told.order_id,
            "location": told.facility_code,
        },
        findings=() if known else (unmapped(instance, "state", told.state, subject),),
    )


def _inventory_changed(raw: msgspec.Raw, _instance: str) -> News:
    told = wire.INVENTORY_CHANGED.decode(raw)
    return News(
        type="stock.changed",
        subject=stock_subject(StockKey(told.item_code, told.facility_code)),
        millis=told.as_of_millis,
        sequence=told.sequence,
    )


def _shipment_closed(raw: msgspec.Raw, _instance: str) -> News:
    told = wire.SHIPMENT_CLOSED.decode(raw)
    return News(
        type="shipment.milestone",
        subject=shipment_subject(told.shipment_id),
        millis=told.at_millis,
        sequence=told.sequence,
        related=(order_subject(told.host_reference),),
        data={"milestone": MilestoneCode.SHIPPED, "warehouse_order": told.order_id},
    )


_READERS: Mapping[str, Callable[[msgspec.Raw, str], News]] = {
    "order.stateChanged": _state_changed,
    "inventory.changed": _inventory_changed,
    "shipment.closed": _shipment_closed,
}
