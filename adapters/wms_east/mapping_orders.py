"""From the warehouse's orders to what it knows of fulfilling a host's order: pure.

States have times and no quantities, lines have quantities and no times: together they give facts.
What left the house is told by shipments alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from adapters.wms_east import wire
from adapters.wms_east.mapping_shipments import shipments
from adapters.wms_east.notes import Notes, Reading, counted
from adapters.wms_east.steps import Reached, Told, steps
from adapters.wms_east.vocabulary import CANCELLED, CODES_OF
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
    reference = orders[0].host_reference
    notes = Notes(reading.instance, order_subject(reference))
    as_of = notes.instant(reading.server_millis, "serverTimeMillis")
    told = [Told(order, steps(order, notes)) for order in orders]
    made = tuple(shipments(told, as_of, notes).values())
    elsewhere = {line.host_line_number for o in orders if o.state != CANCELLED for line in o.lines}
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


def _facts(told: Told, elsewhere: set[int], notes: Notes) -> Iterator[Milestone]:
    """The order's steps as milestones; what lines count and no step tells was so by the last update."""
    amounts = {line.host_line_number: _amounts(line, elsewhere, notes) for line in told.order.lines}
    reached: set[MilestoneCode] = set()
    for step in told.steps:
        if step.state not in CODES_OF:
            notes.unknown("state", step.state)
        for code in CODES_OF.get(step.state, (MilestoneCode.UNKNOWN,)):
            reached.add(code)
            yield from _parts(told.order, code, step, amounts, notes.instance)
    updated = notes.instant(told.order.updated_at_millis, "updatedAtMillis")
    if updated is None:
        return
    for code in COUNTED:
        if code not in reached:
            yield from _parts(told.order, code, Reached(told.order.state, updated), amounts, notes.instance)


def _parts(
    order: wire.Order,
    code: MilestoneCode,
    step: Reached,
    amounts: Mapping[int, LineAmounts],
    instance: str,
) -> Iterator[Milestone]:
    """One milestone for the order, or one for each line that has a part in it."""
    whole = Milestone(
        code=code,
        occurred_at=step.at,
        source=instance,
        reference=order.order_id,
        location=order.facility_code,
        raw_code=step.state,
    )
    if code not in COUNTED and code is not MilestoneCode.CANCELLED:
        yield whole
        return
    for line, parts in amounts.items():
        if parts[code].amount:
            yield replace(whole, line=str(line), quantity=parts[code])


def _amounts(line: wire.Line, elsewhere: set[int], notes: Notes) -> LineAmounts:
    """What of a line has come how far. What was picked or found short had been allocated before."""
    unit = notes.unit(line.uom)

    def exact(name: str, value: int) -> Quantity:
        return counted(value, unit, f"lines[hostLineNumber={line.host_line_number}].{name}")

    ordered = exact("orderedQuantity", line.ordered_quantity)
    picked = exact("pickedQuantity", line.picked_quantity)
    short = exact("shortQuantity", line.short_quantity)
    shipped = exact("shippedQuantity", line.shipped_quantity)
    # What this warehouse drops is not cancelled while another order of it still has the line.
    dropped = zero(unit) if line.host_line_number in elsewhere else (ordered - shipped).floored()
    return {
        MilestoneCode.ALLOCATED: exact("allocatedQuantity", line.allocated_quantity) + picked + short,
        MilestoneCode.PICKED: picked,
        MilestoneCode.SHORT_PICKED: short,
        MilestoneCode.PACKED: exact("packedQuantity", line.packed_quantity),
        MilestoneCode.CANCELLED: dropped,
    }


def _identifiers(
    orders: Iterable[wire.Order], made: Iterable[Shipment], instance: str
) -> Iterator[Identifier]:
    for order in orders:
        yield Identifier(IdentifierKind.ORDER, instance, order.host_reference)
        yield Identifier(IdentifierKind.WAREHOUSE_ORDER, instance, order.order_id)
        if order.ship_to and order.ship_to.account_code:
            yield Identifier(IdentifierKind.CUSTOMER, instance, order.ship_to.account_code)
    for shipment in made:
        yield Identifier(IdentifierKind.SHIPMENT, instance, shipment.id)
        for number in shipment.tracking_numbers:
            yield Identifier(IdentifierKind.TRACKING, instance, number)
