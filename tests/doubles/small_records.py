"""The records of a small distributor, each in the names of its own system.

Order SO-1 has two lines: ten pieces from EAST, which have left and arrived, and four from WEST, which
were picked. Order SO-2 of another customer travels in the same box as the first line of SO-1.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from domain.catalog import Customer, Location, Product, UnitConversion
from domain.identifiers import IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Fulfilment, Order, OrderLine
from domain.purchasing import PurchaseOrder
from domain.quantities import Money, quantity
from domain.references import Reference, ReferredOrders
from domain.returns import Return
from domain.shipments import Content, Leg, Shipment, Track
from domain.stock import Figure, StockKey, StockPosition, StockState
from tests.doubles.clock import START

Code = MilestoneCode


def _at(hours: float) -> datetime:
    return START - timedelta(days=3) + timedelta(hours=hours)


def _fact(code: MilestoneCode, hours: float, source: str, **more: object) -> Milestone:
    return Milestone(code=code, occurred_at=_at(hours), source=source, **more)  # type: ignore[arg-type] # the caller names fields of Milestone


def _order(number: str, customer: str, *lines: OrderLine) -> Order:
    return Order(
        number=number,
        source="erp",
        placed_at=_at(0),
        customer=customer,
        channel="WEB",
        lines=lines,
        milestones=(_fact(Code.PLACED, 0, "erp"), _fact(Code.RELEASED, 1, "erp")),
    )


def _line(line: str, sku: str, amount: int, site: str) -> OrderLine:
    price = Money(Decimal("9.90"), "USD")
    return OrderLine(id=line, sku=sku, ordered=quantity(amount), location=site, unit_price=price)


ORDERS = {
    "SO-1": _order("SO-1", "C-1", _line("10", "AX-1", 10, "1000"), _line("20", "AX-2", 4, "2000")),
    "SO-2": _order("SO-2", "C-2", _line("10", "AX-1", 2, "1000")),
}
ORDERS["SO-1"] = replace(ORDERS["SO-1"], return_numbers=("RMA-1",))

BOX = Shipment(
    id="SHE-1",
    sources=("wms_east",),
    carrier="PONE",
    tracking_numbers=("1Z1",),
    contents=(
        Content(order="SO-1", line="10", sku="E-1", quantity=quantity(10)),
        Content(order="SO-2", line="10", sku="E-1", quantity=quantity(2)),
    ),
    origin="DC01",
    milestones=(_fact(Code.SHIPPED, 5, "wms_east", location="DC01"),),
)

EAST = {
    "SO-1": Fulfilment(
        order="SO-1",
        sources=("wms_east",),
        milestones=(_fact(Code.PICKED, 4, "wms_east", line="10", quantity=quantity(10), location="DC01"),),
        shipments=(BOX,),
    ),
    "SO-2": Fulfilment(order="SO-2", sources=("wms_east",), shipments=(BOX,)),
}
WEST = {
    "1": Fulfilment(
        order="1",
        sources=("wms_west",),
        milestones=(
            _fact(Code.PICKED, 6, "wms_west", line="20", quantity=quantity("0.5", "CS"), location="W2"),
        ),
    ),
}
LOADS = {
    "SHE-1": Shipment(
        id="SHE-1",
        sources=("tms",),
        legs=(Leg(sequence=1, carrier="PONE", origin="USEWR01", destination="CN-1"),),
        milestones=(_fact(Code.PICKED_UP, 5.5, "tms"),),
    ),
}
TRACKS = {
    "1Z1": Track(
        tracking_number="1Z1",
        source="carrier",
        carrier="PONE",
        milestones=(_fact(Code.OUT_FOR_DELIVERY, 30, "carrier"), _fact(Code.DELIVERED, 33, "carrier")),
    ),
}


def _position(sku: str, place: str, source: str, **states: object) -> StockPosition:
    figures = (
        Figure(state=StockState[name.upper()], quantity=amount, source=source)  # type: ignore[arg-type] # quantities
        for name, amount in states.items()
    )
    return StockPosition(sku=sku, location=place, figures=tuple(figures))


ERP_STOCK = {
    StockKey("AX-1", "1000"): _position(
        "AX-1", "1000", "erp", on_hand=quantity(500), allocated=quantity(40), incoming=quantity(480)
    ),
    StockKey("AX-2", "2000"): _position("AX-2", "2000", "erp", on_hand=quantity(90)),
}
EAST_STOCK = {
    StockKey("E-1", "DC01"): _position(
        "E-1", "DC01", "wms_east", sellable=quantity(100), picked=quantity(5), allocated=quantity(30)
    ),
}
WEST_STOCK = {
    StockKey("0002", "W2"): _position("0002", "W2", "wms_west", sellable=quantity("2.5", "CS")),
}
PRODUCTS = {
    "AX-1": Product(sku="AX-1", source="erp", name="Ball valve"),
    "AX-2": Product(sku="AX-2", source="erp", name="Hose", conversions=(UnitConversion("CS", Decimal(8)),)),
}
PLACES = {
    "1000": Location(code="1000", source="erp", name="Newark"),
    "2000": Location(code="2000", source="erp", name="Reno"),
}
CUSTOMERS = {"C-1": Customer(code="C-1", source="erp", name="Ann", email="ann@example.net")}
RETURNS = {
    "RMA-1": Return(
        number="RMA-1",
        source="erp",
        order="SO-1",
        milestones=(_fact(Code.RETURN_AUTHORISED, 60, "erp", reference="RMA-1"),),
    ),
}
PURCHASES = {"PU-1": PurchaseOrder(number="PU-1", source="erp", location="1000", supplier="V-1")}


def _meaning(kind: IdentifierKind, name: str, *orders: str) -> tuple[Reference, ReferredOrders]:
    reference = Reference(kind, name)
    return reference, ReferredOrders(reference=reference, orders=orders)


ERP_NAMES = dict(
    (
        _meaning(IdentifierKind.CHANNEL_ORDER, "#1042", "SO-1"),
        _meaning(IdentifierKind.CUSTOMER_PO, "PO 4500017", "SO-1", "SO-2"),
        _meaning(IdentifierKind.INVOICE, "INV-7", "SO-1"),
    )
)
EAST_NAMES = dict((_meaning(IdentifierKind.WAREHOUSE_ORDER, "WO7", "SO-2"),))
WEST_NAMES = dict((_meaning(IdentifierKind.WAREHOUSE_ORDER, "W2-88812", "1"),))
TMS_NAMES = dict(
    (
        _meaning(IdentifierKind.LOAD, "LD-1", "SO-1", "SO-2"),
        _meaning(IdentifierKind.TRACKING, "44-7", "SO-2"),
    )
)
