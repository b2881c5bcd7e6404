"""Pages of orders, and what the one box found."""

from datetime import datetime

import strawberry

from domain.ports.backends import FULFILMENTS, LOCATIONS, ORDERS, PRODUCTS
from domain.search.recognition import Meaning
from resolvers.batched import batched
from resolvers.builds import found, order_pages
from resolvers.types.catalog import Location, Product
from resolvers.types.orders import Order, Shipment

strawberry.enum(Meaning, name="FindKind", description="What a text was found to be.")


@strawberry.federation.type(shareable=True, description="Whether there is more, and where this page ends.")
class PageInfo:
    """After resolvers.builds.pages.PageInfo."""

    has_next_page: bool = strawberry.field(description="Whether more follow.")
    has_previous_page: bool = strawberry.field(description="Whether this page was asked for after another.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first; empty on an empty page.")
    end_cursor: str | None = strawberry.field(
        description="Cursor of the last, for `after`; empty on an empty page."
    )


@strawberry.type(description="How far one system's changes have come into the index.")
class SourceFeed:
    """After resolvers.builds.order_pages.FeedState."""

    source: str = strawberry.field(description="The system.")
    watermark: datetime | None = strawberry.field(description="Up to then all its changes are known.")
    last_heard_at: datetime | None = strawberry.field(description="When it last answered.")
    silent: bool = strawberry.field(description="Whether it has not been heard for longer than expected.")


@strawberry.type(description="One order of a page.")
class OrderEdge:
    """After resolvers.builds.order_pages.Edge."""

    cursor: str = strawberry.field(
        description="Its place, for `after`: good under the same filter and order."
    )
    node: Order | None = batched(
        ORDERS,
        order_pages.number,
        order_pages.order,
        description="The order; empty, with an error where one can be told, if it cannot be read now.",
    )


@strawberry.type(description="A page of orders as our own index knows them.")
class OrderConnection:
    """After resolvers.builds.order_pages.Connection."""

    edges: list[OrderEdge] = strawberry.field(description="The orders of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")
    total_count: int = strawberry.field(description="How many there are on all pages, counted to 1,000.")
    total_count_is_exact: bool = strawberry.field(description="Whether there are not more than counted.")
    feeds: list[SourceFeed] = strawberry.field(description="How recent the index is, system by system.")


@strawberry.type(description="One meaning of a text, and the thing that it names.")
class FindMatch:
    """After resolvers.builds.found.Match."""

    kind: Meaning = strawberry.field(description="What the text was found to be.")
    value: str = strawberry.field(description="Our name of the order, item or place; else the text itself.")
    order: Order | None = batched(
        ORDERS,
        found.order_number,
        found.order,
        description="The order that it names.",
    )
    shipment: Shipment | None = batched(
        FULFILMENTS,
        found.order_of_shipment,
        found.shipment,
        description="The shipment of that order, where it names one.",
    )
    product: Product | None = batched(
        PRODUCTS,
        found.sku,
        found.product,
        description="The item that it names.",
    )
    location: Location | None = batched(
        LOCATIONS,
        found.code,
        found.location,
        description="The place that it names.",
    )
