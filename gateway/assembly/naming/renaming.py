"""Records of one instance with our names in place of its own. Pure: the namer decides what a name is."""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.catalog import Customer, Location, Product
from domain.identifiers import IdentifierKind as Kind
from domain.milestones import Milestone
from domain.orders import Fulfilment, Order
from domain.purchasing import PurchaseOrder
from domain.references import ReferredOrders
from domain.returns import Return
from domain.shipments import Content, Shipment, Track
from domain.stock import StockPosition
from gateway.assembly.naming.names import Namer


def order(record: Order, name: Namer) -> Order:
    """Number, customer, items and places."""
    return replace(
        record,
        number=name(Kind.ORDER, record.number),
        customer=name(Kind.CUSTOMER, record.customer),
        lines=tuple(
            replace(line, sku=name(Kind.ITEM, line.sku), location=name(Kind.LOCATION, line.location))
            for line in record.lines
        ),
        return_numbers=tuple(name(Kind.RETURN, number) for number in record.return_numbers),
        milestones=milestones(record.milestones, name),
    )


def referred(record: ReferredOrders, name: Namer) -> ReferredOrders:
    """The orders. What they were asked for by is nobody's to rename."""
    return replace(record, orders=tuple(name(Kind.ORDER, number) for number in record.orders))


def fulfilment(record: Fulfilment, name: Namer) -> Fulfilment:
    """The order, and everything in its shipments."""
    return replace(
        record,
        order=name(Kind.ORDER, record.order),
        lines=tuple(replace(line, sku=name(Kind.ITEM, line.sku)) for line in record.lines),
        milestones=milestones(record.milestones, name),
        shipments=tuple(shipment(part, name) for part in record.shipments),
    )


def shipment(record: Shipment, name: Namer) -> Shipment:
    """Number, origin, orders and items. A destination is ours only where it is one of our places."""
    return replace(
        record,
        id=name(Kind.SHIPMENT, record.id),
        origin=name(Kind.LOCATION, record.origin),
        contents=tuple(_content(part, name) for part in record.contents),
        milestones=milestones(record.milestones, name),
    )


def milestones(records: Iterable[Milestone], name: Namer) -> tuple[Milestone, ...]:
    """The place of each."""
    return tuple(replace(m, location=name(Kind.LOCATION, m.location)) if m.location else m for m in records)


def track(record: Track, name: Namer) -> Track:
    """Tracking numbers are the carriers' own and the same for everybody: nothing to rename."""
    del name
    return record


def position(record: StockPosition, name: Namer) -> StockPosition:
    """Item and place. The same record where they are called so here too."""
    sku, location = name(Kind.ITEM, record.sku), name(Kind.LOCATION, record.location)
    if sku == record.sku and location == record.location:
        return record
    return replace(record, sku=sku, location=location)


def returned(record: Return, name: Namer) -> Return:
    """Number, order, customer and items."""
    return replace(
        record,
        number=name(Kind.RETURN, record.number),
        order=name(Kind.ORDER, record.order),
        customer=name(Kind.CUSTOMER, record.customer),
        lines=tuple(replace(line, sku=name(Kind.ITEM, line.sku)) for line in record.lines),
        milestones=milestones(record.milestones, name),
    )


def purchase_order(record: PurchaseOrder, name: Namer) -> PurchaseOrder:
    """Number, supplier, place and items."""
    return replace(
        record,
        number=name(Kind.PURCHASE_ORDER, record.number),
        supplier=name(Kind.SUPPLIER, record.supplier),
        location=name(Kind.LOCATION, record.location),
        lines=tuple(replace(line, sku=name(Kind.ITEM, line.sku)) for line in record.lines),
    )


def product(record: Product, name: Namer) -> Product:
    """The item and its components. The same record where it is called so here too and has none."""
    sku = name(Kind.ITEM, record.sku)
    if not record.components and sku == record.sku:
        return record
    parts = tuple(replace(part, sku=name(Kind.ITEM, part.sku)) for part in record.components)
    return replace(record, sku=sku, components=parts)


def location(record: Location, name: Namer) -> Location:
    """The place."""
    return replace(record, code=name(Kind.LOCATION, record.code))


def customer(record: Customer, name: Namer) -> Customer:
    """The customer."""
    return replace(record, code=name(Kind.CUSTOMER, record.code))


def _content(part: Content, name: Namer) -> Content:
    return replace(part, order=name(Kind.ORDER, part.order), sku=name(Kind.ITEM, part.sku))
