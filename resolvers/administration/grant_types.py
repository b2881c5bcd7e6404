"""What a partner may, as the graph shows it and as it is given."""

from datetime import timedelta
from decimal import Decimal

import strawberry

from resolvers.administration.words import PersonalShape, QuantityForm, TimeShape


@strawberry.type(description="How quantities are shown.")
class QuantityShape:
    """After resolvers.administration.shown.ShownQuantity."""

    form: QuantityForm = strawberry.field(description="Which form.")
    at: Decimal | None = strawberry.field(
        description="Of a capped one: from here on it is said to be so much at least."
    )
    low: Decimal | None = strawberry.field(description="Up to so much the band says LOW; empty for YES_NO.")


@strawberry.type(name="FieldShape", description="Other shapes for one field.")
class ShapeOfField:
    """After resolvers.administration.shown.ShownFieldShape."""

    field: str = strawberry.field(description="The field, such as `Order.placedAt`.")
    quantity: QuantityShape | None = strawberry.field(description="Empty: as everywhere else.")
    personal: PersonalShape | None = strawberry.field(description="Empty: as everywhere else.")
    time: TimeShape | None = strawberry.field(description="Empty: as everywhere else.")


@strawberry.type(
    description="Rights over fields, the rows for which they hold, and how exactly values are shown."
)
class PartnerGrant:
    """After domain.partners.Grant."""

    scopes: list[str] = strawberry.field(description="Which fields, such as `orders:read`.")
    customers: list[str] | None = strawberry.field(description="Rows of these customers; empty for all.")
    channels: list[str] | None = strawberry.field(description="Rows of these channels; empty for all.")
    locations: list[str] | None = strawberry.field(description="Rows at these places; empty for all.")
    suppliers: list[str] | None = strawberry.field(description="Rows of these suppliers; empty for all.")
    carriers: list[str] | None = strawberry.field(description="Rows of these carriers; empty for all.")
    quantity: QuantityShape = strawberry.field(description="How stock is shown.")
    personal: PersonalShape = strawberry.field(description="How personal data is shown.")
    time: TimeShape = strawberry.field(description="How times are shown.")
    fields: list[ShapeOfField] = strawberry.field(description="Fields that are shown otherwise.")
    audited: bool = strawberry.field(description="Whether it is kept who read personal data.")


@strawberry.type(description="How much a partner may ask.")
class PartnerQuota:
    """After domain.quota.Quota."""

    points: int = strawberry.field(description="Points in each window.")
    window: timedelta = strawberry.field(description="The window.")
    concurrency: int = strawberry.field(description="Operations at once.")


@strawberry.type(description="Whose tokens are a partner's.")
class PartnerSubject:
    """After domain.registry.records.Subject."""

    issuer: str = strawberry.field(description="The issuer, by its name in our settings.")
    value: str = strawberry.field(description="Whom its tokens name.")
