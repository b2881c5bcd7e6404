"""Bookings that the warehouse tells one by one or in a batch."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from adapters.wms_east import wire
from adapters.wms_east.movements import delivered
from domain.errors import BadInput
from domain.events.payloads import StockNews
from domain.ports.backends import Delivered
from domain.quantities import quantity
from domain.stock import StockState
from tests.adapters.wms_east.system import INSTANCE
from tests.adapters.wms_east.test_webhook import AT, delivery, webhook
from tests.doubles.clock import START

KNOWN: dict[str, Any] = {
    "movementId": "MV1",
    "itemCode": "E-04711",
    "facilityCode": "DC01",
    "uom": "EA",
    "quantity": 8,
    "atMillis": AT,
}


def _told(**more: Any) -> Delivered:  # noqa: ANN401 - fields of a booking
    movement = msgspec.convert(KNOWN | more, wire.Movement)
    return delivered(wire.InventoryMovements([movement]), INSTANCE, START)


@pytest.mark.parametrize(
    ("booking", "kind", "news"),
    [
        (
            {"fromBucket": "AVAILABLE", "toBucket": "DAMAGED"},
            "stock.adjusted",
            StockNews(quantity=quantity(8), from_state=StockState.SELLABLE, to_state=StockState.DAMAGED),
        ),
        (
            {"toBucket": "PICKED", "quantity": -8},
            "stock.adjusted",
            StockNews(quantity=quantity(-8), to_state=StockState.PICKED),
        ),
        ({}, "stock.allocated", StockNews(quantity=quantity(8))),
        ({"quantity": -8}, "stock.deallocated", StockNews(quantity=quantity(-8))),
    ],
)
def test_a_booking_moves_units_or_promises(booking: dict[str, Any], kind: str, news: StockNews) -> None:
    (event,) = _told(**booking).events
    assert (event.type, event.subject, event.data) == (kind, "sku:E-04711@DC01", news)
    assert (event.occurred_at, event.recorded_at, event.source_event_id) == (START, START, "movement/MV1")


@pytest.mark.parametrize("booking", [{"toBucket": "ATTIC"}, {"fromBucket": "AVAILABLE"}])
def test_what_is_not_understood_says_read_it_again(booking: dict[str, Any]) -> None:
    (event,) = _told(**booking).events
    assert (event.type, event.data) == ("stock.changed", None)


def test_an_unknown_bucket_is_found() -> None:
    assert [each.group for each in _told(toBucket="ATTIC").findings] == ["wms_east/bucket/ATTIC"]


def test_an_impossible_time_is_found_and_the_others_are_taken() -> None:
    booked = [KNOWN | {"atMillis": -1}, KNOWN | {"movementId": "MV2"}]
    told = webhook.parse(delivery("inventory.movements", movements=booked), START)
    assert [event.source_event_id for event in told.events] == ["movement/MV2"]
    assert len(told.findings) == 1
    (data,) = [event.data for event in told.events]
    assert isinstance(data, StockNews)
    assert data.quantity is not None
    assert data.quantity.amount == Decimal(8)


def test_a_batch_without_an_id_is_refused() -> None:
    with pytest.raises(BadInput, match="movementId"):
        webhook.parse(delivery("inventory.movements", movements=[{"quantity": 1}]), START)
