"""From the warehouse's shipments to ours: pure. Each order that is in one tells all of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from adapters.wms_east import wire
from adapters.wms_east.notes import Notes, Reading
from adapters.wms_east.steps import Told, steps
from adapters.wms_east.vocabulary import PACKED
from domain.identifiers import Identifier, IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.ports.reading import Found
from domain.shipments import Content, Package, Shipment

_GRAMS = Decimal(1000)


def shipment(orders: Sequence[wire.Order], name: str, reading: Reading) -> Found[Shipment]:
    """The shipment of that name, out of the orders that have it."""
    notes = Notes(reading.instance, shipment_subject(name))
    as_of = notes.instant(reading.server_millis, "serverTimeMillis")
    told = [Told(order, steps(order, notes)) for order in orders]
    value = shipments(told, as_of, notes)[name]
    return Found(value, (reading.stamp(as_of),), tuple(notes.findings))


def shipment_subject(name: str) -> str:
    """The entity key of a shipment."""
    return f"{IdentifierKind.SHIPMENT}:{name}"


def shipments(told: Sequence[Told], as_of: datetime | None, notes: Notes) -> Mapping[str, Shipment]:
    """Every shipment of these orders, once, by its name."""
    origins: dict[str, list[Told]] = {}
    records: dict[str, wire.Shipment] = {}
    for each in told:
        for record in each.order.shipments:
            origins.setdefault(record.shipment_id, []).append(each)
            records.setdefault(record.shipment_id, record)
    return {name: _shipment(record, origins[name], as_of, notes) for name, record in records.items()}


def _shipment(
    record: wire.Shipment, origins: Sequence[Told], as_of: datetime | None, notes: Notes
) -> Shipment:
    contents = tuple(part for box in record.containers for part in _contents(box, notes))
    labels = [box.tracking_number for box in record.containers if box.tracking_number]
    return Shipment(
        id=record.shipment_id,
        sources=(notes.instance,),
        carrier=record.carrier_code,
        service=record.service_level,
        tracking_numbers=tuple(dict.fromkeys(labels)),
        packages=tuple(_package(box) for box in record.containers),
        contents=contents,
        origin=origins[0].order.facility_code,
        milestones=tuple(_milestones(record, origins, notes)),
        identifiers=tuple(
            Identifier(kind, notes.instance, value) for kind, value in _names(record, origins, contents)
        ),
        as_of=as_of,
    )


def _package(box: wire.Container) -> Package:
    return Package(
        id=_label(box),
        tracking_number=box.tracking_number or "",
        weight_kg=None if box.weight_grams is None else box.weight_grams / _GRAMS,
    )


def _contents(box: wire.Container, notes: Notes) -> Iterator[Content]:
    for part in notes.rows(box.contents, wire.CONTENT, "shipments.containers.contents"):
        quantity = notes.amount(part.quantity, part.uom, "shipments.containers.contents.quantity")
        if quantity is not None:
            yield Content(
                order=part.host_reference,
                sku=part.item_code,
                quantity=quantity,
                line=str(part.host_line_number),
                package=_label(box),
            )


def _label(box: wire.Container) -> str:
    return box.sscc or box.container_id


def _milestones(record: wire.Shipment, origins: Iterable[Told], notes: Notes) -> Iterator[Milestone]:
    """A shipment comes to be with the packing of the first order in it."""
    packed = [step.at for each in origins for step in each.steps if step.state == PACKED]
    shipped = notes.instant(record.shipped_at_millis, "shipments.shippedAtMillis")
    for code, at in (
        (MilestoneCode.SHIPMENT_CREATED, min(packed, default=None)),
        (MilestoneCode.SHIPPED, shipped),
    ):
        if at is not None:
            yield Milestone(
                code=code,
                occurred_at=at,
                source=notes.instance,
                reference=record.shipment_id,
                location=next(iter(origins)).order.facility_code,
            )


def _names(
    record: wire.Shipment, origins: Iterable[Told], contents: Iterable[Content]
) -> Mapping[tuple[IdentifierKind, str], None]:
    """Its own name and those of what it holds, each once."""
    labels = [box.tracking_number for box in record.containers]
    return dict.fromkeys(
        [
            (IdentifierKind.SHIPMENT, record.shipment_id),
            *((IdentifierKind.WAREHOUSE_ORDER, each.order.order_id) for each in origins),
            *((IdentifierKind.ORDER, content.order) for content in contents),
            *((IdentifierKind.TRACKING, label) for label in labels if label),
        ]
    )
