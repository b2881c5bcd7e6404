"""Availability: what may be promised, now and later, where, and how that was computed."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import strawberry

from domain.availability.answers import AddendKind, SegmentKind
from domain.shapes.stock_amounts import StockBand
from resolvers.batched import asked, derived, shaped
from resolvers.builds import availability as build
from resolvers.context import GraphContext
from resolvers.tags import PURCHASING, STOCK
from resolvers.types.freshness import Freshness
from resolvers.types.values import Quantity

strawberry.enum(StockBand, description="Roughly how much there is; from how many on is agreed with you.")
strawberry.enum(SegmentKind, description="What a part of a promise rests on.")
strawberry.enum(
    AddendKind,
    description=(
        "Why a quantity is added or taken away. BREACH: the position cannot be true. STALE: its system was "
        "not heard of for too long. OVERCLAIMED: what is promised beyond stock takes nothing from elsewhere. "
        "COMING: what is on its way and promised for no time, and so taken away again: UNDATED where nobody "
        "says when it comes, OVERDUE where it should have come long ago."
    ),
)

_Wanted = Annotated[
    Decimal | None,
    strawberry.argument(description="How much, in the base unit; any at all where it is left out."),
]


@strawberry.type(
    description="How much there is to promise, as exactly as you may know: a number, a band, or yes and no."
)
class StockAmount:
    """After domain.shapes.stock_amounts.StockAmount."""

    amount: Decimal | None = strawberry.field(description="The amount; empty where you get no numbers.")
    unit: str = strawberry.field(description="Unit of measure, such as `EA`.")
    at_least: bool = strawberry.field(description="Whether there may be more: numbers end there for you.")
    band: StockBand | None = strawberry.field(description="Roughly how much; empty where you get yes and no.")
    in_stock: bool = strawberry.field(description="Whether there is any.")


@strawberry.type(description="What one location can promise of one item.")
class LocationAvailability:
    """After domain.availability.answers.LocationAvailability."""

    location: str = strawberry.field(description="Our code of the place.")
    available: StockAmount | None = strawberry.field(description="Its part of what is available.")
    is_stale: bool | None = strawberry.field(
        description="Whether its system was not heard of for longer than the rules of selling allow."
    )
    discounted: Quantity | None = strawberry.field(description="How much less is promised for that.")


@strawberry.type(description="A further quantity that can be promised from a time on.")
class AvailabilitySegment:
    """After resolvers.builds.availability.Later."""

    at: datetime = strawberry.field(description="From when on.")
    together: StockAmount | None = strawberry.field(description="All that can be promised by then.")
    quantity: Quantity | None = strawberry.field(description="How much this adds.")
    kind: SegmentKind = strawberry.field(description="What it rests on.")
    supply: str | None = strawberry.field(
        description="What brings it, such as a purchase order.", directives=[PURCHASING]
    )
    location: str = strawberry.field(description="Where it arrives; empty where that is not one place.")


@strawberry.type(description="One term of the sum that makes what is available now.")
class AvailabilityAddend:
    """After domain.availability.answers.Addend."""

    kind: AddendKind = strawberry.field(description="Why it is added or taken away.")
    quantity: Quantity | None = strawberry.field(description="How much; negative where it is taken away.")
    location: str = strawberry.field(description="Where.")
    source: str = strawberry.field(description="The system that says so; `ordergraph` for holds and rules.")
    as_of: datetime | None = strawberry.field(description="When that was so.")
    verified_at: datetime | None = strawberry.field(description="Up to when that is known to be so.")
    note: str = strawberry.field(description="The pool, rule or component that it is about.")


def _earliest(
    root: strawberry.Parent[build.Promised],
    info: strawberry.Info[GraphContext],
    quantity: _Wanted = None,
) -> datetime | None:
    return build.earliest_of(root, info.context.principal, quantity)


@strawberry.type(description="What may be promised of one item.")
class Availability:
    """After resolvers.builds.availability.Promised."""

    sku: str = strawberry.field(description="The item.")
    available: StockAmount | None = strawberry.field(description="What all locations together can promise.")
    locations: list[LocationAvailability] | None = strawberry.field(
        description="Each location's part. One whose systems cannot answer promises nothing and is left out."
    )
    segments: list[AvailabilitySegment] | None = shaped(
        build.segments,
        description="What can be promised when: now, and then each time that you would be told of more.",
    )
    earliest: datetime | None = asked(
        _earliest,
        description=(
            "When so much can be promised; empty where nothing says that it ever can. Without a quantity, "
            "that of the question, or any at all. A quantity beyond what you are told exactly is refused."
        ),
    )
    is_stale: bool | None = strawberry.field(
        description="Whether a location counts whose system was not heard of for longer than the rules allow."
    )
    discounted: Quantity | None = strawberry.field(description="How much less is promised for that.")
    explain: list[AvailabilityAddend] | None = derived(
        build.explain,
        description="How it was computed: every addend with its source. Sums to `available`.",
        directives=[STOCK],
    )
    freshness: list[Freshness] | None = derived(
        build.freshness, description="How fresh each system's part is, of all places that were asked for."
    )
