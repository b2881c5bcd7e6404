"""Products, locations and customers."""

from datetime import datetime
from decimal import Decimal

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from domain import catalog
from domain.ports.graph import AVAILABILITY
from resolvers.batched import sold
from resolvers.builds import availability as build
from resolvers.context import GraphContext
from resolvers.entities import permitted
from resolvers.references import location_by_code, product_by_sku
from resolvers.types.availability import Availability
from resolvers.types.values import Identifier


@strawberry.type(description="How many base units one unit of a product is.")
class UnitConversion:
    """After domain.catalog.UnitConversion."""

    unit: str = strawberry.field(description="The unit, such as `CS` for a case.")
    in_base: Decimal = strawberry.field(description="Base units in one of it.")


@strawberry.type(description="A part of a kit.")
class Component:
    """After domain.catalog.Component."""

    sku: str = strawberry.field(description="The item in the kit.")
    amount: Decimal = strawberry.field(description="How many base units of it one kit holds.")


@strawberry.federation.type(keys=["sku"], description="An item that is sold.")
class Product:
    """After domain.catalog.Product."""

    sku: str = strawberry.field(description="Our name for the item.")
    name: str | None = strawberry.federation.field(shareable=True, description="What it is called.")
    base_unit: str | None = strawberry.field(description="The unit in which it is counted.")
    conversions: list[UnitConversion] | None = strawberry.field(description="Other units that it comes in.")
    components: list[Component] | None = strawberry.field(
        description="What a kit is made of; empty otherwise."
    )
    identifiers: list[Identifier] | None = strawberry.field(description="GTIN and other systems' codes.")
    availability: Availability | None = sold(
        AVAILABILITY,
        build.of_item,
        build.one,
        description="What may be promised of it at all places; empty for what no system keeps.",
    )
    source: str | None = strawberry.field(description="The system that owns this record.")
    as_of: datetime | None = strawberry.field(description="When the source says that it was so.")

    @classmethod
    def resolve_reference(cls, info: strawberry.Info[GraphContext], sku: str) -> object:
        return product_by_sku(permitted(info.context, "Product"), sku)

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, catalog.Product)


@strawberry.federation.type(keys=["code"], description="A place that keeps stock.")
class Location:
    """After domain.catalog.Location."""

    code: str = strawberry.field(description="Our code for the place.")
    name: str | None = strawberry.federation.field(shareable=True, description="What it is called.")
    zone: str | None = strawberry.field(description="IANA time zone.")
    region: str | None = strawberry.field(description="State or province.")
    country: str | None = strawberry.field(description="ISO 3166 code.")
    identifiers: list[Identifier] | None = strawberry.field(description="GLN and other systems' codes.")
    source: str | None = strawberry.field(description="The system that owns this record.")
    as_of: datetime | None = strawberry.field(description="When the source says that it was so.")

    @classmethod
    def resolve_reference(cls, info: strawberry.Info[GraphContext], code: str) -> object:
        return location_by_code(permitted(info.context, "Location"), code)

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, catalog.Location)


@strawberry.federation.type(
    keys=[Key(fields=FieldSet("code"), resolvable=False)],
    description="Who buys. Name and e-mail are personal data.",
)
class Customer:
    """After domain.catalog.Customer. Known as the customer of an order, not by code: others may add to it."""

    code: str = strawberry.field(description="Our code for the customer.")
    name: str | None = strawberry.federation.field(
        shareable=True, description="Name of the person or company."
    )
    email: str | None = strawberry.federation.field(shareable=True, description="E-mail address.")
    identifiers: list[Identifier] | None = strawberry.field(description="Other systems' codes.")
