"""From consignments to shipments. Each order that is in one tells all of it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from adapters.reading.notes import Notes
from adapters.warehouse.records import Consignment, States, WarehouseOrder
from domain.identifiers import IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.shipments import Shipment


def shipments(
    orders: Iterable[WarehouseOrder], states: States, as_of: datetime | None, notes: Notes
) -> dict[str, Shipment]:
    """Every shipment of these orders, once, by its number."""
    told: dict[str, Consignment] = {}
    origins: dict[str, list[WarehouseOrder]] = {}
    for order in orders:
        for each in order.consignments:
            told.setdefault(each.number, each)
            origins.setdefault(each.number, []).append(order)
    return {number: _shipment(each, origins[number], states, as_of, notes) for number, each in told.items()}


def _shipment(
    told: Consignment,
    origins: Sequence[WarehouseOrder],
    states: States,
    as_of: datetime | None,
    notes: Notes,
) -> Shipment:
    labels = (package.tracking_number for package in told.packages)
    tracking_numbers = tuple(dict.fromkeys(filter(None, labels)))
    return Shipment(
        id=told.number,
        sources=(notes.instance,),
        carrier=told.carrier,
        service=told.service,
        tracking_numbers=tracking_numbers,
        packages=told.packages,
        contents=told.contents,
        origin=origins[0].facility,
        milestones=tuple(_milestones(told, origins, states, notes.instance)),
        identifiers=notes.identifiers(_names(told, origins, tracking_numbers)),
        as_of=as_of,
    )


def _milestones(
    told: Consignment, origins: Sequence[WarehouseOrder], states: States, instance: str
) -> Iterator[Milestone]:
    """A shipment comes to be with the packing of the first order in it."""
    steps = (step for order in origins for step in order.steps)
    packed = (step.at for step in steps if MilestoneCode.PACKED in states.get(step.state, ()))
    for code, at in (
        (MilestoneCode.SHIPMENT_CREATED, min(packed, default=None)),
        (MilestoneCode.SHIPPED, told.shipped_at),
    ):
        if at is not None:
            yield Milestone(
                code=code,
                occurred_at=at,
                source=instance,
                reference=told.number,
                location=origins[0].facility,
            )


def _names(
    told: Consignment, origins: Iterable[WarehouseOrder], tracking_numbers: Iterable[str]
) -> Iterator[tuple[IdentifierKind, str]]:
    """Its own name and those of what it holds."""
    yield IdentifierKind.SHIPMENT, told.number
    for order in origins:
        yield IdentifierKind.WAREHOUSE_ORDER, order.number
    for content in told.contents:
        yield IdentifierKind.ORDER, content.order
    for number in tracking_numbers:
        yield IdentifierKind.TRACKING, number
