"""From Tryton's customer shipments to ours: pure.

A sale's own `shipment_state` stays `waiting` until a shipment is done: how far goods are is read from the
shipments. One keeps its present state and no history: it left by its last change while it is `shipped`, and
on its effective date once it is `done` (Tryton forgets when it was `shipped`; `done` is not delivered).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from adapters.erp_tryton.mapping import units
from adapters.erp_tryton.mapping.notes import Notes, code
from adapters.erp_tryton.mapping.vocabulary import (
    CANCELLED,
    DONE,
    PACKED_STATES,
    SALE_LINE,
    SHIPMENT_STATES,
    SHIPPED,
    referred,
)
from adapters.erp_tryton.wire import shipments as wire_shipments
from domain.identifiers import IdentifierKind
from domain.milestones import Classifier, Milestone, MilestoneCode
from domain.quantities import Quantity
from domain.shipments import Content, Package, Shipment


def shipment(record: wire_shipments.Shipment, notes: Notes) -> Shipment:
    """One shipment, made or planned. Raises ImpossibleValue where a quantity cannot be meant."""
    boxes = {box.id: box for box in notes.rows(record.packages, wire_shipments.PACKAGE, "packages")}
    labels = [box.shipping_reference for box in boxes.values()]
    carrier = record.carrier.party if record.carrier else None
    contents = tuple(_contents(record, boxes, notes))
    tracking_numbers = tuple(dict.fromkeys(label for label in (*labels, record.shipping_reference) if label))
    return Shipment(
        id=record.number,
        sources=(notes.instance,),
        carrier=code(carrier),
        tracking_numbers=tracking_numbers,
        packages=tuple(
            Package(id=box.number, tracking_number=box.shipping_reference or "") for box in boxes.values()
        ),
        contents=contents,
        origin=code(record.warehouse),
        milestones=tuple(_milestones(record, notes)),
        identifiers=notes.identifiers(
            [
                (IdentifierKind.SHIPMENT, record.number),
                *((IdentifierKind.ORDER, content.order) for content in contents),
                *((IdentifierKind.TRACKING, number) for number in tracking_numbers),
            ]
        ),
        as_of=notes.reading.as_of,
    )


def left_at(record: wire_shipments.Shipment, notes: Notes) -> datetime | None:
    """When the goods left the house, if they did."""
    if record.state == SHIPPED:
        return changed_at(record, notes)
    if record.state != DONE:
        return None
    moved = latest_write(record.outgoing_moves, notes, "outgoing_moves.write_date")
    return notes.happened(record.effective_date, moved, "effective_date")


def packed_at(record: wire_shipments.Shipment, notes: Notes) -> datetime | None:
    """When they were packed: the moves tell until they are done, which overwrites it."""
    if record.state not in PACKED_STATES:
        return None
    if record.state == DONE:
        return left_at(record, notes)
    return latest_write(record.outgoing_moves, notes, "outgoing_moves.write_date")


def changed_at(record: wire_shipments.Shipment, notes: Notes) -> datetime | None:
    """The last change of the shipment itself."""
    return notes.instant(record.write_date or record.create_date, "write_date")


def latest_write(moves: Iterable[wire_shipments.OutgoingMove], notes: Notes, path: str) -> datetime | None:
    """When the last of these moves was written."""
    told = [notes.instant(move.write_date, path) for move in moves if move.state != CANCELLED]
    return max((at for at in told if at is not None), default=None)


def of_order(record: wire_shipments.Shipment, order: str) -> list[wire_shipments.OutgoingMove]:
    """The moves that carry an order's lines, in a shipment that may hold other orders' too."""
    return [
        move
        for move in record.outgoing_moves
        if _order(move) == order and referred(move.origin, SALE_LINE) and move.state != CANCELLED
    ]


def stocked_of(move: wire_shipments.OutgoingMove, amount: Decimal, notes: Notes) -> Quantity:
    """An amount of what a move carries. Raises ImpossibleValue."""
    field = f"moves[{move.id}].internal_quantity"
    return units.stocked(amount, notes.unit(move.product.default_uom.symbol), field=field)


def _order(move: wire_shipments.OutgoingMove) -> str:
    return (move.sale.number or "") if move.sale else ""


def _contents(
    record: wire_shipments.Shipment, boxes: Mapping[int, wire_shipments.Package], notes: Notes
) -> Iterator[Content]:
    """What travels; of a cancelled shipment, what should have. Goods of no sale are no order's."""
    for move in record.outgoing_moves:
        line = referred(move.origin, SALE_LINE)
        if not _order(move) or (move.state == CANCELLED) != (record.state == CANCELLED):
            continue
        if not line or not move.product.code:
            notes.bad(f"outgoing_moves[{move.id}]", "is of no line of its sale, or of an item without code")
            continue
        quantity = stocked_of(move, move.internal_quantity, notes)
        box = boxes.get(move.package) if move.package else None
        if quantity.amount > 0:
            yield Content(
                order=_order(move),
                sku=move.product.code,
                quantity=quantity,
                line=line,
                package=box.number if box else "",
            )


def _milestones(record: wire_shipments.Shipment, notes: Notes) -> Iterator[Milestone]:
    notes.unless_known("shipment state", record.state, SHIPMENT_STATES)
    facts = {
        MilestoneCode.SHIPMENT_CREATED: notes.instant(record.create_date, "create_date"),
        MilestoneCode.PACKED: packed_at(record, notes),
        MilestoneCode.SHIPPED: left_at(record, notes),
        MilestoneCode.CANCELLED: changed_at(record, notes) if record.state == CANCELLED else None,
        MilestoneCode.UNKNOWN: changed_at(record, notes) if record.state not in SHIPMENT_STATES else None,
    }
    for what, at in facts.items():
        if at is not None:
            yield _milestone(record, what, at, notes)
    due = notes.due(record.planned_date, "planned_date")
    if due is not None:
        yield _milestone(record, MilestoneCode.SHIPPED, due, notes, Classifier.PLANNED)


def _milestone(
    record: wire_shipments.Shipment,
    what: MilestoneCode,
    at: datetime,
    notes: Notes,
    classifier: Classifier = Classifier.ACTUAL,
) -> Milestone:
    return Milestone(
        code=what,
        occurred_at=at,
        source=notes.instance,
        classifier=classifier,
        reference=record.number,
        location=code(record.warehouse),
        raw_code=record.state,
    )
