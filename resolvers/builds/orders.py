"""What is derived of an order, with the facts of all other systems."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.authority import Fact
from domain.catalog import Customer, Location, Product
from domain.folds import line_quantities as lines_fold
from domain.folds.billing_status import billing_status
from domain.folds.order_parts import PARTS
from domain.folds.order_status import order_status
from domain.folds.overdue import DueRule, Overdue, overdue_of_order
from domain.folds.return_status import order_return_status, return_state
from domain.milestones import Milestone, standing
from domain.orders import (
    BillingStatus,
    Fulfilment,
    LineQuantities,
    Order,
    OrderLine,
    OrderReturnStatus,
    OrderStatus,
    Progress,
)
from domain.partners import Principal
from domain.ports.reading import Outcomes
from domain.quantities import Money, Quantity
from domain.returns import Return, ReturnState
from domain.shipments import Shipment
from resolvers.batched import certain, value_of, values_of
from resolvers.builds.order_parts import told

Known = Outcomes[str, Progress]


@dataclass(frozen=True, slots=True)
class LineOfOrder:
    """A line together with its order, whose facts its quantities are folded of."""

    order: Order
    line: OrderLine

    @property
    def id(self) -> str:
        return self.line.id

    @property
    def sku(self) -> str:
        return self.line.sku

    @property
    def description(self) -> str:
        return self.line.description

    @property
    def ordered(self) -> Quantity:
        return self.line.ordered

    @property
    def promised_at(self) -> datetime | None:
        told(self.order, Fact.ORDER_PROMISE)
        return self.line.promised_at

    @property
    def unit_price(self) -> Money | None:
        return self.line.unit_price


@dataclass(frozen=True, slots=True)
class PartOfLine:
    """So much of a line travels in a shipment."""

    shipment: Shipment
    quantity: Quantity
    package: str


def number(order: Order, _: Principal) -> Sequence[str]:
    """Key: the order itself."""
    return [order.number]


def line_number(line: LineOfOrder, _: Principal) -> Sequence[str]:
    """Key: the line's order."""
    return [line.order.number]


def lines(order: Order) -> list[LineOfOrder]:
    """Its lines."""
    return [LineOfOrder(order, line) for line in told(order, Fact.ORDER_LINES).lines]


def status(order: Order, known: Known, _: Principal) -> OrderStatus:
    """How far the goods are."""
    told(order, Fact.ORDER_LINES, Fact.ORDER_HOLDS)
    return order_status(order.lines, _facts(order, known))


def billing(order: Order, known: Known, _: Principal) -> BillingStatus:
    """How far the money is."""
    told(order, Fact.ORDER_LINES, Fact.ORDER_INVOICES)
    return billing_status(order.lines, _facts(order, known))


def returning(order: Order, known: Known, _: Principal) -> OrderReturnStatus:
    """How much came back."""
    told(order, Fact.ORDER_LINES)
    return order_return_status(order.lines, _facts(order, known))


def quantities(line: LineOfOrder, known: Known, _: Principal) -> LineQuantities:
    """How much of the line is where."""
    return lines_fold.line_quantities(line.line, _facts(line.order, known))


def milestones(order: Order, known: Known, _: Principal) -> list[Milestone]:
    """What all systems that answer tell, oldest first."""
    progress = value_of(known, order.number)
    return standing([*order.milestones, *(progress.milestones if progress else ())])


def overdue(order: Order, known: Known, rules: Sequence[DueRule], now: datetime) -> list[Overdue]:
    """What is due of it and has not come, by the word of every system that could know better."""
    told(order, *PARTS)
    return overdue_of_order(order, _facts(order, known), rules, now)


def shipments(order: Order, known: Outcomes[str, Fulfilment], _: Principal) -> list[Shipment]:
    """The shipments that its warehouses made."""
    fulfilment = value_of(known, order.number)
    return list(fulfilment.shipments) if fulfilment else []


def parts(line: LineOfOrder, known: Outcomes[str, Fulfilment], _: Principal) -> list[PartOfLine]:
    """Where the line travels."""
    fulfilment = value_of(known, line.order.number)
    return [
        PartOfLine(shipment, content.quantity, content.package)
        for shipment in (fulfilment.shipments if fulfilment else ())
        for content in shipment.contents
        if (content.order, content.line) == (line.order.number, line.line.id)
    ]


def return_numbers(order: Order, _: Principal) -> Sequence[str]:
    """Keys: its returns."""
    return order.return_numbers


def returns(order: Order, known: Outcomes[str, Return], _: Principal) -> list[Return]:
    """Its returns."""
    return values_of(known, order.return_numbers)


def customer_code(order: Order, _: Principal) -> Sequence[str]:
    """Key: who ordered."""
    return [order.customer] if order.customer else []


def customer(order: Order, known: Outcomes[str, Customer], _: Principal) -> Customer | None:
    """Who ordered."""
    told(order, Fact.ORDER_PARTIES)
    return value_of(known, order.customer) if order.customer else None


def sku(line: LineOfOrder, _: Principal) -> Sequence[str]:
    """Key: the item."""
    return [line.line.sku]


def product(line: LineOfOrder, known: Outcomes[str, Product], _: Principal) -> Product | None:
    """The item."""
    return value_of(known, line.line.sku)


def location_code(line: LineOfOrder, _: Principal) -> Sequence[str]:
    """Key: the place from which it ships."""
    return [line.line.location] if line.line.location else []


def location(line: LineOfOrder, known: Outcomes[str, Location], _: Principal) -> Location | None:
    """The place from which it ships."""
    return value_of(known, line.line.location) if line.line.location else None


def state(returned: Return) -> ReturnState:
    """How far a return is."""
    return return_state(returned.milestones)


def _facts(order: Order, known: Known) -> list[Milestone]:
    """All facts of all systems; raises where one that should know could not say."""
    progress = certain(known, order.number)
    return [*order.milestones, *(progress.milestones if progress else ())]
