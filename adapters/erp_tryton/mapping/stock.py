"""From what a storage holds and the moves that are still open to a stock position: pure.

Tryton takes goods off the storage at the pick, long before they leave: what the storage holds is sellable,
what stands in the output zone for customers is picked, what is received and not yet put away is
quarantined, for it is not for sale yet. Claims are assigned moves out of the storage; demand of waiting
shipments that nothing is assigned to is reserved as far as the rest of the storage covers it, and
backordered beyond. What is incoming are the open moves of purchases, overdue ones too. Tryton's forecast,
which may be below zero and forgets what is overdue, is not read: these figures say what it is made of.
A storage that was forced below zero is told as it is.
"""

from collections.abc import Iterable, Mapping

from adapters.erp_tryton.mapping import units
from adapters.erp_tryton.mapping.notes import Notes, code
from adapters.erp_tryton.mapping.vocabulary import (
    ASSIGNED,
    CUSTOMER_SHIPMENT,
    PICKED_STATES,
    WAITING,
    referred,
)
from adapters.erp_tryton.wire import stock as wire_stock
from domain.quantities import Quantity, zero
from domain.stock import Figure, StockPosition, StockState

CUSTOMER = "customer"
SUPPLIER = "supplier"

_TOLD = (
    StockState.SELLABLE,
    StockState.PICKED,
    StockState.QUARANTINED,
    StockState.ALLOCATED,
    StockState.RESERVED,
    StockState.BACKORDERED,
    StockState.INCOMING,
)


def position(
    held: wire_stock.Held,
    moves: Iterable[wire_stock.Move],
    warehouse: wire_stock.Warehouse,
    notes: Notes,
) -> StockPosition:
    """One item in one warehouse, with its open moves. Raises ImpossibleValue."""
    unit = notes.unit(held.default_uom.symbol)
    sums = dict.fromkeys(_TOLD, zero(unit))
    for move in moves:
        state = _state(move, warehouse)
        if state is not None:
            sums[state] += units.stocked(move.internal_quantity, unit, field="moves.internal_quantity")
    sums[StockState.SELLABLE] = units.stocked(held.quantity, unit, field="quantity")
    if warehouse.output_location == warehouse.storage_location:
        sums[StockState.SELLABLE] -= sums[StockState.PICKED]
    return StockPosition(
        sku=held.code,
        location=warehouse.code,
        figures=tuple(
            Figure(state=state, quantity=quantity, source=notes.instance, as_of=notes.reading.as_of)
            for state, quantity in _covered(sums).items()
        ),
        unit=unit,
        as_of=notes.reading.as_of,
    )


def _covered(sums: Mapping[StockState, Quantity]) -> dict[StockState, Quantity]:
    """Unassigned demand, parted into what the storage covers and what it does not."""
    demand = sums[StockState.BACKORDERED]
    free = (sums[StockState.SELLABLE] - sums[StockState.ALLOCATED]).floored()
    reserved = min(demand, free)
    return {**sums, StockState.RESERVED: reserved, StockState.BACKORDERED: demand - reserved}


def _state(move: wire_stock.Move, warehouse: wire_stock.Warehouse) -> StockState | None:
    """What an open move's quantity counts as here; None where it counts elsewhere or as nothing."""
    if code(move.from_place.warehouse) != warehouse.code:
        arriving = code(move.to_place.warehouse) == warehouse.code and move.from_place.type == SUPPLIER
        return StockState.INCOMING if arriving else None
    zone, storage = move.from_location, warehouse.storage_location
    if zone == warehouse.input_location != storage:
        return StockState.QUARANTINED
    to_customer = bool(referred(move.shipment, CUSTOMER_SHIPMENT))
    shipment_state = move.shipment_state.state if move.shipment_state else ""
    if move.to_place.type == CUSTOMER and shipment_state in PICKED_STATES:
        return StockState.PICKED
    if zone == warehouse.output_location != storage:
        return None  # still to be picked: the pick itself tells
    if move.state == ASSIGNED:
        return StockState.ALLOCATED
    return StockState.BACKORDERED if to_customer and shipment_state == WAITING else None
