"""Bookings of stock that the warehouse tells one by one, or in a batch of any order: pure."""

from datetime import datetime

from adapters.reading.subjects import stock_subject
from adapters.wms_east import wire
from adapters.wms_east.notation import EastNotes, Reading
from adapters.wms_east.vocabulary import STATE_OF_BUCKET
from domain.events.payloads import StockNews
from domain.events.record import Event
from domain.ports.backends import Delivered
from domain.quantities import quantity
from domain.stock import StockKey

MAPPING_VERSION = 1


def delivered(told: wire.InventoryMovements, instance: str, now: datetime) -> Delivered:
    """An event for each; of one that cannot be understood, that its position is to be read again."""
    reading = Reading(instance=instance, server_millis=None, fetched_at=now)
    made = [_event(each, reading, now) for each in told.movements]
    return Delivered(
        events=tuple(event for event, _ in made if event is not None),
        findings=tuple(finding for _, notes in made for finding in notes.findings),
    )


def _event(moved: wire.Movement, reading: Reading, now: datetime) -> tuple[Event | None, EastNotes]:
    subject = stock_subject(StockKey(moved.item_code, moved.facility_code))
    notes = reading.notes_on(subject)
    at = notes.instant(moved.at_millis, "movements.atMillis")
    data = _news(moved, notes)
    if at is None:
        return None, notes
    event = Event(
        type="stock.changed" if data is None else _type(moved),
        source=reading.instance,
        subject=subject,
        occurred_at=at,
        recorded_at=now,
        source_event_id=f"movement/{moved.movement_id}",
        data=data,
        mapping_version=MAPPING_VERSION,
    )
    return event, notes


def _type(moved: wire.Movement) -> str:
    if moved.to_bucket is not None:
        return "stock.adjusted"
    return "stock.allocated" if moved.quantity > 0 else "stock.deallocated"


def _news(moved: wire.Movement, notes: EastNotes) -> StockNews | None:
    """None where a code in it means nothing to us, or it is of no bucket that we know."""
    buckets = [each for each in (moved.from_bucket, moved.to_bucket) if each is not None]
    for bucket in buckets:
        notes.unless_known("bucket", bucket, STATE_OF_BUCKET)
    if any(bucket not in STATE_OF_BUCKET for bucket in buckets) or (buckets and moved.to_bucket is None):
        return None
    amount = quantity(moved.quantity, notes.unit(moved.uom))
    return StockNews(
        quantity=amount,
        from_state=STATE_OF_BUCKET[moved.from_bucket] if moved.from_bucket is not None else None,
        to_state=STATE_OF_BUCKET[moved.to_bucket] if moved.to_bucket is not None else None,
    )
