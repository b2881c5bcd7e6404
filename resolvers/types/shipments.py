"""Shipments and tracks: where the goods are."""

from datetime import datetime
from decimal import Decimal

import strawberry

from domain.milestones import Classifier, FaultParty
from domain.ports.backends import LOCATIONS, TRACKING
from domain.shipments import ShipmentStatus
from resolvers.batched import batched, derived, timed
from resolvers.builds import shipments as build
from resolvers.types.catalog import Location
from resolvers.types.freshness import Freshness, of_shipment
from resolvers.types.values import Estimate, Identifier, Milestone, Overdue, Quantity

strawberry.enum(ShipmentStatus, description="Where a shipment is in its life.")


@strawberry.type(description="One physical piece of a shipment.")
class Package:
    """After domain.shipments.Package."""

    id: str = strawberry.field(description="Label or SSCC that the warehouse gave it.")
    tracking_number: str = strawberry.field(description="The carrier's number for it.")
    weight_kg: Decimal | None = strawberry.field(description="Weight in kilograms.")


@strawberry.type(description="So much of an order line travels in this shipment.")
class Content:
    """After domain.shipments.Content."""

    order: str = strawberry.field(description="Number of the order.")
    line: str = strawberry.field(description="Line of the order.")
    sku: str = strawberry.field(description="The item.")
    quantity: Quantity = strawberry.field(description="How much of it.")
    package: str = strawberry.field(description="The package that it is in, where that is known.")


@strawberry.type(description="One carrier's part of the way.")
class Leg:
    """After domain.shipments.Leg."""

    sequence: int = strawberry.field(description="Its place in the way, from 1.")
    carrier: str = strawberry.field(description="Who carries.")
    service: str = strawberry.field(description="Service or mode.")
    tracking_number: str = strawberry.field(description="This carrier's number.")
    origin: str | None = strawberry.field(description="Where it starts.")
    destination: str | None = strawberry.field(description="Where it ends.")
    departs_at: datetime | None = strawberry.field(description="When it left, or is to leave.")
    departure: Classifier = strawberry.field(description="Whether that is a fact.")
    arrives_at: datetime | None = strawberry.field(description="When it arrived, or is to arrive.")
    arrival: Classifier = strawberry.field(description="Whether that is a fact.")


@strawberry.type(description="How far delivery misses the promise, and why.")
class Delay:
    """After domain.shipments.Delay."""

    seconds: int = strawberry.field(description="By how many seconds.")
    since: datetime | None = strawberry.field(description="Since when that is known.")
    reason: str | None = strawberry.field(description="Why, in the source's words.")
    fault: FaultParty | None = strawberry.field(description="Who is said to have caused it.")


@strawberry.type
class ShipmentFields:
    """After domain.shipments.Shipment: all but the orders in it, which stand beside the type of an order."""

    id: str = strawberry.field(description="The number that its warehouse gave it.")
    status: ShipmentStatus | None = batched(
        TRACKING,
        build.tracking_numbers,
        build.status,
        description="Where it is, by the facts of all systems. Trouble of any piece shows.",
    )
    reason: str | None = batched(
        TRACKING,
        build.tracking_numbers,
        build.reason,
        description="The last reason that a system gave for trouble or delay.",
    )
    fault: FaultParty | None = batched(
        TRACKING,
        build.tracking_numbers,
        build.fault,
        description="Who was last said to have caused trouble or delay.",
    )
    delay: Delay | None = batched(
        TRACKING,
        build.tracking_numbers,
        build.delay,
        description="How far delivery misses the promise; empty while it does not.",
    )
    eta: Estimate | None = batched(
        TRACKING,
        build.tracking_numbers,
        build.eta,
        description="The estimate of delivery that was told last.",
    )
    estimates: list[Estimate] | None = batched(
        TRACKING,
        build.tracking_numbers,
        build.estimates,
        description="Every estimate that was told, the current one last.",
    )
    milestones: list[Milestone] | None = batched(
        TRACKING,
        build.tracking_numbers,
        build.milestones,
        description="What warehouse, transport and carriers tell, as one timeline.",
    )
    overdue: list[Overdue] | None = timed(
        TRACKING,
        build.tracking_numbers,
        build.overdue,
        description="Milestones that are due by the declared rules and have not come, the longest due first.",
    )
    contents: list[Content] | None = strawberry.field(
        description="What travels in it; only of orders that you may see."
    )
    origin: Location | None = batched(
        LOCATIONS,
        build.origin_key,
        build.origin,
        description="The place that it left.",
    )
    carrier: str | None = strawberry.field(description="The carrier that delivers.")
    service: str | None = strawberry.field(description="The service that was bought.")
    tracking_numbers: list[str] | None = strawberry.field(description="The carriers' numbers.")
    packages: list[Package] | None = strawberry.field(description="Its physical pieces.")
    legs: list[Leg] | None = strawberry.field(description="Its way, carrier by carrier.")
    destination: str | None = strawberry.field(description="Where it goes, as transport names it.")
    promised_at: datetime | None = strawberry.field(description="When delivery is promised.")
    identifiers: list[Identifier] | None = strawberry.field(description="What each system calls it.")
    sources: list[str] | None = strawberry.field(description="The systems that know it.")
    as_of: datetime | None = strawberry.field(description="The latest time for which a source speaks.")
    freshness: list[Freshness] | None = of_shipment


@strawberry.type(description="What one carrier tells about one tracking number.")
class Track:
    """After domain.shipments.Track."""

    tracking_number: str = strawberry.field(description="The carrier's number.")
    status: ShipmentStatus | None = derived(build.track_status, description="Where it is, by facts alone.")
    eta: Estimate | None = derived(
        build.track_eta, description="The estimate of delivery that was told last."
    )
    milestones: list[Milestone] | None = derived(
        build.track_milestones,
        description="What the carrier tells, oldest first.",
    )
    carrier: str | None = strawberry.field(description="Who carries.")
    service: str | None = strawberry.field(description="The service that was bought.")
    estimates: list[Estimate] | None = strawberry.field(description="Every estimate that was told.")
    references: list[str] | None = strawberry.field(description="The shipper's own numbers for it.")
    source: str | None = strawberry.field(description="The system that tells it.")
    as_of: datetime | None = strawberry.field(description="When the source says that it was so.")
