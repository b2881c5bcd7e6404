"""From the warehouse's orders to what it knows of fulfilling a host's order: pure.

States have times and no quantities, lines have quantities and no times: together they give facts.
What left the house is told by shipments alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from adapters.wms_west import wire
from adapters.wms_west.mapping_shipments import notes_on, shipments
from adapters.wms_west.notes import Notes, Reading, counted, line_id
from adapters.wms_west.steps import Reached, Told, steps
from adapters.wms_west.vocabulary import CANCELLED, CODES_OF
from domain.folds.shipped_parts import order_milestones
from domain.identifiers import Identifier, IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Fulfilment
from domain.ports.reading import Found
from domain.quantities import Quantity, zero
from domain.shipments import Shipment

LineAmounts = Mapping[MilestoneCode, Quantity]

COUNTED = (MilestoneCode.ALLOCATED, MilestoneCode.PICKED, MilestoneCode.SHORT_PICKED, MilestoneCode.PACKED)
"""What lines count, in the order in which it happens."""


def fulfilment(orders: Sequence[wire.Order], reading: Reading) -> Found[Fulfilment]:
    """All warehouse orders of one host order. Raises ImpossibleValue for quantities that cannot be."""
    reference = orders[0].host_ref
    notes = notes_on(order_subject(reference), orders, reading)
    as_of = notes.instant(reading.as_of, "@asOf")
    told = [Told(order, steps(order, notes)) for order in orders]
    made = tuple(shipments(told, as_of, notes).values())
    elsewhere = {line.host_line for order in orders if order.state != CANCELLED for line in order.lines}
    value = Fulfilment(
        order=reference,
        sources=(reading.instance,),
        milestones=(
            *(fact for each in told for fact in _facts(each, elsewhere, notes)),
            *(fact for shipment in made for fact in order_milestones(shipment, reference)),
        ),
        shipments=made,
        identifiers=tuple(dict.fromkeys(_identifiers(orders, made, reading.instance))),
        as_of=as_of,
    )
    return Found(value, (reading.stamp(as_of),), tuple(notes.findings))


def order_subject(reference: str) -> str:
    """The entity key of an order."""
    return f"{IdentifierKind.ORDER}:{reference}"


def _facts(told: Told, elsewhere: set[str], notes: Notes) -> Iterator[Milestone]:
    """The order's steps as milestones; what lines count and no step tells was so by the last change."""
    amounts = dict(_amounts(line, elsewhere, notes) for line in told.order.lines)
    reached: set[MilestoneCode] = set()
    for step in told.steps:
        if step.state not in CODES_OF:
            notes.unknown("state", step.state)
        for code in CODES_OF.get(step.state, (MilestoneCode.UNKNOWN,)):
            reached.add(code)
            yield from _parts(told.order, code, step, amounts, notes.instance)
    changed = notes.instant(told.order.changed, "Order/@changed")
    if changed is None:
        return
    for code in COUNTED:
        if code not in reached:
            yield from _parts(told.order, code, Reached(told.order.state, changed), amounts, notes.instance)


def _parts(
    order: wire.Order,
    code: MilestoneCode,
    step: Reached,
    amounts: Mapping[str, LineAmounts],
    instance: str,
) -> Iterator[Milestone]:
    """One milestone for the order, or one for each line that has a part in it."""
    whole = Milestone(
        code=code,
        occurred_at=step.at,
        source=instance,
        reference=order.no,
        location=order.facility,
        raw_code=step.state,
    )
    if code not in COUNTED and code is not MilestoneCode.CANCELLED:
        yield whole
        return
    for line, parts in amounts.items():
        if parts[code].amount:
            yield replace(whole, line=line, quantity=parts[code])


def _amounts(line: wire.Line, elsewhere: set[str], notes: Notes) -> tuple[str, LineAmounts]:
    """What of a line has come how far. What was picked or found short had been allocated before."""
    place = f"Order/Line[@hostLine='{line.host_line[:20]}']"
    unit = notes.unit(line.uom)
    ordered = counted(line.ordered, unit, f"{place}/QtyOrdered")
    picked = counted(line.picked, unit, f"{place}/QtyPicked")
    short = counted(line.short, unit, f"{place}/QtyShort")
    shipped = counted(line.shipped, unit, f"{place}/QtyShipped")
    # What this warehouse drops is not cancelled while another order of it still has the line.
    dropped = zero(unit) if line.host_line in elsewhere else (ordered - shipped).floored()
    return line_id(line.host_line, f"{place}/@hostLine"), {
        MilestoneCode.ALLOCATED: counted(line.allocated, unit, f"{place}/QtyAllocated") + picked + short,
        MilestoneCode.PICKED: picked,
        MilestoneCode.SHORT_PICKED: short,
        MilestoneCode.PACKED: counted(line.packed, unit, f"{place}/QtyPacked"),
        MilestoneCode.CANCELLED: dropped,
    }


def _identifiers(
    orders: Iterable[wire.Order], made: Iterable[Shipment], instance: str
) -> Iterator[Identifier]:
    for order in orders:
        yield Identifier(IdentifierKind.ORDER, instance, order.host_ref)
        yield Identifier(IdentifierKind.WAREHOUSE_ORDER, instance, order.no)
        for consignee in order.consignee:
            yield Identifier(IdentifierKind.CUSTOMER, instance, consignee.no)
    for shipment in made:
        yield Identifier(IdentifierKind.SHIPMENT, instance, shipment.id)
        for number in shipment.tracking_numbers:
            yield Identifier(IdentifierKind.TRACKING, instance, number)
