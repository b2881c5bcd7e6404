"""Small values that many types share."""

from datetime import datetime
from decimal import Decimal

import strawberry

from domain.identifiers import IdentifierKind
from domain.milestones import Classifier, FaultParty, MilestoneCode
from domain.orders import BillingStatus, OrderReturnStatus, OrderStatus

strawberry.enum(IdentifierKind, description="What an identifier names.")
strawberry.enum(
    MilestoneCode,
    description="What happened. `UNKNOWN` keeps a code that no mapping knows; it never advances a status.",
)
strawberry.enum(Classifier, description="How sure a milestone is; only `ACTUAL` is progress.")
strawberry.enum(OrderStatus, description="How far the goods of an order are.")
strawberry.enum(BillingStatus, description="How far the money of an order is.")
strawberry.enum(OrderReturnStatus, description="How much of an order came back.")
strawberry.enum(FaultParty, description="Who is said to have caused an exception or a delay.")


@strawberry.federation.type(shareable=True, description="An exact amount in a unit of measure.")
class Quantity:
    """After domain.quantities.Quantity."""

    amount: Decimal = strawberry.field(description="The amount, exact.")
    unit: str = strawberry.field(description="Unit of measure, such as `EA`.")


@strawberry.federation.type(shareable=True, description="An amount of money.")
class Money:
    """After domain.quantities.Money."""

    amount: Decimal = strawberry.field(description="The amount, exact.")
    currency: str = strawberry.field(description="ISO 4217 code.")


@strawberry.type(description="What one system calls a thing.")
class Identifier:
    """After domain.identifiers.Identifier."""

    kind: IdentifierKind = strawberry.field(description="What it names.")
    instance: str = strawberry.field(description="The system in whose namespace it stands.")
    value: str = strawberry.field(description="The name as that system writes it.")


@strawberry.type(description="Something that happened, or is expected to happen.")
class Milestone:
    """After domain.milestones.Milestone."""

    code: MilestoneCode = strawberry.field(description="What happened.")
    classifier: Classifier = strawberry.field(description="Fact, estimate or plan.")
    occurred_at: datetime = strawberry.field(description="When it happened, or is expected to.")
    recorded_at: datetime | None = strawberry.field(description="When its source wrote it down.")
    source: str = strawberry.field(description="The system that tells it.")
    reference: str = strawberry.field(description="The document that it belongs to, such as a shipment.")
    line: str = strawberry.field(description="The order line that it concerns; empty for all of them.")
    quantity: Quantity | None = strawberry.field(description="How much of the line; empty for all of it.")
    location: str = strawberry.field(description="Our code of the location, where it is one of ours.")
    place: str | None = strawberry.field(description="Where it happened, as the source writes it.")
    reason: str | None = strawberry.field(description="Why, in the source's words.")
    fault: FaultParty | None = strawberry.field(description="Who is said to have caused it.")
    raw_code: str = strawberry.field(description="The code that the source used.")


@strawberry.type(description="When delivery is expected, and who says so.")
class Estimate:
    """After domain.shipments.Estimate."""

    at: datetime = strawberry.field(description="The expected time.")
    source: str = strawberry.field(description="The system that expects it.")
    told_at: datetime | None = strawberry.field(description="Since when it is expected.")
    classifier: Classifier = strawberry.field(description="Estimate or plan.")


@strawberry.type(description="A postal address. Personal data.")
class Address:
    """After domain.orders.Address."""

    name: str | None = strawberry.field(description="Who lives or works there.")
    lines: list[str] | None = strawberry.field(description="Street and whatever else stands above the city.")
    city: str | None = strawberry.field(description="City.")
    postal_code: str | None = strawberry.field(description="Postal code.")
    region: str | None = strawberry.field(description="State or province.")
    country: str | None = strawberry.field(description="ISO 3166 code.")


@strawberry.type(description="A milestone that is due and has not come.")
class Overdue:
    """After domain.folds.overdue.Overdue."""

    milestone: MilestoneCode = strawberry.field(description="What should have happened.")
    due_at: datetime = strawberry.field(description="When it was due, by the declared rule.")
    owed_by: str = strawberry.field(description="The system that owes it.")
    location: str = strawberry.field(description="Our code of its place, where the rule names one.")


@strawberry.input(description="A stretch of time; either end may be left open.")
class PeriodInput:
    """After domain.search.orders.Between."""

    since: datetime | None = strawberry.field(default=None, description="From then on, included.")
    until: datetime | None = strawberry.field(default=None, description="Up to then, excluded.")
