"""The warehouse's notifications: a password with each, no signature and no signed time.

So the body could be another's if the password leaked, and age cannot be checked: one that is sent
again has the same id, by which it is dropped, and what it says is only ever a reason to read again.
"""

import base64
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from adapters.reading.notes import Notes
from adapters.reading.subjects import order_subject, shipment_subject, source_subject, stock_subject
from adapters.reading.xml_records import read_xml
from adapters.warehouse.news import order_news
from adapters.wms_west import wire
from adapters.wms_west.elements import xpath
from adapters.wms_west.notation import local_time
from adapters.wms_west.vocabulary import EVENT_OF
from domain.errors import BadInput, Unauthenticated
from domain.events.payloads import Payload, ShipmentNews
from domain.events.record import Event
from domain.exceptions import unmapped
from domain.milestones import MilestoneCode
from domain.ports.backends import Delivered
from domain.stock import StockKey

AUTHORIZATION = "authorization"
MAPPING_VERSION = 1

_ROOT = "Notification"
_MOST_DIGITS = 18


class News(NamedTuple):
    """What a notification says. state: the new one, where it tells of an order."""

    type: str
    subject: str
    related: tuple[str, ...] = ()
    data: Payload | None = None
    state: str | None = None


class WmsWestWebhook:
    """Verifies and maps the notifications of one instance. zone: where its clocks stand."""

    def __init__(self, instance: str, zone: str, username: str, passwords: Sequence[str]) -> None:
        self._instance = instance
        self._zone = zone
        self._valid = [base64.b64encode(f"{username}:{password}".encode()) for password in passwords]

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:  # noqa: ARG002 - the port's; nothing is signed
        scheme, _, given = headers.get(AUTHORIZATION, "").partition(" ")
        # Every password is compared, so that the time taken does not tell which one matched.
        matches = sum(hmac.compare_digest(given.encode(), valid) for valid in self._valid)
        if scheme.lower() != "basic" or not matches:
            raise Unauthenticated(f"{self._instance}: the password does not match", cause=AUTHORIZATION)

    def parse(self, body: bytes, now: datetime) -> Delivered:
        try:
            record = _notification(body)
            told = msgspec.convert(record, wire.Notification)
            reader = _READERS.get(told.type)
            if reader is None:
                about = source_subject(self._instance)
                return Delivered(findings=(unmapped(self._instance, "webhook", told.type, about),))
            news = reader(record)
        except BadInput as error:
            raise BadInput(f"{self._instance}: {error.public}", field="body") from error
        except msgspec.ValidationError as error:
            raise BadInput(f"{self._instance}: {xpath(error)}", field="body") from error
        return self._delivered(told, news, now)

    def _delivered(self, told: wire.Notification, news: News, now: datetime) -> Delivered:
        notes = Notes(self._instance, news.subject)
        if news.state is not None:
            notes.unless_known("state", news.state, EVENT_OF)
        occurred_at = notes.attempt(f"{_ROOT}/@at", local_time, told.at, self._zone)
        if occurred_at is None:
            return Delivered(findings=notes.findings)
        event = Event(
            type=news.type,
            source=self._instance,
            subject=news.subject,
            related=news.related,
            occurred_at=occurred_at,
            recorded_at=now,
            source_event_id=told.id,
            source_sequence=_number(told.sequence),
            data=news.data,
            mapping_version=MAPPING_VERSION,
        )
        return Delivered(events=(event,), findings=notes.findings)


def _notification(body: bytes) -> Mapping[str, object]:
    document = read_xml(body)
    if document.root != _ROOT:
        raise BadInput(f"is no {_ROOT} but '{document.root[:40]}'")
    return document.record


def _number(text: str) -> int | None:
    """A sequence number; it only detects gaps, so one that is none is no reason to drop the event."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None


def _order_state(record: Mapping[str, object]) -> News:
    told = msgspec.convert(record, wire.OrderNotification)
    state = told.state[0].code
    event = EVENT_OF.get(state, "order.changed")
    return News(
        type=event,
        subject=order_subject(told.host_ref),
        data=order_news(event, state=state, order=told.order_no),
        state=state,
    )


def _stock(record: Mapping[str, object]) -> News:
    told = msgspec.convert(record, wire.StockNotification)
    return News(type="stock.changed", subject=stock_subject(StockKey(told.item, told.facility)))


def _shipment_closed(record: Mapping[str, object]) -> News:
    told = msgspec.convert(record, wire.ShipmentNotification)
    return News(
        type="shipment.milestone",
        subject=shipment_subject(told.shipment_no),
        related=(order_subject(told.host_ref),),
        data=ShipmentNews(milestone=MilestoneCode.SHIPPED),
    )


_READERS: Mapping[str, Callable[[Mapping[str, object]], News]] = {
    "ORDSTAT": _order_state,
    "STOCK": _stock,
    "SHPCLS": _shipment_closed,
}
