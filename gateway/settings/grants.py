"""What a partner may see and how much it may ask, as a person writes it.

The section `identity` of the instance file and the file of a partner registry are read by the same models.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import BaseModel, Field, PlainValidator

from domain.partners import Grant, Lane, RowScope, Scope
from domain.quota import Quota
from domain.registry.records import Partner, PartnerStatus, Subject
from domain.shapes.words import (
    Band,
    Capped,
    Exact,
    FieldShape,
    PersonalShape,
    QuantityShape,
    Shapes,
    TimeShape,
    YesNo,
    plain,
)
from gateway.settings.reading.checking import SECTION

_LARGEST = Decimal(10) ** 9
_WORDS: Mapping[str, QuantityShape] = {"exact": Exact(), "yes_no": YesNo(), "band": Band()}
_FORMS = "should be exact, yes_no, band, {capped: 10} or {band: 5}"


def quantity_shape(value: object) -> QuantityShape:
    """`exact`, `yes_no`, `band`, `{capped: 10}`, `{band: 5}`.

    `low` beside `capped`, or beside `exact: true`, is up to where the band says LOW. Raises ValueError, in
    words for whoever wrote it.
    """
    if isinstance(value, Exact | Capped | Band | YesNo):
        return value
    if isinstance(value, str):
        return _word(value)
    if not isinstance(value, Mapping):
        raise ValueError(_FORMS)  # noqa: TRY004 - pydantic tells of a ValueError alone
    given = dict(value)
    low = {"low": _number(given.pop("low"), "low")} if "low" in given else {}
    match given:
        case {"exact": True, **rest} if not rest:
            return Exact(**low)
        case {"capped": at, **rest} if not rest:
            return Capped(at=_number(at, "capped"), **low)
        case {"band": most, **rest} if not (rest or low):
            return Band(low=_number(most, "band"))
    raise ValueError(_FORMS)


def _word(value: str) -> QuantityShape:
    if value not in _WORDS:
        raise ValueError(_FORMS)
    return _WORDS[value]


def _number(value: object, name: str) -> Decimal:
    """The number in its one plain form."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError(f"{name} should be a number")  # noqa: TRY004 - pydantic tells of a ValueError alone
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{name} should be a number") from None
    if not (number.is_finite() and 0 <= number <= _LARGEST):
        raise ValueError(f"{name} should be from 0 to {_LARGEST}")
    return plain(number)


Rows = frozenset[Annotated[str, Field(min_length=1)]] | None
Quantity = Annotated[QuantityShape, PlainValidator(quantity_shape)]
FieldName = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*$")]


class FieldShapeSettings(BaseModel):
    """Other shapes for one field; what is left out is as everywhere else."""

    model_config = SECTION

    quantity: Quantity | None = None
    personal: PersonalShape | None = None
    time: TimeShape | None = None


class GrantSettings(BaseModel):
    """Rights over fields, the rows for which they hold, and how exactly values are shown.

    A list of rows that is left out leaves those rows open; an empty one leaves none. fields: other shapes,
    by `Type.field`. audited: it is kept who read personal data.
    """

    model_config = SECTION

    scopes: frozenset[Scope]
    customers: Rows = None
    channels: Rows = None
    locations: Rows = None
    suppliers: Rows = None
    carriers: Rows = None
    quantity: Quantity = Shapes().quantity
    personal: PersonalShape = Shapes().personal
    time: TimeShape = Shapes().time
    fields: Mapping[FieldName, FieldShapeSettings] = {}
    audited: bool = False

    def grant(self) -> Grant:
        """The grant of the domain."""
        rows = {name: getattr(self, name) for name in RowScope.__struct_fields__}
        return Grant(scopes=self.scopes, rows=RowScope(**rows), shapes=self._shapes(), audited=self.audited)

    def _shapes(self) -> Shapes:
        others = tuple(
            FieldShape(field=name, quantity=other.quantity, personal=other.personal, time=other.time)
            for name, other in sorted(self.fields.items())
        )
        return Shapes(quantity=self.quantity, personal=self.personal, time=self.time, fields=others)


class QuotaSettings(BaseModel):
    """So many points in each window, and so many operations at once."""

    model_config = SECTION

    points: int = Field(ge=1, le=1_000_000_000)
    window: timedelta = Field(default=timedelta(minutes=1), ge=timedelta(seconds=1), le=timedelta(days=1))
    concurrency: int = Field(default=50, ge=1, le=100_000)

    def quota(self) -> Quota:
        """The quota of the domain."""
        return Quota(points=self.points, window=self.window, concurrency=self.concurrency)


class PartnerSettings(GrantSettings):
    """A grant, and how its partner's questions are ranked and counted. quota: none where it is left out."""

    title: str = Field(default="", max_length=200)
    lane: Lane = Lane.INTERACTIVE
    weight: int = Field(default=1, ge=1, le=1_000)
    quota: QuotaSettings | None = None

    def named(
        self,
        name: str,
        subjects: frozenset[Subject] = frozenset(),
        status: PartnerStatus = PartnerStatus.ACTIVE,
    ) -> Partner:
        """The partner of the domain, under this name and with these subjects."""
        return Partner(
            name=name,
            grant=self.grant(),
            title=self.title,
            status=status,
            lane=self.lane,
            weight=self.weight,
            quota=self.quota.quota() if self.quota else None,
            subjects=subjects,
        )
