"""The warehouse's webhook: Standard Webhooks signatures (symmetric, `v1`), one event a delivery, or a batch.

The delivery's id is in a header only, so an event is named by its type, number and time in the body.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from adapters.reading.notes import Notes
from adapters.reading.subjects import order_subject, shipment_subject, source_subject, stock_subject
from adapters.transport.deliveries import check_age, check_signature, read_delivery
from adapters.warehouse.news import order_news
from adapters.wms_east import wire
from adapters.wms_east.movements import delivered
from adapters.wms_east.vocabulary import EVENT_OF
from domain.events.payloads import Payload, ShipmentNews
from domain.events.record import Event
from domain.exceptions import unmapped
from domain.instants import from_epoch_millis
from domain.milestones import MilestoneCode
from domain.ports.backends import Delivered
from domain.stock import StockKey

ID = "webhook-id"
TIMESTAMP = "webhook-timestamp"
SIGNATURE = "webhook-signature"
HEARTBEAT = "system.heartbeat"
MOVEMENTS = "inventory.movements"
MAPPING_VERSION = 1


class News(NamedTuple):
    """What a delivery says, with its time in milliseconds. state: the new one, where it tells of an order."""

    type: str
    subject: str
    millis: int
    sequence: int
    related: tuple[str, ...] = ()
    data: Payload | None = None
    state: str | None = None


class WmsEastWebhook:
    """Verifies and maps the deliveries of one instance. keys: all that the warehouse may sign with."""

    def __init__(self, instance: str, keys: Sequence[bytes]) -> None:
        self._instance = instance
        self._keys = tuple(keys)

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        stamp = headers.get(TIMESTAMP, "")
        check_age(stamp, now, self._instance, TIMESTAMP)
        signed = b".".join((headers.get(ID, "").encode(), stamp.encode(), body))
        valid = [b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)) for key in self._keys]
        check_signature(headers.get(SIGNATURE, "").encode().split(), valid, self._instance, SIGNATURE)

    def parse(self, body: bytes, now: datetime) -> Delivered:
        told = read_delivery(wire.DELIVERY, body, self._instance)
        if told.type == HEARTBEAT:
            return self._beaten(read_delivery(wire.HEARTBEAT, told.data, self._instance))
        if told.type == MOVEMENTS:
            return delivered(read_delivery(wire.MOVEMENTS, told.data, self._instance), self._instance, now)
        reader = _READERS.get(told.type)
        if reader is None:
            about = source_subject(self._instance)
            return Delivered(findings=(unmapped(self._instance, "webhook", told.type, about),))
        return self._delivered(told.type, reader(told.data, self._instance), now)

    def _beaten(self, told: wire.Heartbeat) -> Delivered:
        notes = Notes(self._instance, source_subject(self._instance))
        until = notes.attempt("toldUntilMillis", from_epoch_millis, told.told_until_millis)
        return Delivered(watermark=until, findings=notes.findings)

    def _delivered(self, kind: str, news: News, now: datetime) -> Delivered:
        notes = Notes(self._instance, news.subject)
        if news.state is not None:
            notes.unless_known("state", news.state, EVENT_OF)
        occurred_at = notes.attempt(f"{kind} data", from_epoch_millis, news.millis)
        if occurred_at is None:
            return Delivered(findings=notes.findings)
        event = Event(
            type=news.type,
            source=self._instance,
            subject=news.subject,
            related=news.related,
            occurred_at=occurred_at,
            recorded_at=now,
            source_event_id=f"{kind}/{news.sequence}/{news.millis}",
            source_sequence=news.sequence,
            data=news.data,
            mapping_version=MAPPING_VERSION,
        )
        return Delivered(events=(event,), findings=notes.findings)


def _state_changed(raw: msgspec.Raw, instance: str) -> News:
    told = read_delivery(wire.STATE_CHANGED, raw, instance)
    event = EVENT_OF.get(told.state, "order.changed")
    return News(
        type=event,
        subject=order_subject(told.host_reference),
        millis=told.at_millis,
        sequence=told.sequence,
        data=order_news(event, state=told.state, order=told.order_id, facility=told.facility_code),
        state=told.state,
    )


def _inventory_changed(raw: msgspec.Raw, instance: str) -> News:
    told = read_delivery(wire.INVENTORY_CHANGED, raw, instance)
    return News(
        type="stock.changed",
        subject=stock_subject(StockKey(told.item_code, told.facility_code)),
        millis=told.as_of_millis,
        sequence=told.sequence,
    )


def _shipment_closed(raw: msgspec.Raw, instance: str) -> News:
    told = read_delivery(wire.SHIPMENT_CLOSED, raw, instance)
    return News(
        type="shipment.milestone",
        subject=shipment_subject(told.shipment_id),
        millis=told.at_millis,
        sequence=told.sequence,
        related=(order_subject(told.host_reference),),
        data=ShipmentNews(milestone=MilestoneCode.SHIPPED, warehouse_order=told.order_id),
    )


_READERS: Mapping[str, Callable[[msgspec.Raw, str], News]] = {
    "order.stateChanged": _state_changed,
    "inventory.changed": _inventory_changed,
    "shipment.closed": _shipment_closed,
}
