"""The records of the small distributor with something recognisable in every field that may have it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from domain.catalog import Component, Customer, Location, Product, UnitConversion
from domain.milestones import FaultParty, Milestone, MilestoneCode
from domain.orders import Fulfilment, Hold, InvoiceReference, Order, OrderLine
from domain.purchasing import PurchaseLine, PurchaseOrder
from domain.quantities import Quantity, quantity
from domain.returns import Return, ReturnLine
from domain.shipments import Content, Estimate, Leg, Package, Shipment, Track
from domain.stock import Figure, StockKey, StockPosition, StockState
from resolvers.types.scalars import written_number
from tests.doubles.clock import START
from tests.policy.planting import Planted

DAY = timedelta(days=1)
_PLENTY = Decimal(90_000)
STOCK_STATES = tuple(state for state in StockState if state is not StockState.ON_HAND)


def fact(code: MilestoneCode, days: float, source: str, **more: Any) -> Milestone:  # noqa: ANN401 - fields of Milestone
    """Something that happened so many days before now."""
    fault = FaultParty.CARRIER
    return Milestone(code=code, occurred_at=START - days * DAY, source=source, fault=fault, **more)


def order(planted: Planted, number: str, customer: str, channel: str, *lines: OrderLine) -> Order:
    """An order with a hold, an invoice and a return."""
    tail = number.removeprefix("SO-")
    made = Order(
        number=number,
        source="erp",
        placed_at=START - 3 * DAY - int(tail) * DAY,
        customer=customer,
        channel=channel,
        lines=lines,
        holds=(Hold(code=planted.text(number, "Hold.code")),),
        invoices=(InvoiceReference(number=f"INV-{tail}"),),
        return_numbers=(f"RMA-{tail}",),
        milestones=(fact(MilestoneCode.PLACED, 3, "erp"), fact(MilestoneCode.RELEASED, 2.9, "erp")),
    )
    return planted.filled(made, number)


def line(name: str, sku: str, amount: int, site: str) -> OrderLine:
    """A line that leaves a site, by the ERP's name of it."""
    return OrderLine(id=name, sku=sku, ordered=quantity(amount), location=site)


def returned(planted: Planted, order_number: str) -> Return:
    """The order's return, of its first line."""
    number = f"RMA-{order_number.removeprefix('SO-')}"
    back = ReturnLine(line="10", sku="AX-1", quantity=planted.quantity(order_number, "ReturnLine.quantity"))
    said = fact(MilestoneCode.RETURN_AUTHORISED, 1, "erp")
    made = Return(number=number, source="erp", order=order_number, lines=(back,), milestones=(said,))
    return planted.filled(made, order_number)


def box(planted: Planted, name: str, carrier: str, origin: str, sku: str, *orders: str) -> Shipment:
    """One package of parts of these orders, promised for the day before yesterday and delivered later."""
    number = f"1Z-{name}"
    made = Shipment(
        id=name,
        sources=("wms_east",),
        carrier=carrier,
        tracking_numbers=(number,),
        packages=(Package(id=f"P-{name}", tracking_number=number),),
        contents=tuple(
            Content(order=one, line="10", sku=sku, quantity=quantity(1), package=f"P-{name}")
            for one in orders
        ),
        legs=(
            Leg(
                sequence=1,
                carrier=carrier,
                origin=planted.text(name, "Leg.origin"),
                tracking_number=f"PRO-{name}",
            ),
        ),
        origin=origin,
        promised_at=START - 2.5 * DAY,
        milestones=(fact(MilestoneCode.SHIPPED, 2, "wms_east", location=origin),),
        estimates=(Estimate(at=START - DAY, source="tms"),),
    )
    return planted.filled(made, name)


def track(planted: Planted, name: str, carrier: str) -> Track:
    """What the carrier tells of the package."""
    late = fact(MilestoneCode.DELIVERED, 1, "carrier", reason=planted.text(name, "Milestone.reason"))
    made = Track(
        tracking_number=f"1Z-{name}",
        source="carrier",
        carrier=carrier,
        milestones=(late,),
        estimates=(Estimate(at=START - DAY, source="carrier"),),
        references=(planted.text(name, "Track.references"),),
    )
    return planted.filled(made, name)


def fulfilment(order_number: str, source: str, *boxes: Shipment) -> Fulfilment:
    """What a warehouse made of an order."""
    return Fulfilment(order=order_number, sources=(source,), shipments=boxes)


def purchase(planted: Planted, number: str, supplier: str, site: str) -> PurchaseOrder:
    """One line, ordered of a supplier for a site."""
    bought = PurchaseLine(id="1", sku="AX-1", ordered=planted.quantity(number, "PurchaseLine.ordered"))
    made = PurchaseOrder(number=number, source="erp", supplier=supplier, location=site, lines=(bought,))
    return planted.filled(made, number)


def customer(planted: Planted, code: str, of: str) -> Customer:
    """Who placed an order."""
    email = planted.within(f"somebody.{code.lower()}@planted.example", of, "Customer.email")
    return planted.filled(Customer(code=code, source="erp", email=email), of)


def product(planted: Planted, sku: str, kit: str) -> Product:
    """An item that is a kit of another, and comes in cases."""
    made = Product(
        sku=sku,
        source="erp",
        conversions=(UnitConversion("CS", planted.number(sku, "UnitConversion.in_base")),),
        components=(Component(kit, planted.number(sku, "Component.amount")),),
    )
    return planted.filled(made, sku)


def place(planted: Planted, code: str, ours: str) -> Location:
    """A place, by the ERP's code."""
    return planted.filled(Location(code=code, source="erp"), f"place {ours}")


def position(planted: Planted, key: StockKey, source: str, ours: str) -> StockPosition:
    """A figure of its own for each state."""
    owner = f"stock {ours}"
    figures = tuple(
        Figure(state=state, quantity=planted.quantity(owner, f"StockPosition.{state}"), source=source)
        for state in STOCK_STATES
    )
    plenty = Quantity(figures[0].quantity.amount + _PLENTY)
    planted.within(written_number(plenty.amount), owner, f"StockPosition.{STOCK_STATES[0]}")
    figures = (replace(figures[0], quantity=plenty), *figures[1:])
    made = StockPosition(sku=key.sku, location=key.location, figures=figures)
    return planted.filled(made, owner)
