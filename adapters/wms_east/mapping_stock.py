"""From the warehouse's buckets to the physical states of a position: pure."""

from collections.abc import Iterator

from adapters.wms_east import wire
from adapters.wms_east.notes import Notes, Reading, counted
from adapters.wms_east.vocabulary import STATE_OF_BUCKET
from domain.errors import ImpossibleValue
from domain.ports.reading import Found
from domain.quantities import Quantity
from domain.stock import Figure, StockKey, StockPosition, StockState


def position(stock: wire.Stock, reading: Reading) -> Found[StockPosition]:
    """One item in one facility. Raises ImpossibleValue for a count that is missing or cannot be.

    An unknown bucket is noted and left out: whether its goods may be sold, nobody can tell.
    """
    notes = Notes(reading.instance, stock_subject(StockKey(stock.item_code, stock.facility_code)))
    as_of = notes.instant(stock.as_of_millis, "asOfMillis")
    unit = notes.unit(stock.uom)
    figures = tuple(
        Figure(state=state, quantity=amount, source=reading.instance, as_of=as_of)
        for state, amount in _counts(stock, unit)
    )
    for bucket in stock.buckets.keys() - STATE_OF_BUCKET.keys():
        notes.unknown("bucket", bucket)
    value = StockPosition(
        sku=stock.item_code, location=stock.facility_code, figures=figures, unit=unit, as_of=as_of
    )
    return Found(value, (reading.stamp(as_of),), tuple(notes.findings))


def stock_subject(key: StockKey) -> str:
    """The entity key of a position."""
    return f"sku:{key.sku}@{key.location}"


def _counts(stock: wire.Stock, unit: str) -> Iterator[tuple[StockState, Quantity]]:
    for bucket, state in STATE_OF_BUCKET.items():
        if bucket not in stock.buckets:
            raise ImpossibleValue("is missing", field=f"buckets.{bucket}")
        yield state, counted(stock.buckets[bucket], unit, f"buckets.{bucket}")
    yield StockState.ALLOCATED, counted(stock.allocated_quantity, unit, "allocatedQuantity")
