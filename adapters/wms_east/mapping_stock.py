"""From the warehouse's buckets to the physical states of a position: pure."""

from collections.abc import Iterator

from adapters.reading.subjects import stock_subject
from adapters.wms_east import wire
from adapters.wms_east.notation import EastNotes, Reading
from adapters.wms_east.vocabulary import STATE_OF_BUCKET
from domain.errors import ImpossibleValue
from domain.ports.reading import Found
from domain.quantities import Quantity
from domain.stock import Figure, StockKey, StockPosition, StockState


def position(stock: wire.Stock, reading: Reading) -> Found[StockPosition]:
    """One item in one facility. Raises ImpossibleValue for a count that is missing or cannot be.

    An unknown bucket is noted and left out: whether its goods may be sold, nobody can tell.
    """
    notes = reading.notes_on(stock_subject(StockKey(stock.item_code, stock.facility_code)))
    as_of = notes.instant(stock.as_of_millis, "asOfMillis")
    unit = notes.unit(stock.uom)
    figures = tuple(
        Figure(state=state, quantity=amount, source=reading.instance, as_of=as_of)
        for state, amount in _counts(stock, unit, notes)
    )
    for bucket in stock.buckets:
        notes.unless_known("bucket", bucket, STATE_OF_BUCKET)
    value = StockPosition(
        sku=stock.item_code, location=stock.facility_code, figures=figures, unit=unit, as_of=as_of
    )
    return notes.found(value, as_of, reading.fetched_at)


def _counts(stock: wire.Stock, unit: str, notes: EastNotes) -> Iterator[tuple[StockState, Quantity]]:
    for bucket, state in STATE_OF_BUCKET.items():
        if bucket not in stock.buckets:
            raise ImpossibleValue("is missing", field=f"buckets.{bucket}")
        yield state, notes.counted(stock.buckets[bucket], unit, f"buckets.{bucket}")
    yield StockState.ALLOCATED, notes.counted(stock.allocated_quantity, unit, "allocatedQuantity")
