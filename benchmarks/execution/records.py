"""Fifty orders and twenty items, all in memory: what both servers answer from."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from domain.milestones import Milestone, MilestoneCode
from domain.orders import Fulfilment, Order, OrderLine, Progress
from domain.quantities import Quantity
from domain.shipments import Content, Shipment
from domain.stock import Figure, StockKey, StockPosition, StockState

PLACED = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PLACES = ("EAST", "WEST")
SKUS = tuple(f"AX-{1000 + number}" for number in range(20))
_ORDERS, _LINES, _SHIPMENTS = 50, 5, 2
_SCANS = (
    MilestoneCode.PICKED_UP,
    MilestoneCode.DEPARTED,
    MilestoneCode.ARRIVED,
    MilestoneCode.IN_TRANSIT,
    MilestoneCode.OUT_FOR_DELIVERY,
    MilestoneCode.DELIVERED,
)


def _lines(number: int) -> tuple[OrderLine, ...]:
    return tuple(
        OrderLine(
            id=str(10 * (place + 1)),
            sku=SKUS[(number + place) % len(SKUS)],
            ordered=Quantity(Decimal(place + 1)),
            description=f"Axle of {place + 1} inches",
            location=PLACES[place % 2],
        )
        for place in range(_LINES)
    )


def _order(number: int) -> Order:
    placed = PLACED + timedelta(minutes=number)
    return Order(
        number=f"SO-{10_000 + number}",
        source="erp",
        placed_at=placed,
        channel="WEB",
        customer=f"C-{number:05}",
        lines=_lines(number),
        milestones=(
            Milestone(code=MilestoneCode.PLACED, occurred_at=placed, source="erp"),
            Milestone(code=MilestoneCode.RELEASED, occurred_at=placed + timedelta(hours=1), source="erp"),
        ),
        as_of=placed,
    )


def _shipment(order: Order, part: int) -> Shipment:
    name = f"S{order.number}-{part}"
    lines = [line for line in order.lines if line.location == PLACES[part]]
    started = PLACED + timedelta(hours=6)
    return Shipment(
        id=name,
        sources=("wms", "carrier"),
        carrier="PONE",
        tracking_numbers=(f"PX{name}",),
        contents=tuple(
            Content(order=order.number, sku=line.sku, quantity=line.ordered, line=line.id) for line in lines
        ),
        milestones=tuple(
            Milestone(
                code=code,
                occurred_at=started + timedelta(hours=step),
                source="carrier",
                reference=name,
                place="Springfield",
                raw_code=f"C{step}",
            )
            for step, code in enumerate(_SCANS)
        ),
        as_of=started,
    )


ORDERS = {order.number: order for order in map(_order, range(_ORDERS))}
SHIPMENTS = {
    shipment.id: shipment
    for order in ORDERS.values()
    for shipment in (_shipment(order, part) for part in range(_SHIPMENTS))
}
FULFILMENTS = {
    number: Fulfilment(
        order=number,
        sources=("wms",),
        shipments=tuple(SHIPMENTS[f"S{number}-{part}"] for part in range(_SHIPMENTS)),
    )
    for number in ORDERS
}
PROGRESS = {
    number: Progress(
        order=number,
        milestones=tuple(
            Milestone(
                code=MilestoneCode.SHIPPED,
                occurred_at=PLACED + timedelta(hours=6),
                source="wms",
                line=content.line,
                quantity=content.quantity,
                reference=shipment.id,
            )
            for shipment in record.shipments
            for content in shipment.contents
        ),
    )
    for number, record in FULFILMENTS.items()
}
STOCK = {
    StockKey(sku, place): StockPosition(
        sku=sku,
        location=place,
        figures=(
            Figure(state=StockState.SELLABLE, quantity=Quantity(Decimal(410)), source="wms", as_of=PLACED),
            Figure(state=StockState.ALLOCATED, quantity=Quantity(Decimal(36)), source="wms", as_of=PLACED),
        ),
    )
    for sku in SKUS
    for place in PLACES
}
