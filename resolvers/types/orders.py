"""Orders and returns."""

from datetime import datetime

import strawberry

from domain import orders as domain
from domain import shipments
from domain.orders import BillingStatus, OrderReturnStatus, OrderStatus
from domain.ports.backends import CUSTOMERS, FULFILMENTS, LOCATIONS, ORDERS, PRODUCTS, RETURNS
from domain.ports.graph import AVAILABILITY, PROGRESS
from resolvers.batched import batched, derived, sold, timed
from resolvers.builds import availability
from resolvers.builds import order_parts as parts
from resolvers.builds import orders as build
from resolvers.builds import shipments as shipment_build
from resolvers.context import GraphContext
from resolvers.entities import permitted
from resolvers.references import order_by_number, shipment_by_id
from resolvers.tags import PERSONAL, PRICING
from resolvers.types.availability import Availability
from resolvers.types.catalog import Customer, Location, Product
from resolvers.types.freshness import Freshness, of_order
from resolvers.types.returns import Return
from resolvers.types.shipments import ShipmentFields
from resolvers.types.values import Address, Identifier, Milestone, Money, Overdue, Quantity


@strawberry.type(description="How much of a line is where, all in the unit of `ordered`.")
class LineQuantities:
    """After domain.orders.LineQuantities."""

    ordered: Quantity = strawberry.field(description="Ordered.")
    allocated: Quantity = strawberry.field(description="Promised from stock.")
    picked: Quantity = strawberry.field(description="Taken from the shelf.")
    shipped: Quantity = strawberry.field(description="Left the building.")
    delivered: Quantity = strawberry.field(description="Arrived at the customer.")
    backordered: Quantity = strawberry.field(description="Waiting for supply.")
    cancelled: Quantity = strawberry.field(description="No longer wanted.")
    returned: Quantity = strawberry.field(description="Came back.")


@strawberry.type(description="So much of an order line travels in this shipment.")
class LineShipment:
    """After resolvers.builds.orders.PartOfLine."""

    shipment: "Shipment" = strawberry.field(description="The shipment.")
    quantity: Quantity = strawberry.field(description="How much of the line.")
    package: str = strawberry.field(description="The package that it is in, where that is known.")


@strawberry.type(description="One line of an order.")
class OrderLine:
    """After domain.orders.OrderLine."""

    id: str = strawberry.field(description="Line number.")
    sku: str = strawberry.field(description="The item.")
    description: str | None = strawberry.field(description="The item as the order names it.")
    ordered: Quantity | None = strawberry.field(description="How much was ordered.")
    promised_at: datetime | None = strawberry.field(description="When delivery is promised.")
    unit_price: Money | None = strawberry.field(description="Price of one unit.", directives=[PRICING])
    quantities: LineQuantities | None = batched(
        PROGRESS,
        build.line_number,
        build.quantities,
        description="How much is allocated, picked, shipped, delivered and so on, by all systems.",
    )
    shipments: list[LineShipment] | None = batched(
        FULFILMENTS,
        build.line_number,
        build.parts,
        description="Which shipment carries how much of it, in which package.",
    )
    product: Product | None = batched(
        PRODUCTS,
        build.sku,
        build.product,
        description="The item's own record.",
    )
    location: Location | None = batched(
        LOCATIONS,
        build.location_code,
        build.location,
        description="The place from which it ships.",
    )
    availability: Availability | None = sold(
        AVAILABILITY,
        availability.of_line,
        availability.one,
        description="What may be promised of the item now, whatever this line has claimed of it.",
    )


@strawberry.type(description="Why an order does not move.")
class Hold:
    """After domain.orders.Hold."""

    code: str = strawberry.field(description="The ERP's code.")
    reason: str | None = strawberry.field(description="The ERP's words.")
    since: datetime | None = strawberry.field(description="Since when.")
    released_at: datetime | None = strawberry.field(description="When it was released; empty while it holds.")


@strawberry.type(description="A reference to an invoice.")
class Invoice:
    """After domain.orders.InvoiceReference."""

    number: str = strawberry.field(description="Number.")
    issued_at: datetime | None = strawberry.field(description="Date of issue.")
    amount: Money | None = strawberry.field(description="Amount.", directives=[PRICING])
    state: str = strawberry.field(description="The ERP's own state.")


@strawberry.federation.type(keys=["number"], description="An order, as all systems together know it.")
class Order:
    """After domain.orders.Order."""

    number: str = strawberry.field(description="Our number.")
    status: OrderStatus | None = batched(
        PROGRESS,
        build.number,
        build.status,
        description="How far the goods are, folded from the facts of all systems.",
    )
    billing_status: BillingStatus | None = batched(
        PROGRESS,
        build.number,
        build.billing,
        description="How far the money is.",
    )
    return_status: OrderReturnStatus | None = batched(
        PROGRESS,
        build.number,
        build.returning,
        description="How much came back.",
    )
    milestones: list[Milestone] | None = batched(
        PROGRESS,
        build.number,
        build.milestones,
        description="What all systems tell of it, oldest first.",
    )
    shipments: list["Shipment"] | None = batched(
        FULFILMENTS,
        build.number,
        build.shipments,
        description="The shipments that its goods travel in.",
    )
    returns: list[Return] | None = batched(
        RETURNS,
        build.return_numbers,
        build.returns,
        description="What the customer sends back.",
    )
    overdue: list[Overdue] | None = timed(
        PROGRESS,
        build.number,
        build.overdue,
        description="Milestones that are due by the declared rules and have not come, the longest due first.",
    )
    customer: Customer | None = batched(
        CUSTOMERS,
        build.customer_code,
        build.customer,
        description="Who ordered. Personal data.",
        directives=[PERSONAL],
    )
    lines: list[OrderLine] | None = derived(build.lines, description="What was ordered.")
    channel: str | None = derived(parts.channel, description="Where it was sold.")
    business_unit: str | None = strawberry.field(
        description="The company or sales organisation that owns it, as its source writes it."
    )
    placed_at: datetime | None = strawberry.field(description="When it was placed.")
    promised_at: datetime | None = derived(parts.promised_at, description="When delivery is promised.")
    ship_to: Address | None = derived(
        parts.ship_to, description="Where it goes. Personal data.", directives=[PERSONAL]
    )
    holds: list[Hold] | None = derived(parts.holds, description="Why it does not move, or did not.")
    invoices: list[Invoice] | None = derived(parts.invoices, description="References to its invoices.")
    identifiers: list[Identifier] | None = strawberry.field(description="What each system calls it.")
    source: str | None = strawberry.field(description="The system that owns it.")
    as_of: datetime | None = strawberry.field(description="When its source says that it was so.")
    freshness: list[Freshness] | None = of_order

    @classmethod
    def resolve_reference(cls, info: strawberry.Info[GraphContext], number: str) -> object:
        return order_by_number(permitted(info.context, "Order"), number)

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, domain.Order)


@strawberry.federation.type(keys=["id"], description="One consignment on its way.")
class Shipment(ShipmentFields):
    """After domain.shipments.Shipment."""

    orders: list[Order] | None = batched(
        ORDERS,
        shipment_build.order_numbers,
        shipment_build.orders,
        description="The orders that travel in it; only those that you may see.",
    )

    @classmethod
    def resolve_reference(cls, info: strawberry.Info[GraphContext], id: str) -> object:  # noqa: A002 - the key's name
        return shipment_by_id(permitted(info.context, "Shipment"), id)

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, shipments.Shipment)
