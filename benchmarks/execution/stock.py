"""Stock Strawberry over the same records, as its documentation has it.

Its own ASGI application, parser and validation cached, loaders for what is nested. Statuses are ready-made
here; ours are folded of milestones.

    python -m benchmarks.execution.stock
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache

from benchmarks.execution import records
from benchmarks.fixed_server import serve
from domain.availability import availability as promised
from domain.shipments import Shipment as ShipmentRecord
from domain.stock import StockKey, StockPosition


@strawberry.type
class Quantity:
    """An amount in its unit."""

    amount: Decimal
    unit: str


@strawberry.type
class Milestone:
    """One event."""

    code: str
    occurred_at: datetime
    source: str
    place: str
    raw_code: str


@strawberry.type
class Shipment:
    """A shipment."""

    id: str
    status: str
    carrier: str
    tracking_numbers: list[str]
    milestones: list[Milestone]


@strawberry.type
class Line:
    """An order line."""

    id: str
    sku: str
    description: str
    ordered: Quantity


@dataclass
class Loaders:
    """What one request loads with."""

    shipments: DataLoader[str, list[ShipmentRecord]]
    positions: DataLoader[str, list[StockPosition]]


@strawberry.type
class Order:
    """An order."""

    number: str
    status: str
    placed_at: datetime | None
    channel: str
    lines: list[Line]

    @strawberry.field
    async def shipments(self, info: strawberry.Info[Loaders]) -> list[Shipment]:
        return [_shipment(record) for record in await info.context.shipments.load(self.number)]


@strawberry.type
class LocationAvailability:
    """What one place has."""

    location: str
    available: Quantity


@strawberry.type
class Availability:
    """What all places have of an item."""

    sku: str
    available: Quantity
    locations: list[LocationAvailability]


@strawberry.type
class Edge:
    """One order of a page."""

    node: Order


@strawberry.type
class Connection:
    """A page."""

    edges: list[Edge]


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    async def order(self, number: str) -> Order | None:
        return _order(number) if number in records.ORDERS else None

    @strawberry.field
    async def orders(self, first: int) -> Connection:
        return Connection(edges=[Edge(node=_order(number)) for number in list(records.ORDERS)[:first]])

    @strawberry.field
    async def availability(self, info: strawberry.Info[Loaders], skus: list[str]) -> list[Availability]:
        positions = await info.context.positions.load_many(skus)
        return [_availability(sku, told) for sku, told in zip(skus, positions, strict=True)]


class Application(GraphQL[Loaders, None]):
    """Makes the loaders of each request."""

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Loaders:
        del request, response
        return Loaders(shipments=DataLoader(_load_shipments), positions=DataLoader(_load_positions))


async def _load_shipments(numbers: list[str]) -> Sequence[list[ShipmentRecord]]:
    return [list(records.FULFILMENTS[number].shipments) for number in numbers]


async def _load_positions(skus: list[str]) -> Sequence[list[StockPosition]]:
    return [[records.STOCK[StockKey(sku, place)] for place in records.PLACES] for sku in skus]


def _order(number: str) -> Order:
    record = records.ORDERS[number]
    return Order(
        number=record.number,
        status="SHIPPED",
        placed_at=record.placed_at,
        channel=record.channel,
        lines=[
            Line(
                id=line.id,
                sku=line.sku,
                description=line.description,
                ordered=Quantity(amount=line.ordered.amount, unit=line.ordered.unit),
            )
            for line in record.lines
        ],
    )


def _shipment(record: ShipmentRecord) -> Shipment:
    return Shipment(
        id=record.id,
        status="DELIVERED",
        carrier=record.carrier,
        tracking_numbers=list(record.tracking_numbers),
        milestones=[
            Milestone(
                code=each.code,
                occurred_at=each.occurred_at,
                source=each.source,
                place=each.place,
                raw_code=each.raw_code,
            )
            for each in record.milestones
        ],
    )


def _availability(sku: str, positions: list[StockPosition]) -> Availability:
    told = promised(sku, positions)
    return Availability(
        sku=sku,
        available=Quantity(amount=told.available.amount, unit=told.available.unit),
        locations=[
            LocationAvailability(
                location=each.location,
                available=Quantity(amount=each.available.amount, unit=each.available.unit),
            )
            for each in told.locations
        ],
    )


def app() -> Starlette:
    """The application."""
    schema = strawberry.Schema(query=Query, extensions=[ParserCache, ValidationCache])
    return Starlette(routes=[Route("/graphql", Application(schema))])


if __name__ == "__main__":
    serve(app())
