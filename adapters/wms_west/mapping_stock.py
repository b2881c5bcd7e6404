"""From the warehouse's types of stock to the physical states of a position: pure."""

from collections.abc import Iterator

from adapters.reading.subjects import stock_subject
from adapters.wms_west import wire
from adapters.wms_west.notation import Reading, WestNotes
from adapters.wms_west.vocabulary import STATE_OF_TYPE
from domain.errors import ImpossibleValue
from domain.ports.reading import Found
from domain.quantities import Quantity
from domain.stock import Figure, StockKey, StockPosition, StockState


def position(stock: wire.Stock, reading: Reading) -> Found[StockPosition]:
    """One item in one facility. Raises ImpossibleValue for an amount that is missing or cannot be.

    An unknown type is noted and left out: whether its goods may be sold, nobody can tell.
    """
    key = StockKey(stock.item, stock.facility)
    notes = reading.notes_on(stock_subject(key))
    as_of = reading.as_of(notes)
    unit = notes.unit(stock.uom)
    figures = tuple(
        Figure(state=state, quantity=amount, source=reading.instance, as_of=as_of)
        for state, amount in _counts(stock, unit, notes)
    )
    value = StockPosition(sku=key.sku, location=key.location, figures=figures, unit=unit, as_of=as_of)
    return notes.found(value, as_of, reading.fetched_at)


def _counts(stock: wire.Stock, unit: str, notes: WestNotes) -> Iterator[tuple[StockState, Quantity]]:
    told: dict[str, str] = {}
    for amount in stock.amounts:
        if amount.type in told:
            raise ImpossibleValue("is told twice", field=f"Stock/Qty[@type='{amount.type[:20]}']")
        told[amount.type] = amount.quantity
        notes.unless_known("type of stock", amount.type, STATE_OF_TYPE)
    for kind, state in STATE_OF_TYPE.items():
        place = f"Stock/Qty[@type='{kind}']"
        if kind not in told:
            raise ImpossibleValue("is missing", field=place)
        yield state, notes.counted(told[kind], unit, place)
    yield StockState.ALLOCATED, notes.counted(stock.allocated, unit, "Stock/Allocated")
