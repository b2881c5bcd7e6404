"""From warehouse orders to what a warehouse knows of fulfilling a host's order.

States have times and no quantities, lines have quantities and no times: together they give facts.
What left the house is told by shipments alone.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from adapters.reading.notes import Notes
from adapters.warehouse.records import LineCounts, States, Step, WarehouseOrder
from adapters.warehouse.shipments import shipments
from domain.folds.shipped_parts import order_milestones
from domain.identifiers import IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Fulfilment, WorkedLine
from domain.quantities import Quantity, zero
from domain.shipments import Shipment

COUNTED = (MilestoneCode.ALLOCATED, MilestoneCode.PICKED, MilestoneCode.SHORT_PICKED, MilestoneCode.PACKED)
"""What lines count, in the order in which it happens."""

Amounts = Mapping[str, Mapping[MilestoneCode, Quantity]]


class Work(NamedTuple):
    """A warehouse order with what its lines count."""

    order: WarehouseOrder
    lines: Sequence[LineCounts]


def fulfilled(work: Sequence[Work], states: States, as_of: datetime | None, notes: Notes) -> Fulfilment:
    """All warehouse orders of one host order, and their shipments. Notes states that are unknown."""
    orders = [order for order, _ in work]
    reference = orders[0].reference
    made = tuple(shipments(orders, states, as_of, notes).values())
    live = {line.line for order, lines in work if not _is_cancelled(order, states) for line in lines}
    return Fulfilment(
        order=reference,
        sources=(notes.instance,),
        lines=tuple(dict.fromkeys(_worked(work, notes.instance))),
        milestones=(
            *(fact for each in work for fact in _facts(each, live, states, notes)),
            *(fact for shipment in made for fact in order_milestones(shipment, reference)),
        ),
        shipments=made,
        identifiers=notes.identifiers(_names(orders, made)),
        as_of=as_of,
    )


def _worked(work: Sequence[Work], instance: str) -> Iterator[WorkedLine]:
    for _, lines in work:
        for line in lines:
            if line.item:
                yield WorkedLine(instance, line.line, line.item)


def _is_cancelled(order: WarehouseOrder, states: States) -> bool:
    return MilestoneCode.CANCELLED in states.get(order.state, ())


def _facts(work: Work, live: Collection[str], states: States, notes: Notes) -> Iterator[Milestone]:
    """The order's steps as milestones; what lines count and no step tells was so by the last change."""
    order, lines = work
    amounts = {line.line: _amounts(line, is_live=line.line in live) for line in lines}
    reached: set[MilestoneCode] = set()
    for step in order.steps:
        for code in notes.meaning("state", step.state, states, (MilestoneCode.UNKNOWN,)):
            reached.add(code)
            yield from _parts(order, code, step, amounts, notes.instance)
    if order.changed_at is None:
        return
    present = Step(order.state, order.changed_at)
    for code in COUNTED:
        if code not in reached:
            yield from _parts(order, code, present, amounts, notes.instance)


def _parts(
    order: WarehouseOrder, code: MilestoneCode, step: Step, amounts: Amounts, instance: str
) -> Iterator[Milestone]:
    """One milestone for the order, or one for each line that has a part in it."""
    whole = Milestone(
        code=code,
        occurred_at=step.at,
        source=instance,
        reference=order.number,
        location=order.facility,
        raw_code=step.state,
    )
    if code not in COUNTED and code is not MilestoneCode.CANCELLED:
        yield whole
        return
    for line, parts in amounts.items():
        if parts[code].amount:
            yield replace(whole, line=line, quantity=parts[code])


def _amounts(line: LineCounts, *, is_live: bool) -> Mapping[MilestoneCode, Quantity]:
    """What of a line has come how far. What was picked or found short had been allocated before."""
    # What this warehouse drops is not cancelled while another order of it still has the line.
    dropped = zero(line.ordered.unit) if is_live else (line.ordered - line.shipped).floored()
    return {
        MilestoneCode.ALLOCATED: line.allocated + line.picked + line.short,
        MilestoneCode.PICKED: line.picked,
        MilestoneCode.SHORT_PICKED: line.short,
        MilestoneCode.PACKED: line.packed,
        MilestoneCode.CANCELLED: dropped,
    }


def _names(
    orders: Iterable[WarehouseOrder], made: Iterable[Shipment]
) -> Iterator[tuple[IdentifierKind, str]]:
    for order in orders:
        yield IdentifierKind.ORDER, order.reference
        yield IdentifierKind.WAREHOUSE_ORDER, order.number
        for customer in order.customers:
            yield IdentifierKind.CUSTOMER, customer
    for shipment in made:
        yield IdentifierKind.SHIPMENT, shipment.id
        for number in shipment.tracking_numbers:
            yield IdentifierKind.TRACKING, number
