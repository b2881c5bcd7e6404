"""What is given to a partner, as a client writes it."""

from datetime import timedelta
from decimal import Decimal

import strawberry

from domain.errors import BadInput
from domain.partners import Grant, RowScope, Scope
from domain.quota import Quota
from domain.registry.records import Subject
from domain.shapes.words import (
    Band,
    Capped,
    Exact,
    FieldShape,
    QuantityShape,
    Shapes,
    YesNo,
    plain,
)
from resolvers.administration.words import PersonalShape, QuantityForm, TimeShape
from resolvers.granting.idle_shapes import idle_shapes

_USUAL_LOW = Exact().low
_AT_ONCE = 50


@strawberry.input(name="QuantityShapeInput", description="How quantities are to be shown.")
class QuantityShapeInput:
    """Raises BadInput where parts do not go together."""

    form: QuantityForm = strawberry.field(description="Which form.")
    at: Decimal | None = strawberry.field(
        default=None, description="Of a capped one: from here on it is said to be so much at least."
    )
    low: Decimal | None = strawberry.field(default=None, description="Up to so much the band says LOW; 5.")

    def shape(self, place: str) -> QuantityShape:
        """What it means to the policy."""
        low = _USUAL_LOW if self.low is None else plain(self.low)
        if (self.form is QuantityForm.CAPPED) != (self.at is not None):
            raise BadInput("goes with CAPPED, and with nothing else", field=f"{place}.at")
        if self.form is QuantityForm.YES_NO:
            if self.low is not None:
                raise BadInput("does not go with YES_NO", field=f"{place}.low")
            return YesNo()
        if self.at is not None:
            return Capped(at=plain(self.at), low=low)
        return Band(low=low) if self.form is QuantityForm.BAND else Exact(low=low)


@strawberry.input(name="FieldShapeInput", description="Other shapes for one field.")
class FieldShapeInput:
    """What is left out is as everywhere else."""

    field: str = strawberry.field(description="The field, such as `Order.placedAt`.")
    quantity: QuantityShapeInput | None = strawberry.field(
        default=None, description="How quantities are shown."
    )
    personal: PersonalShape | None = strawberry.field(default=None, description="How personal data is shown.")
    time: TimeShape | None = strawberry.field(default=None, description="How times are shown.")

    def shape(self) -> FieldShape:
        """What it means to the policy."""
        place = f"grant.fields.{self.field}"
        quantity = None if self.quantity is None else self.quantity.shape(f"{place}.quantity")
        return FieldShape(field=self.field, quantity=quantity, personal=self.personal, time=self.time)


@strawberry.input(
    name="GrantInput",
    description="A grant, in the place of what there was. A sort of rows that is left out is not limited.",
)
class GrantInput:
    """As the instance file has it, in the words of the graph."""

    scopes: list[str] = strawberry.field(description="Which fields, such as `orders:read`; none where empty.")
    customers: list[str] | None = strawberry.field(default=None, description="Rows of these customers.")
    channels: list[str] | None = strawberry.field(default=None, description="Rows of these channels.")
    locations: list[str] | None = strawberry.field(default=None, description="Rows at these places.")
    suppliers: list[str] | None = strawberry.field(default=None, description="Rows of these suppliers.")
    carriers: list[str] | None = strawberry.field(default=None, description="Rows of these carriers.")
    quantity: QuantityShapeInput | None = strawberry.field(
        default=None, description="How stock is shown; EXACT where left out."
    )
    personal: PersonalShape = strawberry.field(
        default=PersonalShape.FULL, description="How personal data is shown."
    )
    time: TimeShape = strawberry.field(default=TimeShape.EXACT, description="How times are shown.")
    fields: list[FieldShapeInput] | None = strawberry.field(
        default=None, description="Fields that are shown otherwise."
    )
    audited: bool = strawberry.field(default=False, description="Whether to keep who read personal data.")

    def grant(self) -> Grant:
        """What it means to the policy. Raises BadInput, naming the field."""
        sorts = {name: getattr(self, name) for name in RowScope.__struct_fields__}
        rows = {name: None if some is None else frozenset(some) for name, some in sorts.items()}
        return Grant(
            scopes=frozenset(_scope(text, at) for at, text in enumerate(self.scopes)),
            rows=RowScope(**rows),
            shapes=self._shapes(),
            audited=self.audited,
        )

    def _shapes(self) -> Shapes:
        fields = [each.shape() for each in self.fields or ()]
        shapes = Shapes(
            quantity=Exact() if self.quantity is None else self.quantity.shape("grant.quantity"),
            personal=self.personal,
            time=self.time,
            fields=tuple(sorted(fields, key=lambda each: each.field)),
        )
        for complaint in idle_shapes(shapes):
            raise BadInput(complaint, field="grant.fields")
        return shapes


@strawberry.input(name="QuotaInput", description="How much a partner may ask.")
class QuotaInput:
    """As the instance file has it."""

    points: int = strawberry.field(description="Points in each window.")
    window: timedelta = strawberry.field(default=timedelta(minutes=1), description="The window.")
    concurrency: int = strawberry.field(default=_AT_ONCE, description="Operations at once.")

    def quota(self) -> Quota:
        """What it means."""
        return Quota(points=self.points, window=self.window, concurrency=self.concurrency)


@strawberry.input(name="PartnerSubjectInput", description="Whose tokens are a partner's.")
class PartnerSubjectInput:
    """As the registry keeps it."""

    issuer: str = strawberry.field(description="The issuer, by its name in our settings.")
    value: str = strawberry.field(description="Whom its tokens name.")

    def subject(self) -> Subject:
        """What it means."""
        return Subject(self.issuer, self.value)


def _scope(text: str, at: int) -> Scope:
    try:
        return Scope(text)
    except ValueError:
        raise BadInput(f"{text[:60]!r} is not a scope", field=f"grant.scopes[{at}]") from None
