"""What the warehouse has done for an order, as the moves of its shipments tell: pure.

A pick is an inventory move, from the storage to the output zone; where a warehouse keeps no zones apart
there are none, and the outgoing moves are assigned themselves. An assigned part is allocated. A part that
an attempt to assign found no stock for stays behind in draft, written by the attempt and by nothing else:
it is backordered. A waiting part that was never tried is neither. What left, the shipments tell.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from adapters.erp_tryton.mapping.notes import Notes, code
from adapters.erp_tryton.mapping.shipments import of_order, packed_at, shipment, stocked_of
from adapters.erp_tryton.mapping.vocabulary import (
    ASSIGNED,
    CANCELLED,
    DRAFT,
    PICKED_STATES,
    SALE_LINE,
    STOCK_MOVE,
    WAITING,
    referred,
)
from adapters.erp_tryton.wire.shipments import Move, OutgoingMove, Shipment
from domain.identifiers import IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Fulfilment, WorkedLine
from domain.quantities import Quantity


class Part(NamedTuple):
    """So much of a line has come so far in a shipment."""

    what: MilestoneCode
    line: str
    quantity: Quantity
    at: datetime


def fulfilment(order: str, records: Sequence[Shipment], notes: Notes) -> Fulfilment:
    """All shipments of one order. Raises ImpossibleValue where a quantity cannot be meant."""
    made = tuple(shipment(record, notes) for record in records)
    numbers = (number for each in made for number in each.tracking_numbers)
    return Fulfilment(
        order=order,
        sources=(notes.instance,),
        lines=tuple(dict.fromkeys(_worked(order, records, notes.instance))),
        milestones=tuple(fact for record in records for fact in _facts(order, record, notes)),
        shipments=made,
        identifiers=notes.identifiers(
            [
                (IdentifierKind.ORDER, order),
                *((IdentifierKind.SHIPMENT, each.id) for each in made),
                *((IdentifierKind.TRACKING, number) for number in numbers),
            ]
        ),
        as_of=notes.reading.as_of,
    )


def _worked(order: str, records: Sequence[Shipment], instance: str) -> Iterator[WorkedLine]:
    for record in records:
        for move in of_order(record, order):
            if move.product.code:
                yield WorkedLine(instance, referred(move.origin, SALE_LINE), move.product.code)


def _facts(order: str, record: Shipment, notes: Notes) -> Iterator[Milestone]:
    for part in _summed([*_assigned(order, record, notes), *_packed(order, record, notes)]):
        yield Milestone(
            code=part.what,
            occurred_at=part.at,
            source=notes.instance,
            reference=record.number,
            line=part.line,
            quantity=part.quantity,
            location=code(record.warehouse),
            raw_code=record.state,
        )


def _summed(parts: Iterable[Part]) -> Iterable[Part]:
    """One part for each line and what became of it: several moves of a line are one fact."""
    sums: dict[tuple[MilestoneCode, str], Part] = {}
    for part in parts:
        key = part.what, part.line
        held = sums.get(key)
        sums[key] = (
            part
            if held is None
            else held._replace(quantity=held.quantity + part.quantity, at=max(held.at, part.at))
        )
    return sums.values()


def _assigned(order: str, record: Shipment, notes: Notes) -> Iterator[Part]:
    for pick, move in _picks(order, record):
        at = notes.instant(pick.write_date or pick.create_date, f"moves[{move.id}].write_date")
        quantity = stocked_of(move, pick.internal_quantity, notes)
        if at is not None and quantity.amount > 0:
            for what in _meaning(pick, record):
                yield Part(what, referred(move.origin, SALE_LINE), quantity, at)


def _picks(order: str, record: Shipment) -> Iterator[tuple[Move, OutgoingMove]]:
    """Each pick with the outgoing move that it serves, which serves a line of the order."""
    outgoing = {str(move.id): move for move in of_order(record, order)}
    if not record.inventory_moves:
        yield from ((move, move) for move in outgoing.values())
    for pick in record.inventory_moves:
        move = outgoing.get(referred(pick.origin, STOCK_MOVE))
        if move is not None and pick.state != CANCELLED:
            yield pick, move


def _meaning(pick: Move, record: Shipment) -> tuple[MilestoneCode, ...]:
    if record.state in PICKED_STATES:
        return MilestoneCode.ALLOCATED, MilestoneCode.PICKED
    if pick.state == ASSIGNED:
        return (MilestoneCode.ALLOCATED,)
    tried = pick.write_date not in {None, pick.create_date, record.write_date}
    if record.state == WAITING and pick.state == DRAFT and tried:
        return (MilestoneCode.BACKORDERED,)
    return ()


def _packed(order: str, record: Shipment, notes: Notes) -> Iterator[Part]:
    at = packed_at(record, notes)
    for move in of_order(record, order):
        quantity = stocked_of(move, move.internal_quantity, notes)
        if at is not None and quantity.amount > 0:
            yield Part(MilestoneCode.PACKED, referred(move.origin, SALE_LINE), quantity, at)
