"""From the warehouse's shipments to ours: pure. Each order that is in one tells all of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from adapters.wms_west import wire
from adapters.wms_west.notes import Notes, Reading, line_id
from adapters.wms_west.steps import Told, steps
from adapters.wms_west.vocabulary import PACKED
from domain.errors import ImpossibleValue
from domain.identifiers import Identifier, IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.ports.reading import Found
from domain.shipments import Content, Package, Shipment

_CONTENT = "Order/Shipment/Pkg/Content"


def shipment(orders: Sequence[wire.Order], name: str, reading: Reading) -> Found[Shipment]:
    """The shipment of that number, out of the orders that have it."""
    notes = notes_on(shipment_subject(name), orders, reading)
    as_of = notes.instant(reading.as_of, "@asOf")
    told = [Told(order, steps(order, notes)) for order in orders]
    value = shipments(told, as_of, notes)[name]
    return Found(value, (reading.stamp(as_of),), tuple(notes.findings))


def shipment_subject(name: str) -> str:
    """The entity key of a shipment."""
    return f"{IdentifierKind.SHIPMENT}:{name}"


def notes_on(subject: str, orders: Iterable[wire.Order], reading: Reading) -> Notes:
    """Notes on these orders. Where another facility's clocks stand is not known: its times are refused."""
    ours = all(order.facility == reading.place.facility for order in orders)
    return Notes(reading.instance, subject, reading.place.zone if ours else None)


def shipments(told: Sequence[Told], as_of: datetime | None, notes: Notes) -> Mapping[str, Shipment]:
    """Every shipment of these orders, once, by its number."""
    origins: dict[str, list[Told]] = {}
    records: dict[str, wire.Shipment] = {}
    for each in told:
        for record in each.order.shipments:
            origins.setdefault(record.no, []).append(each)
            records.setdefault(record.no, record)
    return {name: _shipment(record, origins[name], as_of, notes) for name, record in records.items()}


def _shipment(
    record: wire.Shipment, origins: Sequence[Told], as_of: datetime | None, notes: Notes
) -> Shipment:
    contents = tuple(part for package in record.packages for part in _contents(package, notes))
    labels = [package.tracking_no for package in record.packages if package.tracking_no]
    return Shipment(
        id=record.no,
        sources=(notes.instance,),
        carrier=record.carrier,
        service=record.service,
        tracking_numbers=tuple(dict.fromkeys(labels)),
        packages=tuple(_package(package, notes) for package in record.packages),
        contents=contents,
        origin=origins[0].order.facility,
        milestones=tuple(_milestones(record, origins, notes)),
        identifiers=tuple(
            Identifier(kind, notes.instance, value) for kind, value in _names(record, origins, contents)
        ),
        as_of=as_of,
    )


def _package(package: wire.Package, notes: Notes) -> Package:
    return Package(
        id=_label(package),
        tracking_number=package.tracking_no,
        weight_kg=notes.weight(package.weight_kg, "Order/Shipment/Pkg/WeightKg"),
    )


def _contents(package: wire.Package, notes: Notes) -> Iterator[Content]:
    for part in notes.rows(package.contents, wire.Content, _CONTENT):
        quantity = notes.amount(part.quantity, part.uom, f"{_CONTENT}/Qty")
        if quantity is None:
            continue
        try:
            line = line_id(part.host_line, f"{_CONTENT}/@hostLine")
        except ImpossibleValue as error:
            notes.bad(error.field, str(error))
            continue
        yield Content(
            order=part.host_ref, sku=part.item, quantity=quantity, line=line, package=_label(package)
        )


def _label(package: wire.Package) -> str:
    return package.sscc or package.id


def _milestones(record: wire.Shipment, origins: Sequence[Told], notes: Notes) -> Iterator[Milestone]:
    """A shipment comes to be with the packing of the first order in it."""
    packed = [step.at for each in origins for step in each.steps if step.state == PACKED]
    shipped = notes.instant(record.shipped, "Order/Shipment/@shipped")
    for code, at in (
        (MilestoneCode.SHIPMENT_CREATED, min(packed, default=None)),
        (MilestoneCode.SHIPPED, shipped),
    ):
        if at is not None:
            yield Milestone(
                code=code,
                occurred_at=at,
                source=notes.instance,
                reference=record.no,
                location=origins[0].order.facility,
            )


def _names(
    record: wire.Shipment, origins: Iterable[Told], contents: Iterable[Content]
) -> Mapping[tuple[IdentifierKind, str], None]:
    """Its own name and those of what it holds, each once."""
    labels = [package.tracking_no for package in record.packages]
    return dict.fromkeys(
        [
            (IdentifierKind.SHIPMENT, record.no),
            *((IdentifierKind.WAREHOUSE_ORDER, each.order.no) for each in origins),
            *((IdentifierKind.ORDER, content.order) for content in contents),
            *((IdentifierKind.TRACKING, label) for label in labels if label),
        ]
    )
